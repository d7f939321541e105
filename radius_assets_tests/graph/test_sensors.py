"""The sensors, over a city that grows older: what they ask for, and what the runs make of it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from radius_assets import sensors
from radius_assets.collection.permits import KEY
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.updates import PermitCursor
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets.sandbox.world.figures import DEFAULT_TODAY
from radius_assets_tests.graph.aging import BEHIND, aging_city, run, tick
from radius_assets_tests.graph.conftest import KEYS
from radius_assets_tests.graph.platform import DISTRICTS, Platform, settings_for

PERMITS = ("openapi_food", "openapi_tobacco")


@pytest.fixture(scope="module")
def _aging() -> Iterator[RunningSandbox]:
    with aging_city() as running:
        yield running


@pytest.fixture
def growing(_aging: RunningSandbox) -> RunningSandbox:
    """The city on its first day, without faults."""
    _aging.set_faults(Faults())
    _aging.age((DEFAULT_TODAY - _aging.sandbox.city.today).days)
    _aging.reset()
    return _aging


@pytest.fixture
def platform(
    growing: RunningSandbox,
    refreshed: Platform,
    instance: dg.DagsterInstance,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Platform:
    """A deployment with the tables of the first day, as full readings made them."""
    for name in KEYS:
        monkeypatch.setenv(name, "sandbox")
    settings = replace(settings_for(growing.url, tmp_path), margin_days=BEHIND.days + 3)
    shutil.copytree(refreshed.settings.store, settings.store)
    return Platform(settings, instance)


def read_in_full(platform: Platform, folder: Path) -> TableStore:
    """The permits as a deployment reads them that has nothing stored yet."""
    store = str(folder / "elsewhere")
    other = Platform(replace(platform.settings, store=store), platform.instance)
    assert other.refresh(assets=PERMITS).success
    return other.store


def content(table: pl.DataFrame) -> pl.DataFrame:
    return table.drop("provenance").sort(KEY)


def test_a_city_that_did_not_change_asks_for_nothing(platform: Platform) -> None:
    permits, daiso = (
        tick(platform, name) for name in ("permit_updates_sensor", "daiso_changes_sensor")
    )
    assert permits.requests == daiso.requests == []
    assert permits.skipped == daiso.skipped == "nothing has changed"


def test_permits_that_changed_are_brought_up_to_date_where_they_did(
    platform: Platform, growing: RunningSandbox, tmp_path: Path
) -> None:
    growing.age(7)
    assert platform.refresh(["구로구"], assets=PERMITS, config={"full_refresh": False}).success
    growing.reset()
    told = tick(platform, "permit_updates_sensor")
    assert told.districts == ["금천구", "영등포구"], "구로구 has its changes already"
    asked = growing.sandbox.statistics()["mois"]["requests"]
    assert isinstance(asked, int)
    assert 2 <= asked <= 10
    assert all(run(platform, request, job="update_permits").success for request in told.requests)
    now = read_in_full(platform, tmp_path)
    for asset in PERMITS:
        for name in DISTRICTS:
            kept, full = platform.store.read(asset, name), now.read(asset, name)
            assert content(kept).equals(content(full)), (asset, name)
    assert tick(platform, "permit_updates_sensor", told.cursor).requests == []
    judged = {cell.district for cell in platform.materialized() if cell.asset == "closures"}
    assert judged == {"금천구", "영등포구"}, "verdicts follow"


def test_an_incremental_run_says_what_it_did_and_a_full_one_how_far_it_was_off(
    platform: Platform, growing: RunningSandbox
) -> None:
    growing.age(7)
    name = "영등포구"
    before = platform.store.read("openapi_food", name)
    assert platform.refresh([name], assets=PERMITS, config={"full_refresh": False}).success
    figures = platform.latest("openapi_food", name).metadata
    assert figures["mode"].value == "incremental"
    added, replaced = figures["rows_added"].value, figures["rows_replaced"].value
    after = platform.store.read("openapi_food", name)
    assert after.height == before.height + int(str(added))
    assert int(str(replaced)) > 0
    assert "drift_rows" not in figures
    assert platform.refresh([name], assets=PERMITS).success
    full = platform.latest("openapi_food", name).metadata
    assert (full["mode"].value, full["drift_rows"].value) == ("full", 0)
    assert platform.refresh([name], assets=PERMITS).success
    assert "drift_rows" not in platform.latest("openapi_food", name).metadata


def test_on_a_day_that_is_set_the_ticks_become_quiet_and_hear_what_changes_later(
    platform: Platform, growing: RunningSandbox
) -> None:
    """What a tick remembers is by the clock by which runs date what they read."""
    then = replace(platform.settings, today=DEFAULT_TODAY, margin_days=3)
    first = Platform(then, platform.instance)
    assert first.refresh(assets=PERMITS).success
    asked, cursor = [], None
    for _ in range(3):
        told = tick(first, "permit_updates_sensor", cursor)
        asked.append(told.districts)
        cursor = told.cursor
        for request in told.requests:
            run(first, request, job="update_permits")
    growing.age(7)
    a_week_later = replace(then, today=DEFAULT_TODAY + timedelta(days=7))
    later = tick(Platform(a_week_later, platform.instance), "permit_updates_sensor", cursor)
    assert asked == [[], [], []]
    assert later.districts == list(DISTRICTS)


def test_the_same_tick_twice_asks_for_the_same_runs(
    platform: Platform, growing: RunningSandbox
) -> None:
    growing.age(7)
    once, again = (tick(platform, "permit_updates_sensor") for _ in range(2))
    keys = [[request.run_key for request in told.requests] for told in (once, again)]
    assert keys[0] == keys[1] != []


def test_a_service_in_trouble_fails_the_tick_and_not_the_memory(
    platform: Platform, growing: RunningSandbox
) -> None:
    growing.set_faults(Faults(html=1.0))  # a 503 would have everyone pause, in earnest
    for name in ("permit_updates_sensor", "daiso_changes_sensor"):
        with pytest.raises(Exception, match="HTTP 502"):
            tick(platform, name)


def test_a_district_that_no_run_reached_is_asked_for_however_late(
    platform: Platform, growing: RunningSandbox
) -> None:
    growing.age(7)
    once = tick(platform, "permit_updates_sensor")
    cursor = PermitCursor.from_json(once.cursor)
    days = timedelta(days=platform.settings.margin_days + 1)
    late = PermitCursor({kind: at + days for kind, at in cursor.taken_at.items()}).to_json()
    growing.reset()
    told, again = (tick(platform, "permit_updates_sensor", late) for _ in range(2))
    asked = growing.sandbox.statistics()["mois"]["requests"]
    assert asked == 2 * len(PERMITS), "of changes so late there are none"
    assert once.districts == told.districts == again.districts == list(DISTRICTS)
    assert [each.run_key for each in told.requests] == [each.run_key for each in again.requests]
    (request,) = told.requests
    assert request.run_config["ops"]["refresh"]["config"] == {"full_refresh": False}
    assert run(platform, request, job="update_permits").success
    assert all(
        int(str(platform.latest("openapi_food", name).metadata["rows_replaced"].value)) > 0
        for name in DISTRICTS
    )
    assert tick(platform, "permit_updates_sensor", told.cursor).requests == []


def test_a_tick_remembers_when_it_began_to_ask(platform: Platform, growing: RunningSandbox) -> None:
    """What changes while it asks is for the next one."""
    growing.set_faults(Faults(timeouts=1.0, timeout_s=0.5))
    told = tick(platform, "permit_updates_sensor")
    asked_by = datetime.now(UTC) - timedelta(seconds=0.5)
    taken_at = PermitCursor.from_json(told.cursor).taken_at
    assert set(taken_at) == {"food", "tobacco"}
    assert all(at <= asked_by for at in taken_at.values())


def test_a_tick_that_takes_too_long_says_so(
    platform: Platform, growing: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sensors, "TICK_S", 0.3)
    growing.set_faults(Faults(timeouts=1.0, timeout_s=3.0))
    for name in ("permit_updates_sensor", "daiso_changes_sensor"):
        with pytest.raises(Exception, match=r"no answer within 0\.3 s; the next tick asks again"):
            tick(platform, name)


def test_without_the_key_a_few_districts_are_sampled_a_tick(
    platform: Platform, growing: RunningSandbox
) -> None:
    sampled = Platform(replace(platform.settings, permits="seoul"), platform.instance)
    assert tick(sampled, "permit_updates_sensor").requests == []
    growing.age(60)
    told = tick(sampled, "permit_updates_sensor")
    assert told.districts == list(DISTRICTS)
    config = told.requests[0].run_config["ops"]["refresh"]["config"]
    assert config == {"full_refresh": True}, "Seoul tells no changes, so all is read"


def test_a_daiso_that_opened_refreshes_its_district_alone(
    platform: Platform, growing: RunningSandbox
) -> None:
    growing.age(120)
    told = tick(platform, "daiso_changes_sensor")
    assert told.districts == ["영등포구"]
    before = platform.store.read("daiso", "영등포구")
    assert run(platform, told.requests[0], job="refresh_stores").success
    assert platform.store.read("daiso", "영등포구").height == before.height + 1
    assert tick(platform, "daiso_changes_sensor", told.cursor).requests == []


def test_a_store_is_gone_when_two_ticks_have_missed_it(
    platform: Platform, growing: RunningSandbox
) -> None:
    growing.age(120)
    assert platform.refresh(["영등포구"], assets=["daiso"]).success
    growing.age(-55)  # the store that opened meanwhile is not there
    once = tick(platform, "daiso_changes_sensor")
    again = tick(platform, "daiso_changes_sensor", once.cursor)
    assert (once.districts, again.districts) == ([], ["영등포구"])


def test_where_nothing_is_stored_a_sensor_says_what_to_do(
    platform: Platform, tmp_path: Path
) -> None:
    empty = Platform(replace(platform.settings, store=str(tmp_path / "new")), platform.instance)
    for name in ("permit_updates_sensor", "daiso_changes_sensor"):
        assert "radius refresh --all" in str(tick(empty, name).skipped)
