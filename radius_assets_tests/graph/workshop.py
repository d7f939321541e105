"""The graph with trivial work in place of the stages: what Dagster is told, in no time."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import dagster as dg

from radius_assets.assets import SPECS
from radius_assets.opening import Services, Workplace
from radius_assets.partitions import range_tags
from radius_assets.publication.storage import WrittenTable
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import ASSETS, Cell, NotStarted
from radius_assets.refresh.progress import Progress, Unwatched
from radius_assets.refresh.quota import Fitting
from radius_assets.refresh.work import Options
from radius_assets.resources import DaisoResource, DataGoKrResource, KakaoResource, SeoulResource
from radius_assets.sources.meter import Meter
from radius_assets.step import refresh_events
from radius_assets.store import StoreResource

NOWHERE = "http://127.0.0.1:1"


@dataclass
class Workshop:
    """Makes cells at once, or fails those it is told to fail; `made` are all it was asked for.

    For the cells that `wait` today's quota does not suffice.
    """

    broken: Mapping[Cell, Exception] = field(default_factory=dict)
    wait: Collection[Cell] = ()
    version: str = "1"
    semas_key: str = "any"
    made: list[Cell] = field(default_factory=list)
    progress: Progress = field(default_factory=Unwatched)

    async def make(self, cell: Cell, *, started: Callable[[Cell, Meter], None]) -> Materialized:
        started(cell, Meter())
        self.made.append(cell)
        if cell in self.broken:
            raise self.broken[cell]
        return Materialized(cell, WrittenTable(str(cell), 1, 1, f"{cell} {self.version}"), {})

    def refresh(
        self,
        instance: dg.DagsterInstance,
        names: Sequence[str],
        *,
        assets: Sequence[str] = ASSETS,
        tags: Mapping[str, str] | None = None,
    ) -> dg.ExecuteInProcessResult:
        """One run over neighbouring districts; it may fail."""
        job = dg.define_asset_job("refresh_all", dg.AssetSelection.assets(*ASSETS))
        definitions = dg.Definitions(assets=[self._asset()], jobs=[job])
        return definitions.resolve_job_def("refresh_all").execute_in_process(
            instance=instance,
            asset_selection=[dg.AssetKey(asset) for asset in assets],
            tags={**range_tags(names[0], names[-1]), **(tags or {})},
            raise_on_error=False,
        )

    def _asset(self) -> dg.AssetsDefinition:
        services = Services(
            KakaoResource(base_url=NOWHERE, budget_folder=""),
            SeoulResource(base_url=NOWHERE, budget_folder=""),
            DaisoResource(base_url=NOWHERE, budget_folder=""),
            DataGoKrResource(base_url=NOWHERE, budget_folder="", api_key=self.semas_key),
            StoreResource(),
        )

        @asynccontextmanager
        async def opener(
            _context: object, _services: object, _options: object, cells: Sequence[Cell]
        ) -> AsyncIterator[Workplace]:
            started = tuple(cell for cell in cells if cell not in self.wait)
            waiting = tuple(NotStarted(cell, "no quota") for cell in cells if cell in self.wait)
            yield Workplace(self, Fitting(started, waiting))

        @dg.multi_asset(name="refresh", specs=SPECS, can_subset=True)
        async def refresh(  # type: ignore[no-untyped-def]  # noqa: ANN202 (as in assets.py)
            context: dg.AssetExecutionContext,
        ):
            events = refresh_events(context, services, Options(), self.progress, opener=opener)
            async for event in events:
                yield event

        return refresh
