"""Which service is asked for permits, and what proves that another one must be."""

from pathlib import Path

import pytest

from radius_assets.domain.records import PermitsChoice
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell
from radius_assets.refresh.stages import Stages
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sources.errors import (
    IncompleteAnswerError,
    ServiceGoneError,
    SourceError,
    TransientSourceError,
)
from radius_assets_tests.publication.frames import frame, frames
from radius_assets_tests.refresh.cities import with_permits_in
from radius_assets_tests.refresh.clients import AT_ONCE, DISTRICT, stages

pytestmark = pytest.mark.anyio

GONE = {
    "unknown": Faults(gone_registers=("food", "tobacco")),
    "unknown, by its own code": Faults(
        gone_registers=("food", "tobacco"), unknown_service="ERROR-310"
    ),
    "unknown, by HTTP": Faults(gone_registers=("food", "tobacco"), unknown_service="404"),
    "empty": Faults(gone_registers=("food", "tobacco"), unknown_service="INFO-200"),
}


@pytest.fixture
def budget(tmp_path: Path) -> Path:
    return tmp_path / "budget"


async def make(of: Stages, asset: str, *names: str) -> list[Materialized]:
    cells = [Cell(asset, name) for name in names or (DISTRICT,)]
    return [await of.make(cell, started=lambda _cell, _meter: None) for cell in cells]


def asked(sandbox: RunningSandbox) -> dict[str, int]:
    """Requests for permits to Seoul and to data.go.kr."""
    return {name: int(str(sandbox.stats()[name]["requests"])) for name in ("seoul", "mois")}


