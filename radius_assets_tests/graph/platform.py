"""Run the graph in a test as the command line does, and ask the instance what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg
import polars as pl
from dagster._core.storage.partition_status_cache import get_and_update_asset_status_cache_value

from radius_assets.composition import build_definitions
from radius_assets.partitions import districts, range_tags
from radius_assets.publication.storage import LocalStore, TableStore
from radius_assets.publication.tables import table
from radius_assets.refresh.order import ASSETS, Cell
from radius_assets.refresh.progress import Progress, Unwatched
from radius_assets.settings import Settings

DISTRICTS = ("구로구", "금천구", "영등포구")  # neighbours in official order


def settings_for(url: str, folder: Path) -> Settings:
    """Settings that ask the services at `url` as fast as they answer."""
    return Settings(
        budget_folder=folder / "budgets",
        dagster_home=folder / "dagster",
        kakao_key="sandbox",
        seoul_key="sandbox",
        data_go_kr_key="sandbox",
        kakao_url=url,
        seoul_url=url,
        daiso_url=url,
        data_go_kr_url=url,
        requests_per_second=100,
        store=str(folder / "data"),
    )


@dataclass(frozen=True, slots=True)
class Platform:
    """The graph, and the instance that keeps what became of it."""

    settings: Settings
    instance: dg.DagsterInstance
    progress: Progress = field(default_factory=Unwatched)

    @property
    def definitions(self) -> dg.Definitions:
        """What Dagster loads."""
        return build_definitions(self.settings, progress=self.progress)

    @property
    def store(self) -> TableStore:
        """Its tables, which lie in a folder."""
        return LocalStore(Path(self.settings.store))

    def refresh(
        self,
        names: Sequence[str] = DISTRICTS,
        *,
        assets: Sequence[str] = ASSETS,
        tags: Mapping[str, str] | None = None,
        config: Mapping[str, object] | None = None,
    ) -> dg.ExecuteInProcessResult:
        """One run over neighbouring districts; it may fail."""
        return self.definitions.resolve_job_def("refresh_all").execute_in_process(
            instance=self.instance,
            asset_selection=[dg.AssetKey(asset) for asset in assets],
            tags={**range_tags(names[0], names[-1]), **(tags or {})},
            run_config={"ops": {"refresh": {"config": config or {}}}},
            raise_on_error=False,
        )

    def summarize(self) -> dg.ExecuteInProcessResult:
        """One run of the summary."""
        return self.definitions.resolve_job_def("summarize").execute_in_process(
            instance=self.instance
        )

    def latest(self, asset: str, district: str) -> dg.AssetMaterialization:
        """The latest materialization of the cell."""
        of = dg.AssetRecordsFilter(asset_key=dg.AssetKey(asset), asset_partitions=[district])
        event = self.instance.fetch_materializations(of, limit=1).records[0].asset_materialization
        assert event is not None
        return event

    def evaluations(self, check: str, district: str | None) -> list[dg.AssetCheckEvaluation]:
        """What the check of the listings found in the district, the latest first."""
        key = dg.AssetCheckKey(dg.AssetKey("convenience"), check)
        history = self.instance.event_log_storage.get_asset_check_execution_history(key, limit=100)
        found = [record.evaluation for record in history if record.partition == district]
        return [each for each in found if isinstance(each, dg.AssetCheckEvaluation)]

    def materialized(self) -> set[Cell]:
        """The cells that the instance shows as materialized."""
        return {
            Cell(asset, district)
            for asset in ASSETS
            for district in self.instance.get_materialized_partitions(dg.AssetKey(asset))
        }

    def failed(self) -> set[Cell]:
        """The cells that the UI shows as failed."""
        return shown_as_failed(self.instance)


def shown_as_failed(instance: dg.DagsterInstance) -> set[Cell]:
    """The cells that the UI shows as failed."""
    cells = set()
    for asset in ASSETS:
        status = get_and_update_asset_status_cache_value(instance, dg.AssetKey(asset), districts)
        if status is not None:
            subset = status.deserialize_failed_partition_subsets(districts)
            cells |= {Cell(asset, district) for district in subset.get_partition_keys()}
    return cells


def same(asset: str, one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Whether two tables say the same; on another day verdicts are less sure, and no more."""
    moments = [*table(asset).volatile]
    if asset == "closures" and not one["as_of"].equals(other["as_of"]):
        moments.append("confidence")
    return one.drop(moments).equals(other.drop(moments))


def failure_text(result: dg.ExecuteInProcessResult) -> str:
    """What the run's step says of its failure."""
    data = next(event.step_failure_data for event in result.all_events if event.is_step_failure)
    return str(data.error and data.error.to_string())
