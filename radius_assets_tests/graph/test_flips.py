"""A service that changes its names overnight, or makes way for another, changes nothing below."""

from collections.abc import Callable
from dataclasses import replace

import dagster as dg
import pytest

from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets.settings import Settings
from radius_assets_tests.graph.platform import Platform, failure_text
from radius_assets_tests.graph.test_staleness import DISTRICT, data_versions, stale

PERMITS = ["openapi_food", "openapi_tobacco"]

FLIPS = {
    "to new names": Faults(v2_after_requests=0),
    "to new names within a reading": Faults(v2_after_requests=3),
    "to data.go.kr": Faults(gone_registers=("food", "tobacco")),
    "to data.go.kr, one of them": Faults(gone_registers=("food",), unknown_service="ERROR-310"),
}


def requests_by_kind(sandbox: RunningSandbox) -> list[int]:
    """Requests to data.go.kr for permits of food and of tobacco."""
    kinds = sandbox.sandbox.mois.turnstile.statistics.kinds
    return [kinds["food"], kinds["tobacco"]]


def test_a_flip_of_the_source_makes_nothing_stale(
    platform: Platform, sandbox: RunningSandbox
) -> None:
    platform.refresh([DISTRICT])
    before = data_versions(platform)

    for name, flip in FLIPS.items():
        sandbox.set_faults(flip)
        again = platform.refresh([DISTRICT], assets=PERMITS)

        assert again.success, name
        assert data_versions(platform) == before, name
        assert stale(platform) == set(), name


def test_the_figures_say_who_was_asked_and_why(platform: Platform, sandbox: RunningSandbox) -> None:
    sandbox.set_faults(Faults(gone_registers=("food",), unknown_service="ERROR-310"))

    platform.refresh([DISTRICT], assets=PERMITS)

    food, tobacco = (platform.latest(asset, DISTRICT).metadata for asset in PERMITS)
    assert food["provenance"].value == "data_go_kr"
    assert "ERROR-310" in str(food["asked_instead_because"].value)
    assert tobacco["provenance"].value == "seoul_open_data"
    assert "asked_instead_because" not in tobacco


def test_a_choice_of_data_go_kr_needs_no_key_of_seoul(
    settings: Settings, instance: dg.DagsterInstance, sandbox: RunningSandbox
) -> None:
    chosen = replace(settings, permits="data_go_kr", seoul_key=None)

    result = Platform(chosen, instance).refresh([DISTRICT], assets=PERMITS)

    assert result.success
    assert sandbox.stats()["seoul"]["requests"] == 0
    assert all(count > 20 for count in requests_by_kind(sandbox))


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        (lambda all_set: replace(all_set, permits="seoul", seoul_key=None), "SEOUL_OPENAPI_KEY"),
        (
            lambda all_set: replace(all_set, permits="data_go_kr", data_go_kr_key=None),
            "DATA_GO_KR_KEY",
        ),
    ],
    ids=["seoul", "data_go_kr"],
)
def test_the_key_of_the_chosen_service_is_needed(
    without: Callable[[Settings], Settings],
    missing: str,
    settings: Settings,
    instance: dg.DagsterInstance,
) -> None:
    result = Platform(without(settings), instance).refresh([DISTRICT], assets=PERMITS)

    assert f"{missing} is not set" in failure_text(result)
