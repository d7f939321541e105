"""`radius refresh` where the quota of the day is short, and where it asks too fast."""

import re
from pathlib import Path

import dagster as dg
import pytest

from radius_assets.refresh.order import Cell
from radius_assets.sandbox.city import City
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets_tests.cli.conftest import open_terminal
from radius_assets_tests.cli.terminal import Terminal

FIRST, SECOND = "금천구", "영등포구"
FOR_ONE = "57"  # a probe, and what a district of which nothing is stored may need


ASSETS = ("daiso", "convenience")


def cells(*districts: str) -> set[Cell]:
    return {Cell(asset, name) for asset in ASSETS for name in districts}


def test_a_district_beyond_the_quota_is_named_and_done_the_next_day(
    terminal: Terminal, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADIUS_KAKAO_DAILY_QUOTA", FOR_ONE)

    said = terminal.radius("refresh", FIRST, SECOND, "--only", ",".join(ASSETS))

    why = f"Kakao category: {SECOND} needs about 56 requests, and 0 of today's 57 are left for it"
    assert said.status == 1
    assert terminal.tables() == terminal.recorded() == cells(FIRST)
    assert re.search(rf"^\[1/4 .* s\] daiso of {SECOND}: not started: {why};", said.out)
    assert re.search(rf"Not started.* 2 +{SECOND} +{why}; the quota starts anew at", said.text)
    assert "Not refreshed" not in said.out
    assert "2 of 4 tables" in said.out
    assert "radius refresh --retry-failed does the rest, after midnight in Korea" in said.err
    assert terminal.run_statuses() == ["SUCCESS"]

    still = terminal.radius("refresh", "--retry-failed")
    monkeypatch.setenv("RADIUS_KAKAO_DAILY_QUOTA", "")
    sandbox.reset()
    again = terminal.radius("refresh", "--retry-failed")

    assert (still.status, again.status) == (1, 0)
    assert "0 of 2 tables" in still.out
    assert "2 of 2 tables" in again.out
    assert terminal.tables() == cells(FIRST, SECOND)
    assert sandbox.stats()["daiso"]["requests"] == 1, "what was there is not asked for again"


def test_a_forced_refresh_asks_as_long_as_it_is_answered(
    terminal: Terminal, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADIUS_KAKAO_DAILY_QUOTA", "0")
    sandbox.set_faults(Faults(failing_districts={"food": (FIRST,)}))

    forced = terminal.radius("refresh", FIRST, "--only", "daiso,openapi_food", "--force")
    after = terminal.radius("refresh", FIRST, "--only", "daiso,openapi_food")

    assert "1 of 2 tables" in forced.out
    assert terminal.tables() == {Cell("daiso", FIRST)}
    assert f"daiso of {FIRST}: not started: Kakao " in after.out, "force is not remembered"


def test_what_a_spent_quota_stopped_is_told_with_the_time_of_the_next(
    terminal: Terminal, sandbox: RunningSandbox
) -> None:
    sandbox.set_faults(Faults(quota={"semas": 1}))  # the probe

    said = terminal.radius("refresh", FIRST, SECOND, "--only", "semas,openapi_food")

    assert said.status == 1
    assert terminal.tables() == {Cell("openapi_food", FIRST), Cell("openapi_food", SECOND)}
    assert said.out.count("starts anew at 00:00 Korean time") >= 2
    assert "does the rest, after midnight in Korea" in said.err
    assert sandbox.stats()["semas"]["quota_spent"] in {1, 2}, "two are asked at once at most"


def test_slow_downs_are_told_and_counted(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sandbox takes one request a second, and says that it wants to be left alone for one."""
    strict = SandboxSettings(rate_per_second=1, latency_ms=0, faults=Faults(retry_after_s=1))
    with serving(city, strict) as sandbox:
        terminal = open_terminal(sandbox.url, tmp_path, monkeypatch)

        said = terminal.radius("refresh", FIRST, "--only", "daiso")

        refused = int(str(sandbox.stats()["kakao"]["refused"]))
    with terminal.instance() as instance:
        (made,) = instance.fetch_materializations(dg.AssetKey("daiso"), limit=9).records
    assert said.status == 0
    assert refused > 0
    assert re.search(r"Kakao answered (once|\d+ times) that it is asked too fast; then", said.out)
    assert made.asset_materialization is not None
    assert made.asset_materialization.metadata["slow_downs"].value == refused
