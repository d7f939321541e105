"""What is said when a refresh has ended: the figures by district, and what is missing and why."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from radius_assets.cli.display import Watch, why
from radius_assets.publication.schemas import VERDICTS
from radius_assets.refresh.order import Cell, Failed, NotStarted, Skipped
from radius_assets.refresh.progress import Doubt

Value: TypeAlias = int | float | str | None

WHAT_TO_DO = "docs/operations.md, Asset checks"

LOST = "✗"  # asked for and not there; the table of what is missing says why


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of each district, and of all of them."""

    title: str
    values: Sequence[Value]
    total: Value


def print_summary(console: Console, watch: Watch, *, store: str, note: str | None = None) -> None:
    """Print a row a district, what is missing or odd and why, a note, and where the tables are."""
    for columns in _side_by_side(console, watch):
        console.print(_table(watch.districts, columns))
    lost = [each for each in watch.outcomes.values() if isinstance(each, Failed | Skipped)]
    if lost:
        console.print(_lost(lost))
    waiting = [each for each in watch.outcomes.values() if isinstance(each, NotStarted)]
    if waiting:
        console.print(_waiting(waiting))
    if watch.doubts:
        console.print(_doubted(watch.doubts))
    for source, times in watch.slow_downs.items():
        console.print(_slow_down(source, times), highlight=False)
    if read_elsewhere := _read_elsewhere(watch):
        console.print(read_elsewhere, highlight=False, markup=False)
    if note is not None:
        console.print(note, highlight=False)
    console.print(
        f"{len(watch.made)} of {len(watch.cells)} tables in "
        f"{watch.seconds():.1f} s, {watch.requests:,} requests. "
        f"Tables: {store.rstrip('/')}/ASSET/DISTRICT.parquet",
        highlight=False,
        soft_wrap=True,
    )


def _side_by_side(console: Console, watch: Watch) -> list[list[Column]]:
    """The columns of one table, or of two where the terminal is too narrow for one."""
    tables, verdicts, cost = _tables(watch), _verdicts(watch), _cost(watch)
    everything = [*tables, *verdicts, *cost]
    unlimited = console.options.update(width=1_000)
    width = Measurement.get(console, unlimited, _table(watch.districts, everything)).maximum
    if verdicts and width > console.width:
        return [[*tables, *cost], verdicts]
    return [everything]


def _tables(watch: Watch) -> list[Column]:
    """Rows of the tables that were asked for."""
    titles = {
        "daiso": ["daiso"],
        "listings": ["convenience"],
        "permits": ["openapi_food", "openapi_tobacco"],
        "semas": ["semas"],
    }
    columns = []
    for title, assets in titles.items():
        if any(cell.asset in assets for cell in watch.cells):
            rows = [_rows(watch, district, assets) for district in watch.districts]
            columns.append(_summed(title, rows))
    return columns


def _rows(watch: Watch, district: str, assets: Sequence[str]) -> Value:
    asked = [cell for cell in watch.cells if cell.district == district and cell.asset in assets]
    if any(cell not in watch.made for cell in asked):
        return LOST
    return sum(watch.made[cell].written.rows for cell in asked) if asked else None


def _verdicts(watch: Watch) -> list[Column]:
    """How many listings have each verdict, if any district has verdicts."""
    if not any(cell.asset == "closures" for cell in watch.made):
        return []
    return [
        _summed(
            verdict.replace("_", "\n"),
            [_count(watch, district, verdict) for district in watch.districts],
        )
        for verdict in VERDICTS
    ]


def _count(watch: Watch, district: str, verdict: str) -> Value:
    cell = Cell("closures", district)
    if cell in watch.made:
        return watch.made[cell].figures.get(f"verdict_{verdict}", 0)
    return LOST if cell in watch.cells else None


def _cost(watch: Watch) -> list[Column]:
    """Requests and seconds; districts share the time, so the seconds of all are no sum."""
    requests: list[Value] = [
        sum(meter.requests for cell, meter in watch.meters.items() if cell.district == district)
        for district in watch.districts
    ]
    seconds = [watch.seconds_of(district) for district in watch.districts]
    return [
        _summed("requests", requests),
        Column(
            "seconds",
            [None if s is None else round(s, 1) for s in seconds],
            round(watch.seconds(), 1),
        ),
    ]


def _summed(title: str, values: Sequence[Value]) -> Column:
    known = [value for value in values if isinstance(value, int | float)]
    return Column(title, values, sum(known) if known else None)


def _lost(lost: Sequence[Failed | Skipped]) -> Table:
    table = _explained("Not refreshed", "asset")
    for outcome in lost:
        table.add_row(outcome.cell.asset, outcome.cell.district, Text(why(outcome)))
    return table


def _waiting(waiting: Sequence[NotStarted]) -> Table:
    """A row a district and reason: what one quota keeps from starting is seldom a single table."""
    tables: Counter[tuple[str, str]] = Counter()
    for outcome in waiting:
        tables[outcome.cell.district, outcome.why] += 1
    table = _explained("Not started, waiting for the next quota", "tables")
    for (district, reason), count in tables.items():
        table.add_row(str(count), district, Text(reason))
    return table


def _explained(title: str, first: str) -> Table:
    table = Table(title=title, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(first, no_wrap=True)
    table.add_column("district", no_wrap=True)
    table.add_column("why", overflow="fold")
    return table


def _doubted(doubts: Sequence[Doubt]) -> Table:
    """A row a check: what it found, of a district as an example where districts differ."""
    of_check: defaultdict[str, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        of_check[f"{doubt.cell.asset}: {doubt.check}"].append(doubt)
    table = Table(
        title="Checks that did not pass",
        caption=f"What to do: {WHAT_TO_DO}",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    table.add_column("check", overflow="fold")
    table.add_column("districts", justify="right", no_wrap=True)
    table.add_column("what was found", overflow="fold")
    for check, found in of_check.items():
        table.add_row(check, str(len(found)), Text(_example(found)))
    return table


def _example(found: Sequence[Doubt]) -> str:
    first = found[0]
    told = f"{first.cell.district}: {first.sentence}"
    if len(found) == 1:
        return told
    is_the_same = all(each.sentence == first.sentence for each in found)
    return first.sentence if is_the_same else f"for example {told}"


def _slow_down(source: str, times: int) -> str:
    often = "once" if times == 1 else f"{times:,} times"
    return f"{source} answered {often} that it is asked too fast; then it was asked half as fast"


def _read_elsewhere(watch: Watch) -> str | None:
    """That permits are another service's, with the first reason; None where none are."""
    why = [made.figures.get("asked_instead_because") for made in watch.made.values()]
    reasons = [str(reason) for reason in why if reason is not None]
    if not reasons:
        return None
    count = "1 table" if len(reasons) == 1 else f"{len(reasons)} tables"
    return f"{count} of permits were read from data.go.kr instead: {reasons[0]}"


def _table(districts: Sequence[str], columns: Sequence[Column]) -> Table:
    table = Table("district", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for column in columns:
        table.add_column(column.title, justify="right", vertical="bottom", no_wrap=True)
    for position, district in enumerate(districts):
        table.add_row(district, *(_shown(column.values[position]) for column in columns))
    if len(districts) > 1:
        table.add_section()
        table.add_row("all", *(_shown(column.total) for column in columns), style="bold")
    return table


def _shown(value: Value) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int | float) else value
