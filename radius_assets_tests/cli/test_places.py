"""Places that cannot be used: each is named, and nothing is written or asked."""

import json
from pathlib import Path

import pytest

from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.cli.terminal import Terminal


def requests(sandbox: RunningSandbox) -> int:
    return sum(int(str(stats["requests"])) for stats in sandbox.stats().values())


def test_a_store_of_the_real_services_is_not_touched(terminal: Terminal) -> None:
    store = Path(terminal.variables["RADIUS_STORE"])
    store.mkdir()
    store.joinpath("_origin.json").write_text(json.dumps({"origin": "real"}), "utf-8")

    said = terminal.radius("refresh", "금천구")

    assert said.status == 1
    assert "Error: the store holds real tables, sandbox ones must not mix with them" in said.text
    assert "set RADIUS_STORE to another place" in said.text
    assert terminal.tables() == set()


def test_a_store_that_cannot_be_written_is_named(terminal: Terminal) -> None:
    Path(terminal.variables["RADIUS_STORE"]).touch()

    said = terminal.radius("refresh", "금천구")

    assert said.status == 1
    assert "Error: " in said.err
    assert "the store cannot be used, file exists; set RADIUS_STORE" in said.text


def test_a_budget_that_cannot_be_written_is_named(
    terminal: Terminal, sandbox: RunningSandbox
) -> None:
    Path(terminal.variables["RADIUS_BUDGET_FOLDER"]).touch()

    said = terminal.radius("refresh", "금천구")

    assert said.status == 1
    assert "set RADIUS_BUDGET_FOLDER to a folder that is" in said.text
    assert requests(sandbox) == 0


def test_a_home_that_cannot_be_made_is_named(terminal: Terminal, sandbox: RunningSandbox) -> None:
    home = Path(terminal.variables["DAGSTER_HOME"])
    home.touch()

    said = terminal.radius("refresh", "금천구")

    assert said.status == 1
    assert f"Error: DAGSTER_HOME {home} cannot be used: File exists" in said.text
    assert "set it to a folder of yours" in said.text
    assert requests(sandbox) == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dagster.yaml", "telemetry: {enabled"),
        ("dagster.yaml", "telemetree: {enabled: false}"),
        ("history/runs.db", "not a database, but longer than the hundred bytes of a header " * 20),
    ],
    ids=["no yaml", "an unknown setting", "no database"],
)
def test_a_home_with_broken_files_is_named(
    name: str, content: str, terminal: Terminal, sandbox: RunningSandbox
) -> None:
    file = Path(terminal.variables["DAGSTER_HOME"]) / name
    file.parent.mkdir(parents=True)
    file.write_text(content, "utf-8")

    said = terminal.radius("refresh", "금천구")

    assert said.status == 1
    assert "Error: DAGSTER_HOME" in said.err
    assert "Traceback" not in said.text
    assert requests(sandbox) == 0
