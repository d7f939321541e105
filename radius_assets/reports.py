"""How an outcome is told to Dagster: materializations, and the failure that ends a run."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import dagster as dg

from radius_assets.publication.store_errors import StoreError, TableMissingError
from radius_assets.publication.tables import TableError, table
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Failed, NotStarted, Skipped
from radius_assets.sources.budget import ThrottleStateError
from radius_assets.sources.errors import PermanentSourceError, QuotaSpentError, SourceError

Lost: TypeAlias = Failed | Skipped | NotStarted


class Refusal(dg.Failure):
    """A run that cannot begin: a key is missing or not accepted, or the store is not its own."""

    def __init__(self, why: str) -> None:
        super().__init__(why, allow_retries=False)


def described(asset: str) -> str:
    """What one row is, its key, and when it is replaced: the asset's page in the UI."""
    about = table(asset)
    key = ", ".join(about.key)
    return f"One row is {about.row}. Key: {key}. Replaced as a whole once {about.replaced}."


def materialization_of(made: Materialized, tags: Mapping[str, str]) -> dg.AssetMaterialization:
    """The event for one written table, with every figure that was counted while it was made."""
    written = made.written
    columns = table(made.cell.asset).columns.items()
    schema = dg.TableSchema([dg.TableColumn(name, str(kind)) for name, kind in columns])
    metadata: dict[str, dg.MetadataValue | dg.TableSchema | int | float | str] = {
        "dagster/partition_row_count": written.rows,
        "dagster/column_schema": schema,
        "path": dg.MetadataValue.path(written.uri),
        "bytes": written.bytes_written,
        **{name: figure for name, figure in made.figures.items() if figure is not None},
    }
    if made.certificate is not None:
        metadata["certificate"] = dg.MetadataValue.json(_for_people(made.certificate))
    return dg.AssetMaterialization(
        made.cell.asset, partition=made.cell.district, metadata=metadata, tags=dict(tags)
    )


def _for_people(certificate: str) -> Mapping[str, object]:
    """The certificate without the positions that only the next refresh makes use of."""
    fields: dict[str, object] = json.loads(certificate)
    fields.pop("beside", None)
    return fields


def is_expected(error: BaseException) -> bool:
    """Whether the error is one that we raise ourselves, with words that say enough."""
    return isinstance(error, SourceError | StoreError | TableError | ThrottleStateError)


def reason(error: BaseException) -> str:
    """One line on what went wrong, fit for a table; what we did not foresee names its type."""
    text = " ".join(str(error).split())
    return text if is_expected(error) else f"{type(error).__name__}: {text}"


def failure_of(lost: Sequence[Lost], asked: int) -> dg.Failure:
    """The failure that names every (asset, district) that was lost, and why."""
    failed = [outcome for outcome in lost if isinstance(outcome, Failed)]
    skipped = [outcome for outcome in lost if isinstance(outcome, Skipped)]
    waiting = [outcome for outcome in lost if isinstance(outcome, NotStarted)]
    reasons = {str(outcome.cell): reason(outcome.error) for outcome in failed}
    reasons |= {str(outcome.cell): f"not tried: {outcome.cause.cell} failed" for outcome in skipped}
    reasons |= {str(outcome.cell): f"not started: {outcome.why}" for outcome in waiting}
    lines = "; ".join(f"{cell}: {why}" for cell, why in reasons.items())
    counts = f"{len(failed)} failed and {len(skipped)} were not tried"
    if waiting:
        counts += f" and {len(waiting)} were not started"
    return dg.Failure(
        f"{counts}, of {asked}: {lines}",
        metadata={"lost": dg.MetadataValue.json(reasons)},
        allow_retries=False,
    )


def waiting_text(waiting: Sequence[NotStarted]) -> str:
    """What waits for a quota, a line a district and reason."""
    assets: dict[tuple[str, str], list[str]] = {}
    for outcome in waiting:
        assets.setdefault((outcome.cell.district, outcome.why), []).append(outcome.cell.asset)
    lines = [f"{', '.join(each)} of {name}: {why}" for (name, why), each in assets.items()]
    return "\n".join([f"{len(waiting)} tables not started", *lines])


def is_worth_retrying(lost: Sequence[Lost]) -> bool:
    """Whether another attempt soon could end better for any of the failures."""
    errors = [outcome.error for outcome in lost if isinstance(outcome, Failed)]
    hopeless = PermanentSourceError | QuotaSpentError | TableMissingError
    return not all(isinstance(error, hopeless) for error in errors)
