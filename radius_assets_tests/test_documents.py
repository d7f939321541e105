"""The documents for people name only commands, options, targets, settings and links that exist."""

import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from radius_assets.cli import radius
from radius_assets_tests.documents import (
    DOCUMENTS,
    LINK,
    READMES,
    ROOT,
    SPAN,
    VARIABLE,
    mentioned,
    prose,
    text,
    variables_of_the_example,
)

OF_OTHERS = {"AWS_SECRET_ACCESS_KEY"}  # read by boto3
PATH_OF_A_MACHINE = re.compile(r"(?<![\w.~])/(?:home|root|tmp|work|Users|mnt)\b")


def anchors(page: Path) -> set[str]:
    """The names under which GitHub lets one link to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def all_commands(command: click.Command = radius) -> Iterator[click.Command]:
    """The command and those below it, however deep."""
    yield command
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from all_commands(each)


def command_of(words: Sequence[str]) -> click.Command:
    """The command that the words mean; the words after it are options and arguments."""
    command: click.Command = radius
    for word in words:
        if word.startswith("-") or not isinstance(command, click.Group):
            break
        command = command.commands[word]
    return command


def options_of(command: click.Command) -> set[str]:
    """The options that the command takes, those for help among them."""
    with click.Context(command) as context:
        parameters = command.get_params(context)
    options = {option for parameter in parameters for option in parameter.opts}
    return options | set(radius.context_settings["help_option_names"])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_target_exists(name: str) -> None:
    targets = re.findall(r"^(\w+):", text("Makefile"), re.MULTILINE)

    for words in mentioned(name, "make"):
        assert set(words) <= set(targets), words


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_and_option_exists(name: str) -> None:
    for words in mentioned(name, "radius"):
        options = {word.partition("=")[0] for word in words if word.startswith("-")}
        assert options <= options_of(command_of(words)), words


def test_commands_of_groups_are_looked_at() -> None:
    assert "--kind" in options_of(command_of(["import", "permits", "FILE", "--kind", "food"]))
    assert "--kind" not in options_of(command_of(["import"]))
    with pytest.raises(KeyError):
        command_of(["quarantine", "burn"])


@pytest.mark.parametrize("name", READMES)
def test_options_named_alone_exist(name: str) -> None:
    options = {option for command in all_commands() for option in options_of(command)}

    assert {span for span in SPAN.findall(prose(name)) if span.startswith("--")} <= options


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
