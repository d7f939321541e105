"""The days of a log: none goes back, and what did not is not taken for it."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from radius_assets.publication.storage import LocalStore
from radius_assets.publication.store_errors import StoredTableError
from radius_assets.refresh.order import ASSETS
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.refresh.clients import DISTRICT
from radius_assets_tests.refresh.weeks import MONDAY, change, refresh, told

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
JUDGED = ("closures", "closure_events")
BEFORE_THE_LOG = tuple(asset for asset in ASSETS if asset != "closure_events")


async def suspend(url: str, store: LocalStore, budget: Path, *, days: int) -> None:
    """Let the registers say on that day that the first listing rests, and look."""
    await refresh(url, store, budget, day=MONDAY + days * DAY, assets=["closures"])
    change(store, verdict="suspended")
    await refresh(url, store, budget, day=MONDAY + days * DAY, assets=["closure_events"])


@pytest.mark.parametrize("assets", [ASSETS, JUDGED], ids=["the map and verdicts", "verdicts"])
async def test_a_look_on_an_earlier_day_is_refused_and_costs_the_log_alone(
    assets: tuple[str, ...], looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    await suspend(sandbox.url, looked_at, budget, days=7)
    before, earlier = told(looked_at), MONDAY + 6 * DAY
    why = (
        f"closure_events of {DISTRICT}: it goes up to 2031-03-10, and what would be added is of "
        "2031-03-09: .* RADIUS_TODAY=2031-03-10.* or set RADIUS_STORE to another place"
    )

    with pytest.raises(StoredTableError, match=why):
        await refresh(sandbox.url, looked_at, budget, day=earlier, assets=assets)

    assert told(looked_at).equals(before)
    assert set(looked_at.read("closures", DISTRICT)["as_of"]) == {earlier}
    await refresh(sandbox.url, looked_at, budget, day=MONDAY + 7 * DAY, assets=assets)
    assert told(looked_at)["event"].to_list() == [*before["event"], "verdict_changed"], "back again"


async def test_verdicts_of_an_earlier_day_than_the_map_change_nothing_in_the_log(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    """The map was read on the last day of the log, so the look is not of an earlier one."""
    with pytest.raises(StoredTableError, match=r"up to 2031-03-03, .* is of 2031-03-02"):
        await suspend(sandbox.url, looked_at, budget, days=-1)

    assert set(told(looked_at)["event"]) == {"found"}


async def test_an_earlier_look_is_refused_though_it_shows_nothing_new(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    """Else it would depend on the district whether one is told."""
    with pytest.raises(StoredTableError, match=r"up to 2031-03-03, .* is of 2031-03-02"):
        await refresh(sandbox.url, looked_at, budget, day=MONDAY - DAY)


async def test_verdicts_newer_than_the_map_are_told_day_by_day(
    looked_at: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    await suspend(sandbox.url, looked_at, budget, days=2)
    await refresh(sandbox.url, looked_at, budget, day=MONDAY + 2 * DAY, assets=["closure_events"])
    await refresh(sandbox.url, looked_at, budget, day=MONDAY + 3 * DAY, assets=JUDGED)
    await refresh(sandbox.url, looked_at, budget, day=MONDAY + 3 * DAY)

    since = told(looked_at).filter(pl.col("event") != "found")
    assert since.select("event", "seen_on").rows() == [
        ("verdict_changed", MONDAY + 2 * DAY),
        ("verdict_changed", MONDAY + 3 * DAY),
    ]


async def test_a_map_newer_than_the_verdicts_may_be_looked_at_again(
    store: LocalStore, sandbox: RunningSandbox, budget: Path
) -> None:
    """A crash came before the verdicts of the second day, and one before the log of the first."""
    await refresh(sandbox.url, store, budget, day=MONDAY, assets=BEFORE_THE_LOG)
    await refresh(sandbox.url, store, budget, day=MONDAY + DAY, assets=["convenience"])
    looks = []
    for day in (MONDAY + DAY, MONDAY + 2 * DAY):
        await refresh(sandbox.url, store, budget, day=day, assets=["closure_events"])
        looks.append(told(store))
    await refresh(sandbox.url, store, budget, day=MONDAY + 2 * DAY, assets=JUDGED)

    assert set(looks[0]["seen_on"]) == {MONDAY + DAY}
    assert told(store).equals(looks[0]), "nothing has happened since"
    assert looks[1].equals(looks[0])
