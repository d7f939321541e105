"""Evaluating asset checks within the step, and telling Dagster of each district's findings."""

import asyncio
import traceback
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    AssetCheckEvaluationTargetMaterializationData,
)

from radius_assets.checks import CHECKS
from radius_assets.checks.finding import Check, Finding
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.order import Cell
from radius_assets.reports import is_expected, reason


class Checking:
    """Evaluates the checks that a run selected, cell by cell.

    Dagster shows a check by its latest evaluation, whichever district it was of. So findings
    that are not passed are held back until `rest`, lest a later district hide them.
    """

    def __init__(
        self,
        context: dg.AssetExecutionContext,
        open_store: Callable[[], TableStore],
        checks: Mapping[str, Sequence[Check]] = CHECKS,
    ) -> None:
        self._context = context
        self._open_store = open_store
        self._checks = checks
        self._passed = dict.fromkeys(context.selected_asset_check_keys, 0)
        self._held: list[dg.AssetCheckEvaluation] = []

    @cached_property
    def _store(self) -> TableStore:
        return self._open_store()

    async def all_stored(self) -> AsyncGenerator[dg.AssetCheckEvaluation, None]:
        """Evaluate the checks of what is stored: in the run's districts, or wherever it has none.

        Raises:
            StoreError: The store does not tell what it holds.
        """
        for asset in sorted({key.asset_key.to_user_string() for key in self._passed}):
            for name in self._districts(asset):
                async for evaluation in self.look(Cell(asset, name)):
                    yield evaluation
        for evaluation in self.rest():
            yield evaluation

    def _districts(self, asset: str) -> Sequence[str]:
        if self._context.has_partition_key or self._context.has_partition_key_range:
            return list(self._context.partition_keys)
        return self._store.districts(asset)

    async def look(self, cell: Cell) -> AsyncGenerator[dg.AssetCheckEvaluation, None]:
        """Evaluate the checks of the cell's stored table; what did not pass is told by `rest`."""
        for check in self._checks.get(cell.asset, ()):
            key = dg.AssetCheckKey(dg.AssetKey(cell.asset), check.name)
            if key not in self._passed:
                continue
            evaluation = self._evaluation(check, cell, await self._find(check, cell))
            if evaluation.passed:
                self._passed[key] += 1
                yield evaluation
            else:
                self._held.append(evaluation)

    def rest(self, lost: Iterable[Cell] = ()) -> Iterator[dg.AssetCheckEvaluation]:
        """What was held back, and for each check what all districts of the run came to.

        Where cells of its asset were lost, a check has not seen all: Dagster then shows that it
        was not executed to its end.
        """
        yield from self._held
        incomplete = {cell.asset for cell in lost}
        for key, passed in self._passed.items():
            failed = [each for each in self._held if each.asset_check_key == key]
            if key.asset_key.to_user_string() in incomplete or not passed + len(failed):
                continue
            yield dg.AssetCheckEvaluation(
                asset_key=key.asset_key,
                check_name=key.name,
                passed=not failed,
                severity=failed[0].severity if failed else dg.AssetCheckSeverity.ERROR,
                description=f"{passed} of {passed + len(failed)} districts passed",
                blocking=False,
            )

    async def _find(self, check: Check, cell: Cell) -> Finding:
        (found,) = await asyncio.gather(
            asyncio.to_thread(check.look, self._store, cell.district), return_exceptions=True
        )
        if isinstance(found, Finding):
            return found
        if not isinstance(found, Exception):
            raise found
        if not is_expected(found):
            trace = "".join(traceback.format_exception(found))
            self._context.log.error("%s of %s failed\n%s", check.name, cell, trace)
        return Finding(passed=False, sentence=reason(found))

    def _evaluation(self, check: Check, cell: Cell, finding: Finding) -> dg.AssetCheckEvaluation:
        return dg.AssetCheckEvaluation(
            asset_key=dg.AssetKey(cell.asset),
            check_name=check.name,
            passed=finding.passed,
            severity=check.severity,
            description=finding.sentence,
            metadata=dict(finding.figures),
            target_materialization_data=self._target(cell),
            partition=cell.district,
            blocking=False,
        )

    def _target(self, cell: Cell) -> AssetCheckEvaluationTargetMaterializationData | None:
        """The materialization whose table was looked at."""
        of = dg.AssetRecordsFilter(
            asset_key=dg.AssetKey(cell.asset), asset_partitions=[cell.district]
        )
        found = self._context.instance.fetch_materializations(of, limit=1).records
        if not found:
            return None
        return AssetCheckEvaluationTargetMaterializationData(
            storage_id=found[0].storage_id,
            run_id=found[0].run_id,
            timestamp=found[0].timestamp,
        )
