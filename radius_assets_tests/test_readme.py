"""The documents for people name only what exists, and both READMEs say the same."""

import ast
import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from radius_assets import settings as settings_module
from radius_assets.cli import radius
from radius_assets.publication.schemas import VERDICTS
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.order import NEEDS
from radius_assets.settings import settings_from
from radius_assets_tests.publication.frames import DISTRICT, frame

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.ko.md")
DOCUMENTS = (
    *READMES,
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/architecture.md",
    "docs/operations.md",
    "docs/tables.md",
)

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)]+)\)")
VARIABLE = re.compile(r"\b(?:RADIUS_[A-Z_]+|[A-Z_]+_KEY|DAGSTER_HOME)\b")
OF_OTHERS = {"AWS_SECRET_ACCESS_KEY"}  # read by boto3
PATH_OF_A_MACHINE = re.compile(r"(?<![\w.~])/(?:home|root|tmp|work|Users|mnt)\b")


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(name: str, language: str) -> list[str]:
    return [body for kind, body in BLOCK.findall(text(name)) if kind == language]


def prose(name: str) -> str:
    return BLOCK.sub("", text(name))


def anchors(page: Path) -> set[str]:
    """The names under which GitHub lets one link to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(name: str) -> list[str]:
    """The commands of the console blocks, without their comments."""
    lines = "".join(blocks(name, "console")).splitlines()
    return [re.split(r"\s+#", line[2:])[0] for line in lines if line.startswith("$ ")]


def mentioned(name: str, program: str) -> list[list[str]]:
    """The words after the program's name wherever a command begins with it."""
    lines = [shlex.split(line) for line in commands(name) + SPAN.findall(prose(name)) if line]
    return [words[1:] for words in lines if Path(words[0]).name == program]


def variables_of_the_example() -> dict[str, str]:
    lines = re.findall(r"^#?([A-Z_]+)=(.*)$", text(".env.example"), re.MULTILINE)
    return dict(lines)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_target_exists(name: str) -> None:
    targets = re.findall(r"^(\w+):", text("Makefile"), re.MULTILINE)

    for words in mentioned(name, "make"):
        assert set(words) <= set(targets), words


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_and_option_exists(name: str) -> None:
    for words in mentioned(name, "radius"):
        command: click.Command = radius
        if words and not words[0].startswith("-"):
            command = radius.commands[words[0]]
        with click.Context(command) as context:
            parameters = command.get_params(context)
        options = {option for parameter in parameters for option in parameter.opts}
        options |= set(radius.context_settings["help_option_names"])
        assert {word for word in words if word.startswith("-")} <= options, words


@pytest.mark.parametrize("name", READMES)
def test_options_named_alone_exist(name: str) -> None:
    options = {
        option
        for command in radius.commands.values()
        for parameter in command.params
        for option in parameter.opts
    }

    assert {span for span in SPAN.findall(prose(name)) if span.startswith("--")} <= options


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
    value = {"RADIUS_PERMITS": "seoul", "RADIUS_BUDGET_MODE": "paced"}.get(variable, value)

    assert settings_from({variable: value}) != settings_from({})


def test_the_example_shows_the_defaults() -> None:
    assert settings_from(variables_of_the_example()) == settings_from({})


@pytest.mark.parametrize("name", [*DOCUMENTS, ".env.example"])
def test_every_variable_is_a_setting(name: str) -> None:
    assert set(VARIABLE.findall(text(name))) - OF_OTHERS <= set(variables_of_the_example())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name: str) -> None:
    targets = [link for link in LINK.findall(prose(name)) if "://" not in link]

    for target in targets:
        path, _, anchor = target.partition("#")
        page = (ROOT / name).parent / path if path else ROOT / name
        assert page.is_file(), target
        assert not anchor or anchor in anchors(page), target


@pytest.mark.parametrize("name", READMES)
def test_every_page_can_be_reached(name: str) -> None:
    linked = set(LINK.findall(prose(name)))

    for page in DOCUMENTS:
        assert page == name or page in linked, page


@pytest.mark.parametrize("name", [*DOCUMENTS, ".env.example"])
def test_no_version_and_no_machine_is_named(name: str) -> None:
    if name != "CHANGELOG.md":
        assert version("radius_assets") not in text(name)
    assert not PATH_OF_A_MACHINE.search(text(name))
