"""Both READMEs say the same, their examples run, and what they show of the code is so."""

import ast
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from radius_assets import settings as settings_module
from radius_assets.publication.schemas import VERDICTS
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.order import NEEDS
from radius_assets.settings import settings_from
from radius_assets_tests.documents import (
    READMES,
    ROOT,
    SPAN,
    VARIABLE,
    blocks,
    commands,
    prose,
    text,
    variables_of_the_example,
)
from radius_assets_tests.publication.frames import DISTRICT, frame


def test_both_readmes_give_the_same_commands() -> None:
    english, korean = READMES

    assert commands(english)
    assert commands(english) == commands(korean)


@pytest.mark.parametrize("language", ["text", "python", "sql"])
def test_both_readmes_show_the_same(language: str) -> None:
    english, korean = READMES

    assert blocks(english, language)
    assert blocks(english, language) == blocks(korean, language)


def test_both_readmes_have_the_same_structure() -> None:
    def structure(name: str) -> list[str]:
        levels = re.compile(r"^(#+) |^```(\w+)$|^(\|)---|^(-) ", re.MULTILINE)
        return ["".join(groups) for groups in levels.findall(text(name))]

    english, korean = READMES
    assert structure(english) == structure(korean)


def test_both_readmes_name_the_same_things() -> None:
    def named(name: str) -> set[str]:
        return set(SPAN.findall(prose(name)))

    english, korean = READMES
    assert named(english) == named(korean)


@pytest.mark.parametrize("line", [line for line in commands(READMES[0]) if "--help" in line])
def test_help_can_be_asked_for(line: str) -> None:
    program, *words = shlex.split(line)

    ended = subprocess.run(
        [Path(sys.executable).parent / Path(program).name, *words],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    assert "Usage: radius" in ended.stdout


def test_the_python_example_runs(tmp_path: Path) -> None:
    LocalStore(tmp_path / "data").write("closures", DISTRICT, frame("closures"))
    (example,) = blocks("README.md", "python")

    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", example],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    assert "가온25 한빛점 - the food permit" in ended.stdout


@pytest.mark.parametrize("name", READMES)
def test_the_picture_is_that_of_the_graph(name: str) -> None:
    (picture,) = blocks(name, "mermaid")

    arrows = set(re.findall(r"(\w+) --> (\w+)", picture))

    inner = {(need, asset) for asset, needs in NEEDS.items() for need in needs}
    summaries = {("daiso", "city_summary"), ("closures", "city_summary")}
    assert arrows == inner | summaries | {("closure_events", "weekly_summary")}


@pytest.mark.parametrize("name", READMES)
def test_the_verdicts_are_explained_in_order(name: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \|", prose(name), re.MULTILINE)

    assert tuple(rows[: len(VERDICTS)]) == tuple(VERDICTS)


@pytest.mark.parametrize("name", READMES)
def test_the_stages_are_folders(name: str) -> None:
    folders = re.findall(r"^\| \d \| `(\w+)/` \|", prose(name), re.MULTILINE)

    assert len(folders) == 5
    for folder in folders:
        assert (ROOT / "radius_assets" / folder / "__init__.py").is_file(), folder


def test_the_example_of_the_settings_is_complete() -> None:
    read = {
        node.value
        for node in ast.walk(ast.parse(Path(settings_module.__file__).read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if VARIABLE.fullmatch(node.value)
    }

    assert set(variables_of_the_example()) == read


@pytest.mark.parametrize("variable", variables_of_the_example())
def test_every_setting_of_the_example_is_read(variable: str) -> None:
    value = "http://127.0.0.1:7" if variable.endswith("_URL") else "7"
    brands = str(ROOT / "radius_assets" / "matching" / "brands.toml")
    others = {"RADIUS_PERMITS": "seoul", "RADIUS_BUDGET_MODE": "paced", "RADIUS_BRANDS": brands}
    others["RADIUS_TODAY"] = "2026-10-05"
    value = others.get(variable, value)

    assert settings_from({variable: value}) != settings_from({})


def test_the_example_shows_the_defaults() -> None:
    assert settings_from(variables_of_the_example()) == settings_from({})
