"""`radius refresh`: what it makes, with which options, and what it says of keys and checks."""

import pytest

from radius_assets.refresh.order import Cell
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.cli.refreshing import WRONG_KEY, cells, farthest_m, requests
from radius_assets_tests.cli.terminal import Terminal


def test_districts_that_are_no_neighbours_are_refreshed(terminal: Terminal) -> None:
    said = terminal.radius("refresh", "금천구", "양천구")

    assert said.status == 0
    assert terminal.tables() == terminal.recorded() == cells("금천구", "양천구")
    assert "14 of 14 tables in " in said.out
    assert "[14/14 " in said.out, "without a terminal there is a line a table"
    assert f"Tables: {terminal.variables['RADIUS_STORE']}/ASSET/DISTRICT.parquet" in said.out
    assert said.err == ""
    assert terminal.run_statuses() == ["SUCCESS", "SUCCESS"]
    summary = terminal.store.read("city_summary", None)
    assert set(summary["district"]) == {"양천구", "금천구"}


def test_checks_that_did_not_pass_are_told_of_all_runs(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The registers of the city are years old on that day; that fails no refresh."""
    monkeypatch.setenv("RADIUS_TODAY", "2031-03-10")

    said = terminal.radius("refresh", "금천구", "양천구")

    lines = said.out.splitlines()
    told = next(line for line in lines if line.strip().startswith("closures: evidence_is_fresh"))
    assert said.status == 0
    assert told.split()[2] == "2", "one of each run"
    assert "is its last word" in said.text
    assert "What to do: docs/operations.md, Asset checks" in said.out


def test_only_the_assets_named_are_refreshed(terminal: Terminal, sandbox: RunningSandbox) -> None:
    said = terminal.radius("refresh", "금천구", "--only", "openapi_food, semas")

    assert said.status == 0
    assert terminal.tables() == cells("금천구", assets=("openapi_food", "semas"))
    assert requests(sandbox)["kakao"] == requests(sandbox)["daiso"] == 0


def test_verdicts_do_without_a_register_that_is_skipped(terminal: Terminal) -> None:
    said = terminal.radius("refresh", "금천구", "--skip", "openapi_food,semas")

    assert said.status == 0
    registers = terminal.store.read("closures", "금천구")["registers"].list.explode()
    assert set(registers) == {"tobacco"}


def test_the_radius_that_is_asked_for_is_used(terminal: Terminal) -> None:
    terminal.radius("refresh", "금천구", "--only", "daiso,convenience", "--radius", "300")

    assert 0 < farthest_m(terminal, "금천구") < 300 * 1.5, "at most its diagonal"


def test_without_its_key_only_the_business_register_is_left_out(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_GO_KR_KEY", "")

    said = terminal.radius("refresh", "금천구", "--only", "openapi_food,semas")

    left_out = "DATA_GO_KR_KEY is not set: the business register (semas) is left out"
    assert said.status == 0
    assert left_out in said.err
    assert left_out in said.out, "the summary says so, too"
    assert terminal.tables() == {Cell("openapi_food", "금천구")}


@pytest.mark.parametrize(
    ("variable", "service", "words"),
    [
        ("KAKAO_API_KEY", "kakao", "wrong appKey(***) format"),
        ("SEOUL_OPENAPI_KEY", "seoul", "INFO-100"),
        ("DATA_GO_KR_KEY", "semas", "SERVICE_KEY_IS_NOT_REGISTERED_ERROR"),
    ],
)
def test_a_wrong_key_is_refused_in_the_services_words_after_one_request(
    variable: str,
    service: str,
    words: str,
    terminal: Terminal,
    sandbox: RunningSandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, WRONG_KEY)

    said = terminal.radius("refresh", "금천구", "양천구")

    assert said.status == 1
    assert "Error: " in said.err
    assert words.lower() in said.text.lower()
    assert WRONG_KEY not in said.text
    assert requests(sandbox)[service] == 1
    assert terminal.tables() == set()
