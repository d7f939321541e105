"""`radius doctor` on data.go.kr, where each data set admits a key by itself."""

import pytest

from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.cli.terminal import Said, Terminal

NUMBERS = {"semas": "15012005", "food": "15154921", "tobacco": "15155031"}


def findings(said: Said) -> dict[str, str]:
    """The line about each data set, by the name under which its requests are counted."""
    lines = [line for line in said.out.splitlines() if line[2:].startswith("data.go.kr ")]
    return {line[2:].removeprefix("data.go.kr ").partition(":")[0]: line for line in lines}


def marks(said: Said) -> dict[str, str]:
    return {name: line[0] for name, line in findings(said).items()}


def test_each_data_set_is_asked_once_and_says_what_it_is_for(
    terminal: Terminal, sandbox: RunningSandbox
) -> None:
    said = terminal.radius("doctor")

    assert marks(said) == dict.fromkeys(NUMBERS, "✓")
    assert sandbox.stats()["semas"]["kinds"] == {"shops": 1}
    assert sandbox.stats()["mois"]["kinds"] == {"food": 1, "tobacco": 1}
    found = findings(said)
    assert "requests today: 1 of 10,000; for the business register" in found["semas"]
    for kind in ("food", "tobacco"):
        assert f"for what has changed of {kind} permits" in found[kind]


@pytest.mark.parametrize(
    ("refused", "marked", "status"),
    [
        ("mois.food", {"semas": "✓", "food": "–", "tobacco": "✓"}, 0),
        ("mois.tobacco", {"semas": "✓", "food": "✓", "tobacco": "–"}, 0),
        ("mois", {"semas": "✓", "food": "–", "tobacco": "–"}, 0),
        ("semas", {"semas": "✗", "food": "✓", "tobacco": "✓"}, 1),
    ],
)
def test_a_key_may_be_admitted_to_one_and_not_to_another(
    refused: str,
    marked: dict[str, str],
    status: int,
    terminal: Terminal,
    sandbox: RunningSandbox,
) -> None:
    sandbox.set_faults(Faults(refusing=(refused,)))

    said = terminal.radius("doctor")

    assert marks(said) == marked
    assert said.status == status
    for name, line in findings(said).items():
        is_refused = marked[name] != "✓"
        assert ("SERVICE_ACCESS_DENIED_ERROR" in line) == is_refused
        assert (f"apply at https://www.data.go.kr/data/{NUMBERS[name]}/" in line) == is_refused


@pytest.mark.parametrize(("refused", "begins"), [("mois", True), ("semas", False)])
def test_the_status_is_true_of_a_refresh(
    refused: str, begins: bool, terminal: Terminal, sandbox: RunningSandbox
) -> None:
    sandbox.set_faults(Faults(refusing=(refused,)))

    refreshed = terminal.radius("refresh", "금천구", "--only", "openapi_food,semas")

    assert (refreshed.status == 0) == begins, refreshed.text
    assert (terminal.radius("doctor").status == 0) == begins


def test_permits_that_are_chosen_from_there_are_needed(
    terminal: Terminal, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADIUS_PERMITS", "data_go_kr")
    sandbox.set_faults(Faults(refusing=("mois.tobacco",)))

    said = terminal.radius("doctor")

    assert marks(said) == {"semas": "✓", "food": "✓", "tobacco": "✗"}
    assert "needed, RADIUS_PERMITS is data_go_kr" in findings(said)["tobacco"]
    assert said.status == 1


def test_permits_that_are_not_wanted_from_there_are_not_asked_for(
    terminal: Terminal, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADIUS_PERMITS", "seoul")

    said = terminal.radius("doctor")

    assert marks(said) == {"semas": "✓", "food": "–", "tobacco": "–"}
    assert "not asked, RADIUS_PERMITS is seoul" in findings(said)["food"]
    assert sandbox.stats()["mois"]["requests"] == 0
    assert said.status == 0


def test_without_a_key_each_says_where_to_apply_and_what_follows(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_GO_KR_KEY", "")

    said = terminal.radius("doctor")

    assert marks(said) == dict.fromkeys(NUMBERS, "–")
    assert said.status == 0
    for name, line in findings(said).items():
        assert (
            f"DATA_GO_KR_KEY is not set; get one at https://www.data.go.kr/data/{NUMBERS[name]}/"
            in line
        )
        assert "optional, without it " in line


def test_trouble_of_a_data_set_that_is_not_needed_keeps_nothing_from_beginning(
    terminal: Terminal, sandbox: RunningSandbox
) -> None:
    sandbox.set_faults(Faults(unavailable=1.0, services=("mois",)))

    said = terminal.radius("doctor")

    assert marks(said) == {"semas": "✓", "food": "–", "tobacco": "–"}
    assert f"is RADIUS_DATA_GO_KR_URL right ({sandbox.url})" in findings(said)["food"]
    assert said.status == 0
