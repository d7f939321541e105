"""`radius doctor` where Seoul no longer has the permits: who serves them?"""

from typing import Literal, TypeAlias, get_args

import pytest

from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.cli.terminal import Terminal
from radius_assets_tests.cli.test_doctor import finding
from radius_assets_tests.cli.test_doctor_data_sets import marks

Code: TypeAlias = Literal["ERROR-310", "ERROR-500", "404"]
CODES = get_args(Code)


@pytest.mark.parametrize("code", CODES)
def test_data_go_kr_is_named_as_who_serves(
    code: Code, terminal: Terminal, sandbox: RunningSandbox
) -> None:
    sandbox.set_faults(Faults(gone_registers=("food", "tobacco"), unknown_service=code))

    said = terminal.radius("doctor")

    line = finding(said, "Seoul")
    assert line.startswith("! Seoul: ")
    assert "data.go.kr answers and is asked for permits instead" in line
    assert said.status == 0
    assert sandbox.stats()["mois"]["kinds"] == {"food": 1, "tobacco": 1}


@pytest.mark.parametrize("code", CODES)
def test_where_nobody_serves_instead_it_is_bad(
    code: Code, terminal: Terminal, sandbox: RunningSandbox
) -> None:
    sandbox.set_faults(
        Faults(gone_registers=("food", "tobacco"), unknown_service=code, refusing=("mois.tobacco",))
    )

    said = terminal.radius("doctor")

    assert finding(said, "Seoul").startswith("✗ Seoul: ")
    assert marks(said) == {"semas": "✓", "food": "✓", "tobacco": "–"}
    assert said.status == 1


@pytest.mark.parametrize("code", CODES)
def test_where_seoul_alone_is_wanted_it_is_bad(
    code: Code, terminal: Terminal, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADIUS_PERMITS", "seoul")
    sandbox.set_faults(Faults(gone_registers=("food", "tobacco"), unknown_service=code))

    said = terminal.radius("doctor")

    line = finding(said, "Seoul")
    assert line.startswith("✗ Seoul: ")
    assert line.endswith("not asked instead, as RADIUS_PERMITS is seoul; set it to auto")
    assert said.status == 1
    assert sandbox.stats()["mois"]["requests"] == 0


def test_where_data_go_kr_is_chosen_seoul_is_not_asked(
    terminal: Terminal, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADIUS_PERMITS", "data_go_kr")
    sandbox.set_faults(Faults(gone_registers=("food", "tobacco"), unknown_service="ERROR-310"))

    said = terminal.radius("doctor")

    assert finding(said, "Seoul") == "– Seoul: not asked, RADIUS_PERMITS is data_go_kr"
    assert said.status == 0
    assert sandbox.stats()["seoul"]["requests"] == 0


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", ["food", "tobacco"])
def test_a_single_register_that_is_gone_is_seen(
    kind: Literal["food", "tobacco"], code: Code, terminal: Terminal, sandbox: RunningSandbox
) -> None:
    sandbox.set_faults(Faults(gone_registers=(kind,), unknown_service=code))

    line = finding(terminal.radius("doctor"), "Seoul")

    assert line.startswith("! Seoul: ")
    assert f"{kind} permits of" in line


def test_trouble_that_passes_is_none(terminal: Terminal, sandbox: RunningSandbox) -> None:
    """A gateway that says so of its other services, too, is in trouble."""
    sandbox.set_faults(Faults(unavailable=1.0, services=("seoul",)))

    said = terminal.radius("doctor")

    assert finding(said, "Seoul").startswith("✗ Seoul: ")
    assert said.status == 1