async def test_data_go_kr_is_asked_where_it_is_chosen(
    sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    async with stages(sandbox.url, store, budget, permits="data_go_kr") as opened_stages:
        (made,) = await make(opened_stages, "openapi_food")

    assert asked(sandbox) == {"seoul": 0, "mois": 1}
    assert made.figures["provenance"] == "data_go_kr"
    assert made.figures["rows_declared"] == 11
    assert store.read("openapi_food", DISTRICT)["provenance"].unique().to_list() == ["data_go_kr"]


@pytest.mark.parametrize("kind", ["food", "tobacco"])
@pytest.mark.parametrize("faults", GONE.values(), ids=GONE)
async def test_data_go_kr_is_asked_where_seouls_register_is_gone(
    faults: Faults, kind: str, sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    async with stages(sandbox.url, store, budget) as opened_stages:
        await make(opened_stages, f"openapi_{kind}")
        before = store.read(f"openapi_{kind}", DISTRICT)
        sandbox.set_faults(faults)
        (made,) = await make(opened_stages, f"openapi_{kind}")

    after = store.read(f"openapi_{kind}", DISTRICT)
    assert made.figures["provenance"] == "data_go_kr"
    assert str(made.figures["asked_instead_because"]).startswith("Seoul Open Data: ")
    assert before["provenance"].unique().to_list() == ["seoul_open_data"]
    assert after.drop("provenance").equals(before.drop("provenance"))


@pytest.mark.parametrize("faults", GONE.values(), ids=GONE)
@pytest.mark.parametrize(
    ("permits", "has_data_go_kr"),
    [("seoul", True), ("auto", False)],
    ids=["by choice", "without a key"],
)
async def test_nobody_else_is_asked_where_nobody_may_be(
    permits: PermitsChoice,
    has_data_go_kr: bool,
    faults: Faults,
    sandbox: RunningSandbox,
    store: LocalStore,
    budget: Path,
) -> None:
    sandbox.set_faults(faults)
    store.write("openapi_food", DISTRICT, frame("openapi_food"))

    options = stages(sandbox.url, store, budget, permits=permits, has_data_go_kr=has_data_go_kr)
    async with options as opened_stages:
        with pytest.raises((ServiceGoneError, IncompleteAnswerError), match="radius import"):
            await make(opened_stages, "openapi_food")

    assert asked(sandbox)["mois"] == 0
    assert store.read("openapi_food", DISTRICT).equals(frame("openapi_food"))


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param(Faults(services=("seoul",), html=1.0), id="502"),
        pytest.param(Faults(services=("seoul",), truncated=1.0), id="half a body"),
        pytest.param(Faults(services=("seoul",), disconnects=1.0), id="no answer"),
    ],
)
async def test_a_service_in_trouble_is_not_gone(
    faults: Faults, sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    sandbox.set_faults(faults)

    async with stages(sandbox.url, store, budget) as opened_stages:
        with pytest.raises(TransientSourceError):
            await make(opened_stages, "openapi_food")

    assert asked(sandbox) == {"seoul": 5, "mois": 0}


async def test_a_gateway_that_fails_at_everything_is_not_gone(
    sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    sandbox.set_faults(Faults(services=("seoul",), unsuccessful=1.0))

    async with stages(sandbox.url, store, budget) as opened_stages:
        with pytest.raises(TransientSourceError, match="ERROR-500"):
            await make(opened_stages, "openapi_food")

    assert asked(sandbox)["mois"] == 0


async def test_what_is_gone_from_two_districts_is_not_asked_for_in_the_others(
    store: LocalStore, budget: Path
) -> None:
    city = with_permits_in(("영등포구", "강남구", "구로구", "금천구"))

    with serving(city, AT_ONCE) as running:
        running.set_faults(Faults(gone_registers=("food",)))
        async with stages(running.url, store, budget) as opened_stages:
            await make(opened_stages, "openapi_food", "영등포구", "강남구")
            before = asked(running)["seoul"]
            await make(opened_stages, "openapi_food", "구로구", "금천구")
            after = asked(running)["seoul"]
            await make(opened_stages, "openapi_tobacco")
            at_last = asked(running)["seoul"]

    assert before == 2 * (5 + 1), "five tries, and one question of another service"
    assert after == before
    assert at_last > after, "the other register is another matter"


async def test_one_broken_district_costs_the_others_nothing(
    sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    sandbox.set_faults(Faults(failing_districts={"food": ("강남구", "구로구")}))

    async with stages(sandbox.url, store, budget) as opened_stages:
        await make(opened_stages, "openapi_food")
        for name in ("강남구", "구로구"):
            with pytest.raises(SourceError):
                await make(opened_stages, "openapi_food", name)
        (made,) = await make(opened_stages, "openapi_food")

    assert made.figures["provenance"] == "seoul_open_data"


async def test_where_both_fail_the_error_tells_of_both(
    sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    sandbox.set_faults(Faults(failing_districts={"food": (DISTRICT,)}))

    async with stages(sandbox.url, store, budget) as opened_stages:
        with pytest.raises(TransientSourceError) as raised:
            await make(opened_stages, "openapi_food")

    asked = "Seoul Open Data: food permits of 영등포구, rows 1 to 1000 of LOCALDATA_072405_YD"
    assert str(raised.value).startswith(f'{asked}: ERROR-500 "서버 오류입니다."; it says so too')
    assert str(raised.value).endswith('; MOIS, asked instead: code 1 "APPLICATION_ERROR"')


async def test_permits_do_not_leave_a_register_by_the_tenth(
    sandbox: RunningSandbox, store: LocalStore, budget: Path
) -> None:
    """A register that is loaded anew overnight shows what it has so far, and no sign of it."""
    many = frames("openapi_food", [f"3180000-104-1999-{n:05d}" for n in range(11)])
    few = many.head(10)

    for stored in (few, many):
        store.write("openapi_food", DISTRICT, stored)
        async with stages(sandbox.url, store, budget) as opened_stages:
            if stored is few:
                await make(opened_stages, "openapi_food")
                continue
            with pytest.raises(IncompleteAnswerError, match=r"lacks 11 of the 11 rows .*; delete"):
                await make(opened_stages, "openapi_food")

    assert store.read("openapi_food", DISTRICT).equals(many)
