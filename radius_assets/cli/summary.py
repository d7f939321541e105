"""What is said when a refresh has ended: the figures by district, and what is missing and why."""

from collections.abc import Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from radius_assets.cli.display import Watch, told
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.publication.schemas import VERDICTS
from radius_assets.refresh.made import Figure, Materialized
from radius_assets.refresh.order import Cell, Done


def print_summary(console: Console, watch: Watch, *, store: str) -> None:
    """Print a row a district, then the table of what is not there, then where the tables are."""
    made = {
        cell: outcome.result
        for cell, outcome in watch.outcomes.items()
        if isinstance(outcome, Done)
    }
    console.print(_figures(made, watch))
    lost = {cell: outcome for cell, outcome in watch.outcomes.items() if cell not in made}
    if lost:
        table = Table("asset", "district", "why it is not there", title="Not refreshed")
        for cell, outcome in lost.items():
            table.add_row(cell.asset, cell.district, told(outcome))
        console.print(table)
    console.print(
        f"{len(made)} of {len(watch.cells)} tables in {watch.seconds():.1f} s, "
        f"{watch.requests} requests. Tables: {store.rstrip('/')}/ASSET/DISTRICT.parquet",
        highlight=False,
        soft_wrap=True,
    )


def _figures(made: Mapping[Cell, Materialized], watch: Watch) -> Table:
    verdicts = [verdict.replace("_", " ") for verdict in VERDICTS]
    titles = ["district", "daiso", "listings", "permits", "semas", *verdicts, "requests", "seconds"]
    table = Table(*titles, title="Refreshed", header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    rows = [_row(name, made, watch) for name in DISTRICT_NAMES if _touched(name, watch)]
    for row in rows:
        table.add_row(*(_shown(value) for value in row))
    if len(rows) > 1:
        table.add_section()
        totals = [_total([row[position] for row in rows]) for position in range(1, len(titles))]
        table.add_row("all", *map(_shown, totals), style="bold")
    return table


def _touched(name: str, watch: Watch) -> bool:
    return any(cell.district == name for cell in watch.cells)


def _row(name: str, made: Mapping[Cell, Materialized], watch: Watch) -> list[Figure]:
    def rows(asset: str) -> int | None:
        found = made.get(Cell(asset, name))
        return None if found is None else found.written.rows

    closures = made.get(Cell("closures", name))
    verdicts: list[Figure] = [
        None if closures is None else closures.figures.get(f"verdict_{verdict}", 0)
        for verdict in VERDICTS
    ]
    own = [found for cell, found in made.items() if cell.district == name]
    return [
        name,
        rows("daiso"),
        rows("convenience"),
        _total([rows("openapi_food"), rows("openapi_tobacco")]),
        rows("semas"),
        *verdicts,
        sum(meter.requests for cell, meter in watch.meters.items() if cell.district == name),
        round(sum(float(found.figures["seconds"] or 0) for found in own), 1),
    ]


def _total(values: Sequence[Figure]) -> int | float | None:
    numbers = [value for value in values if isinstance(value, int | float)]
    return round(sum(numbers), 1) if numbers else None


def _shown(value: Figure) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int | float) else value
