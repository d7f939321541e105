"""Every command explains itself, with examples."""

import click
import pytest

from radius_assets.cli import radius
from radius_assets_tests.cli.terminal import Terminal

COMMANDS = sorted(radius.commands)


def test_the_command_says_what_there_is(terminal: Terminal) -> None:
    said = terminal.radius("--help")

    assert said.status == 0
    for name in COMMANDS:
        assert f"\n  {name}  " in said.out
    assert "\n    radius refresh --all    refresh the city\n" in said.out, "a line of its own"
    assert "..." not in said.out.partition("Commands:")[2], "no sentence is cut off"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_what_it_does_with_examples_and_options(
    name: str, terminal: Terminal
) -> None:
    said = terminal.radius(name, "--help")

    assert said.status == 0
    assert f"\n    radius {name}" in said.out, "an example, on a line of its own"
    options = [item for item in radius.commands[name].params if isinstance(item, click.Option)]
    assert all(option.help and option.opts[0] in said.out for option in options)


@pytest.mark.parametrize("arguments", [["--help"], ["refresh", "-h"], ["doctor", "--help"]])
def test_help_starts_nothing(arguments: list[str], terminal: Terminal) -> None:
    terminal.radius(*arguments)

    assert list(terminal.folder.iterdir()) == []


def test_an_unknown_command_is_named(terminal: Terminal) -> None:
    said = terminal.radius("refesh")

    assert said.status == 2
    assert "refesh" in said.err
