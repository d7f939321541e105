"""What the terminal says of the day's requests, service by service and by API."""

from pathlib import Path

import pytest

from radius_assets.cli.instance import environment
from radius_assets.cli.services import budget_use, counts, services_of
from radius_assets_tests.cli.terminal import Terminal


@pytest.mark.usefixtures("terminal")
def test_the_use_of_the_budget_is_told_by_service() -> None:
    asked = services_of(environment())

    told = budget_use(asked)

    assert told == "Kakao 0 of 100,000; Seoul 0; Daiso 0; data.go.kr 0 of 10,000"


@pytest.mark.parametrize(
    ("sent", "quota", "expected"),
    [
        pytest.param({}, None, "0", id="nothing, without a quota"),
        pytest.param({"all": 1_016}, None, "1,016", id="not told apart"),
        pytest.param({"semas": 3}, 10_000, "semas 3 of 10,000", id="one API"),
        pytest.param(
            {"keyword": 12, "category": 1_084},
            100_000,
            "category 1,084, keyword 12 of 100,000 each",
            id="two",
        ),
        pytest.param({"all": 9, "food": 1}, 10, "9, food 1 of 10 each", id="from an old record"),
    ],
)
def test_requests_are_told_by_api(sent: dict[str, int], quota: int | None, expected: str) -> None:
    assert counts(sent, quota) == expected


def test_a_budget_that_cannot_be_read_is_left_out(terminal: Terminal) -> None:
    Path(terminal.variables["RADIUS_BUDGET_FOLDER"]).touch()

    assert budget_use(services_of(environment())) == ""
