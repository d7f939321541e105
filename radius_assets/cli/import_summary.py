"""What is said when a file was imported: the figures by district, and what to do next."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from radius_assets.collection.file_tables import RegisterFile
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.imports import Imported
from radius_assets.refresh.order import ASSETS, NEEDS
from radius_assets.settings import Settings
from radius_assets.store import StoreResource

TITLES = ("district", "rows", "before", "after", "quarantined", "left out")


def print_imported(
    console: Console,
    settings: Settings,
    held: RegisterFile,
    imported: Sequence[Imported],
    *,
    missing: Sequence[str],
    dry_run: bool,
) -> None:
    """Print a row a district, what was left alone and why, and the commands that come next."""
    console.print(_table(imported))
    lines = [_read(held), *_refusals(imported, missing)]
    taken = [each for each in imported if each.objection is None]
    if dry_run:
        lines.append("Nothing was written: this was a dry run.")
    elif taken:
        lines += next_steps(StoreResource(uri=settings.store).open(), taken)
    for line in lines:
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def next_steps(store: TableStore, taken: Sequence[Imported]) -> list[str]:
    """The commands that make verdicts from the new tables."""
    asset = taken[0].cell.asset
    followers: list[str] = []
    for other in ASSETS:
        if {asset, *followers} & set(NEEDS[other]):
            followers.append(other)
    listed = set(store.districts("convenience"))
    ready = [each.cell.district for each in taken if each.cell.district in listed]
    others = [each.cell.district for each in taken if each.cell.district not in listed]
    steps = []
    if ready:
        steps.append(f"Next: radius refresh {_named(ready)} --only {','.join(followers)}")
    if others:
        steps.append(f"Next, where no listings are stored: radius refresh {_named(others)}")
        steps[-1] += f" --skip {asset}"
    return steps


def _named(districts: Sequence[str]) -> str:
    return "--all" if len(districts) == len(DISTRICT_NAMES) else " ".join(districts)


def _table(imported: Sequence[Imported]) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for title in TITLES:
        table.add_column(title, justify="left" if title == "district" else "right", no_wrap=True)
    rows = [_figures(each) for each in imported]
    for each, figures in zip(imported, rows, strict=True):
        table.add_row(each.cell.district, *(_shown(figure) for figure in figures))
    if len(rows) > 1:
        table.add_section()
        sums = [sum(figure or 0 for figure in column) for column in zip(*rows, strict=True)]
        table.add_row("all", *(_shown(total) for total in sums), style="bold")
    return table


def _figures(each: Imported) -> tuple[int | None, ...]:
    """Rows of the file, of the table before and after, unreadable ones, and repeats."""
    read = each.read
    after = read.frame.height if each.objection is None else each.before
    return read.rows, each.before, after, read.quarantine.height, read.repeats


def _shown(figure: int | None) -> str:
    return "–" if figure is None else f"{figure:,}"


def _read(held: RegisterFile) -> str:
    left_out = sorted(held.left_out.items(), key=lambda item: -item[1])
    named = ", ".join(f"{who} {count:,}" for who, count in left_out[:3])
    more = f" and {len(left_out) - 3:,} more" if len(left_out) > 3 else ""
    others = f"; {sum(held.left_out.values()):,} rows of others left out" if left_out else ""
    return f"{held.name}, read as {held.encoding.upper()}{others}" + (
        f": {named}{more}" if named else ""
    )


def _refusals(imported: Sequence[Imported], missing: Sequence[str]) -> list[str]:
    lines = [
        f"{each.cell.district} is left as it is: {each.objection}"
        for each in imported
        if each.objection is not None
    ]
    if any(each.can_be_forced for each in imported):
        lines.append("With --force they are replaced all the same.")
    if missing:
        lines.append(f"Not in the file: {' '.join(missing)}")
    return lines
