"""RADIUS_BRANDS at the terminal: a chain becomes known by a file, and a broken one is refused."""

from pathlib import Path

import pytest

from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.cli.terminal import Terminal
from radius_assets_tests.publication.frames import DISTRICT, frame

FILE = """
[[brand]]
name = "한빛24"
kind = "chain"
spellings = ["에이치비편의"]
"""
LISTED = {"place_name": "한빛24 가온점", "category": "가정,생활 > 편의점"}
PERMIT = {
    "name": "에이치비편의 가온점",
    "state": "operating",
    "state_code": "01",
    "closed_on": None,
}


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    """A terminal whose store has a listing of a chain that nobody knows, and its permits."""
    terminal.store.write("daiso", DISTRICT, frame("daiso"))
    terminal.store.write("convenience", DISTRICT, frame("convenience", **LISTED))
    for asset in ("openapi_food", "openapi_tobacco"):
        terminal.store.write(asset, DISTRICT, frame(asset, **PERMIT))
    terminal.store.write("semas", DISTRICT, frame("semas").clear())
    return terminal


def add_brands(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, text: str = FILE) -> Path:
    """Set RADIUS_BRANDS to a file of the terminal's folder, by its name there."""
    path = terminal.folder / "brands.toml"
    path.write_text(text, "utf-8")
    monkeypatch.setenv("RADIUS_BRANDS", path.name)
    return path


def refresh(terminal: Terminal) -> None:
    said = terminal.radius("refresh", DISTRICT, "--only", "closures,closure_events")
    assert said.status == 0, said.text


def test_a_refresh_knows_the_brands_of_the_file(
    filled: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_brands(filled, monkeypatch)

    refresh(filled)

    (row,) = filled.store.read("closures", DISTRICT).rows(named=True)
    assert (row["verdict"], row["reason"]) == ("operating", "both of its permits stand")
    assert filled.store.read("closure_events", DISTRICT)["brand"].to_list() == ["한빛24"]


def test_without_the_file_nobody_knows_it(filled: Terminal) -> None:
    refresh(filled)

    assert filled.store.read("closure_events", DISTRICT)["brand"].to_list() == [None]


def test_an_explanation_knows_the_brands_of_the_file(
    filled: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh(filled)
    without = filled.radius("explain", "77001")
    add_brands(filled, monkeypatch)

    told = filled.radius("explain", "77001")

    assert "same brand" not in without.out
    assert "same brand" in told.out
    assert "same branch" in told.out


@pytest.mark.parametrize("command", [("refresh", DISTRICT), ("explain", "77001"), ("doctor",)])
def test_a_broken_file_is_refused_before_any_work(
    command: tuple[str, ...],
    terminal: Terminal,
    sandbox: RunningSandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = add_brands(
        terminal, monkeypatch, f"{FILE}\n[[brand]]\nname = 'CU'\nspelling = ['씨 유']\n"
    )

    said = terminal.radius(*command)

    assert said.status == 1
    assert f"Error: RADIUS_BRANDS: {path}: [brand] CU has no 'spelling'; it has: name, " in said.err
    assert all(stats["requests"] == 0 for stats in sandbox.stats().values())
