"""All the checks there are: each is told to people, with what to do."""

import pytest

from radius_assets.checks import CHECKS
from radius_assets.checks.finding import Check
from radius_assets.publication.quarantine import REGISTERS
from radius_assets_tests.documents import text

ALL = [(asset, check) for asset, checks in CHECKS.items() for check in checks]


@pytest.mark.parametrize(
    ("asset", "check"), ALL, ids=[f"{asset} {check.name}" for asset, check in ALL]
)
def test_a_check_stands_in_the_document_for_people(asset: str, check: Check) -> None:
    whose = "registers" if asset in REGISTERS else f"`{asset}`"

    (line,) = [
        line
        for line in text("docs/operations.md").splitlines()
        if line.startswith(f"| {whose}: `{check.name}` |")
    ]

    assert all(cell.strip() for cell in line.strip("|").split(" | "))
