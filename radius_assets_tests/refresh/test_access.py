"""Tests of the first request to each service: does it let us in?"""

from pathlib import Path

import pytest

from radius_assets.refresh.access import ASKED_BY, check_access
from radius_assets.refresh.order import ASSETS
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets.sources.budget import ThrottleStateError
from radius_assets.sources.errors import AccessRefusedError
from radius_assets_tests.refresh.clients import opened

pytestmark = pytest.mark.anyio

VARIABLES = {
    "kakao": "KAKAO_API_KEY",
    "seoul": "SEOUL_OPENAPI_KEY",
    "semas": "DATA_GO_KR_KEY",
}


def requests(sandbox: RunningSandbox) -> dict[str, object]:
    return {name: stats["requests"] for name, stats in sandbox.stats().items()}


def test_every_asset_says_whom_it_asks() -> None:
    assert set(ASKED_BY) == set(ASSETS)


@pytest.mark.parametrize(
    ("assets", "asked"),
    [
        pytest.param(["daiso", "convenience"], {"kakao"}, id="maps"),
        pytest.param(["openapi_food", "openapi_tobacco"], {"seoul"}, id="permits"),
        pytest.param(["semas"], {"semas"}, id="businesses"),
        pytest.param(["closures"], set(), id="verdicts"),
        pytest.param(ASSETS, {"kakao", "seoul", "semas"}, id="all"),
    ],
)
async def test_each_service_that_is_needed_is_asked_once(
    assets: list[str], asked: set[str], sandbox: RunningSandbox, tmp_path: Path
) -> None:
    async with opened(sandbox.url, tmp_path / "budget") as sources:
        await check_access(sources, assets)

    assert requests(sandbox) == {name: int(name in asked) for name in sandbox.stats()}


@pytest.mark.parametrize("service", VARIABLES)
async def test_a_key_that_is_not_accepted_is_an_error(
    service: str, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    async with opened(sandbox.url, tmp_path / "budget", keys={service: "wrong"}) as sources:
        with pytest.raises(AccessRefusedError, match=VARIABLES[service]) as error:
            await check_access(sources, ASSETS)

    assert requests(sandbox)[service] == 1
    assert ("`radius refresh --skip semas` does without it" in str(error.value)) == (
        service == "semas"
    )


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param(Faults(html=1.0), id="trouble"),
        pytest.param(Faults(quota={"kakao": 0, "semas": 0}), id="a spent quota"),
    ],
)
async def test_what_may_pass_is_no_obstacle(
    faults: Faults, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    sandbox.set_faults(faults)

    async with opened(sandbox.url, tmp_path / "budget") as sources:
        await check_access(sources, ASSETS)

    assert all(requests(sandbox)[name] for name in VARIABLES)


async def test_a_budget_that_cannot_be_kept_is_an_error(
    sandbox: RunningSandbox, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()

    async with opened(sandbox.url, tmp_path / "file" / "budget") as sources:
        with pytest.raises(ThrottleStateError):
            await check_access(sources, ["semas"])

    assert requests(sandbox)["semas"] == 0


@pytest.mark.parametrize(
    ("assets", "kinds"),
    [
        pytest.param(["openapi_food"], {"food": 1}, id="one register"),
        pytest.param(ASSETS, {"food": 1, "tobacco": 1}, id="all"),
    ],
)
async def test_data_sets_that_are_chosen_are_asked_each_for_itself(
    assets: list[str], kinds: dict[str, int], sandbox: RunningSandbox, tmp_path: Path
) -> None:
    async with opened(sandbox.url, tmp_path / "budget") as sources:
        await check_access(sources, assets, permits="data_go_kr")

    assert sandbox.stats()["mois"]["kinds"] == kinds
    assert requests(sandbox)["seoul"] == 0


async def test_a_key_that_a_chosen_data_set_refuses_is_an_error(
    sandbox: RunningSandbox, tmp_path: Path
) -> None:
    async with opened(sandbox.url, tmp_path / "budget", keys={"mois": "wrong"}) as sources:
        with pytest.raises(AccessRefusedError, match="DATA_GO_KR_KEY"):
            await check_access(sources, ["openapi_food"], permits="data_go_kr")
        await check_access(sources, ["openapi_food"], permits="auto")
