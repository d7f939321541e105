"""Which part of a district is read can be chosen, and a retry keeps to it."""

import pytest

from radius_assets.collection.area import AreaOptions
from radius_assets.collection.table_certificate import TableCertificate
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.cli.terminal import Terminal

DISTRICT = "금천구"


def options_of(terminal: Terminal) -> AreaOptions:
    """What the stored listings were read with."""
    text = terminal.store.certificate("convenience", DISTRICT) or ""
    return TableCertificate.from_json(text).options


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ((), AreaOptions()),
        (("--shape", "circle", "--radius", "900"), AreaOptions(900, "circle")),
        (("--area", "district"), AreaOptions(area="district")),
    ],
    ids=["the usual one", "circles", "all of the district"],
)
def test_the_area_that_was_asked_for_is_read(
    arguments: tuple[str, ...], options: AreaOptions, terminal: Terminal
) -> None:
    said = terminal.radius("refresh", DISTRICT, "--only", "daiso,convenience", *arguments)

    assert said.status == 0
    assert options_of(terminal) == options


def test_a_retry_reads_the_area_that_was_asked_for(
    terminal: Terminal, sandbox: RunningSandbox
) -> None:
    chosen = ("--area", "district", "--shape", "circle", "--radius", "300")
    sandbox.set_faults(Faults(failing_districts={"category": (DISTRICT,)}))
    first = terminal.radius("refresh", DISTRICT, "--only", "daiso,convenience", *chosen)
    sandbox.set_faults(Faults())

    again = terminal.radius("refresh", "--retry-failed")

    assert (first.status, again.status) == (1, 0)
    assert options_of(terminal) == AreaOptions(300, "circle", "district")


@pytest.mark.parametrize(
    ("option", "words"),
    [(("--area", "city"), "'stores', 'district'"), (("--shape", "star"), "'square', 'circle'")],
)
def test_an_area_that_there_is_not_is_named(
    option: tuple[str, str], words: str, terminal: Terminal
) -> None:
    said = terminal.radius("refresh", DISTRICT, *option)

    assert said.status == 2
    assert words in said.text
    assert list(terminal.folder.iterdir()) == []
