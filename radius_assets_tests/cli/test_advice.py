"""The commands that errors of the store advise are there, and do what the errors say."""

import re
import shlex
from pathlib import Path

import pytest

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.publication.store_errors import StoredTableError, TableMissingError, remedy
from radius_assets.publication.tables import TABLES, table
from radius_assets_tests.cli.terminal import Terminal

HERE = "금천구"


def advised(text: str) -> list[str]:
    """The words of the command in the text, without the program's name."""
    (command,) = re.findall(r"`radius ([^`]+)`", text)
    return shlex.split(command)


@pytest.mark.parametrize("asset", [asset for asset in TABLES if table(asset).by_district])
@pytest.mark.parametrize("districts", [[], [HERE], [HERE, "구로구"], DISTRICT_NAMES])
def test_an_advised_refresh_is_one_that_can_begin(
    asset: str, districts: list[str], terminal: Terminal
) -> None:
    """Without a home for Dagster a refresh ends once all its words have been understood."""
    Path(terminal.variables["DAGSTER_HOME"]).touch()

    said = terminal.radius(*advised(str(TableMissingError(asset, districts))))

    assert said.status == 1, "2 is for words that are not understood"
    assert "DAGSTER_HOME" in said.text


def test_the_command_that_is_advised_makes_a_damaged_table_anew(terminal: Terminal) -> None:
    terminal.radius("refresh", HERE, "--only", "semas")
    good = terminal.content()
    file = Path(terminal.variables["RADIUS_STORE"]) / "semas" / f"{HERE}.parquet"
    file.write_bytes(file.read_bytes()[:200])

    with pytest.raises(StoredTableError) as damaged:
        terminal.store.read("semas", HERE)
    made_anew = terminal.radius(*advised(str(damaged.value)))

    assert made_anew.status == 0
    assert terminal.content() == good


@pytest.mark.parametrize("summary", ["city_summary", "weekly_summary"])
def test_the_command_that_is_advised_makes_a_summary(summary: str, terminal: Terminal) -> None:
    terminal.radius("refresh", HERE)
    terminal.store.files.remove(f"{summary}.parquet")

    words = advised(remedy(summary, None))
    terminal.radius(*[HERE if word == "--all" else word for word in words])

    assert terminal.store.exists(summary, None)
