"""Tests of what Dagster loads: without a warning, whole, and without a key in it."""

import runpy
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.remote_representation.external_data import RepositorySnap
from dagster_shared.serdes import serialize_value

from radius_assets.composition import build_definitions
from radius_assets.external import EXTERNAL
from radius_assets.publication.tables import TABLES, table
from radius_assets.refresh.order import ASSETS, NEEDS
from radius_assets.refresh.progress import Unwatched
from radius_assets.settings import settings_from
from radius_assets.store import StoreResource

SECRET = "5ecret0key0that0nobody0may0see00"
VARIABLES = ("KAKAO_API_KEY", "SEOUL_OPENAPI_KEY", "DATA_GO_KR_KEY")
SECRETS = dict.fromkeys(VARIABLES, SECRET) | {"RADIUS_REDIS_URL": f"redis://:{SECRET}@localhost"}

LOAD = """
import dagster as dg
from radius_assets.definitions import defs
dg.Definitions.validate_loadable(defs)
print(*sorted(key.to_user_string() for key in defs.resolve_asset_graph().get_all_asset_keys()))
"""


def definitions(environ: dict[str, str] | None = None) -> dg.Definitions:
    return build_definitions(settings_from(environ or {}), progress=Unwatched())


@pytest.mark.parametrize("environ", [{}, SECRETS], ids=["nothing set", "keys set"])
def test_the_definitions_load_without_a_warning(environ: dict[str, str], tmp_path: Path) -> None:
    """`tmp_path` is the working directory: without a `.env`, and with none of our folders."""
    loaded = subprocess.run(
        [sys.executable, "-W", "error", "-c", LOAD],
        env={"HOME": str(tmp_path)} | environ,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert loaded.stderr == ""
    assert loaded.stdout.split() == sorted([*TABLES, "corrections", "brands"])
    assert list(tmp_path.iterdir()) == [], "to load leaves nothing behind"


def test_what_dagster_loads_is_made_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where there is no `.env`
    monkeypatch.setenv("RADIUS_STORE", "s3://bucket/of-the-test")

    loaded: dg.Definitions = runpy.run_module("radius_assets.definitions")["defs"]

    store = (loaded.resources or {})["store"]
    assert isinstance(store, StoreResource)
    assert store.uri == "s3://bucket/of-the-test"


# Dagster's own reading of its schedules, as its web server does it, uses what it deprecates.
@pytest.mark.filterwarnings("ignore:Property `ScheduleDefinition.environment_vars`")
def test_no_key_is_part_of_the_definitions(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)

    shown = serialize_value(RepositorySnap.from_def(definitions(SECRETS).get_repository_def()))

    assert SECRET not in shown
    assert all(name in shown for name in VARIABLES), "the variables are, in place of the keys"


@pytest.mark.parametrize("asset", TABLES)
def test_an_asset_says_what_its_rows_are(asset: str) -> None:
    (spec,) = [spec for spec in definitions().resolve_all_asset_specs() if spec.key.path == [asset]]

    about = table(asset)
    assert spec.description is not None
    for text in (about.row, ", ".join(about.key), about.replaced):
        assert text in spec.description
    assert spec.code_version


def test_the_graph_is_the_order_of_work() -> None:
    graph = definitions().resolve_asset_graph()

    for asset in ASSETS:
        parents = {key.to_user_string() for key in graph.get(dg.AssetKey(asset)).parent_keys}
        assert parents == {*NEEDS[asset], *EXTERNAL.get(asset, ())}


def test_a_backfill_of_all_districts_is_one_run() -> None:
    graph = definitions().resolve_asset_graph()

    policies = {graph.get(dg.AssetKey(asset)).backfill_policy for asset in ASSETS}
    assert policies == {dg.BackfillPolicy.single_run()}


def test_no_sensor_runs_until_it_is_switched_on() -> None:
    sensor = definitions().resolve_sensor_def("summary_automation")

    assert sensor.default_status == dg.DefaultSensorStatus.STOPPED
