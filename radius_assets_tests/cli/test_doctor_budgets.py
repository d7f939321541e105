"""Tests of `radius doctor` on where the request budgets are kept."""

import pytest

from radius_assets_tests.cli.terminal import Terminal
from radius_assets_tests.sources.redis_server import StartRedis


def test_without_a_redis_the_budgets_are_in_a_folder_of_this_machine(terminal: Terminal) -> None:
    said = terminal.radius("doctor")

    assert said.status == 0, said.text
    assert f"✓ RADIUS_BUDGET_FOLDER: {terminal.folder / 'budgets'}" in said.out


def test_with_a_redis_the_requests_of_all_machines_are_counted_there(
    terminal: Terminal, start_redis: StartRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    with start_redis() as server:
        monkeypatch.setenv("RADIUS_REDIS_URL", server.url)
        first = terminal.radius("doctor")
        second = terminal.radius("doctor")

    assert (first.status, second.status) == (0, 0), first.text
    assert "✓ RADIUS_REDIS_URL: Redis answers" in first.out
    assert second.out.count("answers; requests today: 2 of 10,000") == 3, "each data set"
    assert not (terminal.folder / "budgets").exists()


@pytest.mark.parametrize(
    "url", ["redis://:5ecret@127.0.0.1:1/0", "http://5ecret"], ids=["nobody there", "no address"]
)
def test_a_redis_that_cannot_be_used_is_named_and_no_service_is_asked(
    url: str, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADIUS_REDIS_URL", url)

    said = terminal.radius("doctor")

    assert said.status == 1
    assert "✗ RADIUS_REDIS_URL: " in said.out
    assert "requests today:" not in said.text
    assert "5ecret" not in said.text
