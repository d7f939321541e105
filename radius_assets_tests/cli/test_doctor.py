"""`radius doctor`: one line a finding, with the remedy."""

import json
from pathlib import Path

import pytest

from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.cli.terminal import Said, Terminal

SECRET = "5ecret0key0that0nobody0may0see00"


def finding(said: Said, what: str) -> str:
    """The line about it."""
    return next(line for line in said.out.splitlines() if line[2:].startswith(f"{what}: "))


def test_where_everything_is_set_up_every_line_says_so(
    terminal: Terminal, sandbox: RunningSandbox
) -> None:
    said = terminal.radius("doctor")

    assert said.status == 0
    assert [line[0] for line in said.out.splitlines()] == ["✓"] * 11
    assert finding(said, "DAGSTER_HOME").endswith("dagster, 0 runs")
    assert "daiso 0, convenience 0" in finding(said, "RADIUS_STORE")
    assert f"{sandbox.url} answers; requests today: category 1 of 100,000" in finding(said, "Kakao")
    assert finding(said, "Seoul").endswith("answers; requests today: 2")
    asked = {name: stats["requests"] for name, stats in sandbox.stats().items()}
    assert asked == {"kakao": 1, "seoul": 2, "daiso": 1, "semas": 1, "mois": 2}


@pytest.mark.parametrize(
    ("variable", "title", "mark", "status"),
    [
        ("SEOUL_OPENAPI_KEY", "Seoul", "–", 0),
        ("DATA_GO_KR_KEY", "data.go.kr food", "✗", 1),
        ("DATA_GO_KR_KEY", "data.go.kr semas", "–", 1),
    ],
)
def test_where_data_go_kr_has_the_permits_its_key_is_the_one_that_is_needed(
    variable: str,
    title: str,
    mark: str,
    status: int,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RADIUS_PERMITS", "data_go_kr")
    monkeypatch.setenv(variable, "")

    said = terminal.radius("doctor")

    assert finding(said, title).startswith(f"{mark} {title}: {variable} is not set")
    assert said.status == status


def test_tables_and_requests_are_counted(terminal: Terminal) -> None:
    terminal.radius("refresh", "금천구", "--only", "semas")

    said = terminal.radius("doctor")

    assert "semas 1, closures 0" in finding(said, "RADIUS_STORE")
    assert "1 runs" in finding(said, "DAGSTER_HOME")
    assert "requests today: 3 of 10,000" in finding(said, "data.go.kr semas")
    assert "requests today: 1 of 10,000" in finding(said, "data.go.kr food")


def test_a_day_that_is_set_is_told(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KAKAO_API_KEY", "SEOUL_OPENAPI_KEY", "DATA_GO_KR_KEY"):
        monkeypatch.setenv(name, "sandbox")
    monkeypatch.setenv("RADIUS_TODAY", "2026-10-05")

    line = finding(terminal.radius("doctor"), "RADIUS_TODAY")

    assert line.startswith("✓ RADIUS_TODAY: verdicts are given for 2026-10-05")
    assert line.endswith("whatever the day of this machine")


def test_looking_at_an_empty_store_does_not_claim_it(terminal: Terminal) -> None:
    terminal.radius("doctor")

    assert not Path(terminal.variables["RADIUS_STORE"]).exists()


@pytest.mark.parametrize(
    ("variable", "title", "mark", "status"),
    [
        ("KAKAO_API_KEY", "Kakao", "✗", 1),
        ("SEOUL_OPENAPI_KEY", "Seoul", "✗", 1),
        ("DATA_GO_KR_KEY", "data.go.kr semas", "–", 0),
        ("DATA_GO_KR_KEY", "data.go.kr food", "–", 0),
    ],
)
def test_a_missing_key_is_named_with_where_to_get_it(
    variable: str,
    title: str,
    mark: str,
    status: int,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, "")

    said = terminal.radius("doctor")

    assert said.status == status
    assert finding(said, title).startswith(f"{mark} {title}: {variable} is not set; get one at ")


@pytest.mark.parametrize(
    ("variable", "title", "good"),
    [
        ("KAKAO_API_KEY", "Kakao", 10),
        ("SEOUL_OPENAPI_KEY", "Seoul", 10),
        ("DATA_GO_KR_KEY", "data.go.kr semas", 8),
    ],
)
def test_a_wrong_key_is_told_in_the_services_words(
    variable: str, title: str, good: int, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, SECRET)

    said = terminal.radius("doctor")

    assert said.status == 1
    assert finding(said, title).startswith(f"✗ {title}: ")
    assert variable in finding(said, title)
    assert SECRET not in said.text
    assert [line[0] for line in said.out.splitlines()].count("✓") == good


def test_a_service_that_does_not_answer_is_asked_once(
    terminal: Terminal, sandbox: RunningSandbox
) -> None:
    sandbox.set_faults(Faults(unavailable=1.0, services=("kakao",)))

    said = terminal.radius("doctor")

    assert said.status == 1
    assert f"is RADIUS_KAKAO_URL right ({sandbox.url}), is the network up?" in finding(
        said, "Kakao"
    )
    assert sandbox.stats()["kakao"]["requests"] == 1


def test_an_address_where_nobody_is_is_named(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADIUS_SEOUL_URL", "http://127.0.0.1:1")

    said = terminal.radius("doctor")

    assert said.status == 1
    assert "ConnectError; is RADIUS_SEOUL_URL right (http://127.0.0.1:1)" in finding(said, "Seoul")


def test_a_spent_quota_starts_anew(terminal: Terminal, sandbox: RunningSandbox) -> None:
    sandbox.set_faults(Faults(quota={"kakao": 0}))

    said = terminal.radius("doctor")

    assert said.status == 1
    assert finding(said, "Kakao").endswith("it starts anew at midnight in Korea")


def test_a_store_of_the_real_services_is_named(terminal: Terminal) -> None:
    terminal.radius("refresh", "금천구", "--only", "semas")
    store = Path(terminal.variables["RADIUS_STORE"])
    store.joinpath("_origin.json").write_text(json.dumps({"origin": "real"}), "utf-8")

    said = terminal.radius("doctor")

    assert said.status == 1
    assert "✗ RADIUS_STORE: " in said.out
    assert "the store holds real tables" in finding(said, "RADIUS_STORE")


@pytest.mark.parametrize("variable", ["DAGSTER_HOME", "RADIUS_STORE", "RADIUS_BUDGET_FOLDER"])
def test_a_folder_that_cannot_be_used_is_named(variable: str, terminal: Terminal) -> None:
    Path(terminal.variables[variable]).touch()

    said = terminal.radius("doctor")

    assert said.status == 1
    assert finding(said, variable).startswith("✗ ")
    assert [line[0] for line in said.out.splitlines()].count("✓") >= 2, "the others are looked at"


def test_no_service_is_asked_without_a_budget(terminal: Terminal, sandbox: RunningSandbox) -> None:
    Path(terminal.variables["RADIUS_BUDGET_FOLDER"]).touch()

    terminal.radius("doctor")

    assert all(stats["requests"] == 0 for stats in sandbox.stats().values())
