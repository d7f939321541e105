"""What a person sees while districts are refreshed: a live table, or plain lines without one."""

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import ASSETS, Cell, Done, Failed, Outcome
from radius_assets.reports import reason
from radius_assets.sources.http import Meter

# About how many requests one cell of each asset costs: the weights of the time that is left.
WEIGHTS = {
    "daiso": 4,
    "convenience": 45,
    "openapi_food": 2,
    "openapi_tobacco": 2,
    "semas": 1,
    "closures": 1,
}


class Watch:
    """Keeps what a refresh tells: what was planned, what runs, and how each cell ended."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.cells: list[Cell] = []
        self.meters: dict[Cell, Meter] = {}
        self.outcomes: dict[Cell, Outcome[Materialized]] = {}

    def planned(self, cells: Sequence[Cell]) -> None:
        """Keep what will be worked on, beside what earlier runs of this command planned."""
        self.cells += cells

    def started(self, cell: Cell, meter: Meter) -> None:
        """Keep the cell's meter, which counts as it goes."""
        self.meters[cell] = meter

    def ended(self, outcome: Outcome[Materialized]) -> None:
        """Keep how the cell ended."""
        self.outcomes[outcome.cell] = outcome

    def display(self) -> AbstractContextManager[object]:
        """What is on the screen within the block."""
        return nullcontext()

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return sum(meter.requests for meter in self.meters.values())

    def seconds(self) -> float:
        """Seconds since the command began."""
        return time.monotonic() - self.began

    def seconds_left(self) -> float | None:
        """About how long it still takes, None while nothing has ended."""
        total = sum(WEIGHTS[cell.asset] for cell in self.cells)
        done = sum(WEIGHTS[cell.asset] for cell in self.outcomes)
        return self.seconds() * (total - done) / done if done else None


class PlainWatch(Watch):
    """A line for each cell that ends, for logs and pipes."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def planned(self, cells: Sequence[Cell]) -> None:
        """Say how much there is to do."""
        super().planned(cells)
        districts = len({cell.district for cell in cells})
        self._console.print(f"{len(cells)} tables of {districts} districts", highlight=False)

    def ended(self, outcome: Outcome[Materialized]) -> None:
        """Say how the cell ended."""
        super().ended(outcome)
        progress = f"[{len(self.outcomes)}/{len(self.cells)} {self.seconds():5.1f} s]"
        line = f"{progress} {outcome.cell}: {told(outcome)}"
        self._console.print(line, highlight=False, markup=False, soft_wrap=True)


class LiveWatch(Watch):
    """A table of districts and assets that fills while one looks."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def display(self) -> AbstractContextManager[object]:
        """The table, redrawn four times a second."""
        return Live(self, console=self._console, refresh_per_second=4, transient=True)

    def __rich__(self) -> RenderableType:
        """The table as it is now: a row a district, or a row an asset where lines are few."""
        districts = [name for name in DISTRICT_NAMES if any(c.district == name for c in self.cells)]
        tall = self._console.height >= len(districts) + 6
        return Group(
            self._by_district(districts) if tall else self._by_asset(districts), self._foot()
        )

    def _by_district(self, districts: Sequence[str]) -> Table:
        table = Table("district", *ASSETS, box=None, header_style="bold")
        for name in districts:
            table.add_row(name, *(self._mark(Cell(asset, name), wide=True) for asset in ASSETS))
        return table

    def _by_asset(self, districts: Sequence[str]) -> Table:
        table = Table(
            "asset", "districts, in official order", "done", box=None, header_style="bold"
        )
        for asset in ASSETS:
            cells = [Cell(asset, name) for name in districts]
            marks = Text().join(self._mark(cell, wide=False) for cell in cells)
            done = sum(isinstance(self.outcomes.get(cell), Done) for cell in cells)
            table.add_row(asset, marks, f"{done}/{len(cells)}")
        return table

    def _mark(self, cell: Cell, *, wide: bool) -> Text:
        outcome, meter = self.outcomes.get(cell), self.meters.get(cell)
        if isinstance(outcome, Done):
            return Text(f"✓ {outcome.result.written.rows}" if wide else "✓", "green")
        if isinstance(outcome, Failed):
            return Text("✗ failed" if wide else "✗", "red")
        if outcome is not None:
            return Text("– not tried" if wide else "–", "yellow")
        if meter is not None:
            return Text(f"▸ {meter.requests} requests" if wide else "▸", "cyan")
        return Text("·" if cell in self.cells else " ", "dim")

    def _foot(self) -> Text:
        seconds = max(self.seconds(), 0.001)
        left = self.seconds_left()
        eta = "" if left is None else f", about {left:.0f} s left"
        return Text(
            f"{len(self.outcomes)}/{len(self.cells)} tables, {self.requests} requests "
            f"({self.requests / seconds:.1f} a second), {seconds:.0f} s{eta}",
            "bold",
        )


def told(outcome: Outcome[Materialized]) -> str:
    """One line on how a cell ended."""
    if isinstance(outcome, Done):
        made = outcome.result
        figures = f"{made.figures['requests']} requests, {made.figures['seconds']} s"
        return f"{made.written.rows} rows, {figures}"
    if isinstance(outcome, Failed):
        return f"FAILED: {reason(outcome.error)}"
    return f"not tried: {outcome.cause.cell} failed"
