"""What a person sees while districts are refreshed: a live table, or plain lines without one."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import ASSETS, Cell, Done, Failed, NotStarted, Outcome, Skipped
from radius_assets.refresh.progress import Doubt
from radius_assets.reports import reason
from radius_assets.sources.meter import Meter

# About how many requests one cell of each asset costs: the weights of the time that is left.
WEIGHTS = {
    "daiso": 4,
    "convenience": 45,
    "openapi_food": 6,
    "openapi_tobacco": 5,
    "semas": 1,
    "closures": 1,
    "closure_events": 1,
}

# What stands above a column where the asset's name is too wide for 80 characters.
TITLES = {"openapi_food": "food", "openapi_tobacco": "tobacco", "closure_events": "events"}

LEGEND = "✓ rows   ▸ requests so far   ✗ failed   – not tried   ○ not started   · waiting"


class Watch:
    """Keeps what a refresh tells: what runs, how and when each cell ended, what is odd of it."""

    def __init__(
        self, cells: Iterable[Cell], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.cells = list(cells)
        self.districts = [name for name in DISTRICT_NAMES if name in {c.district for c in cells}]
        self.meters: dict[Cell, Meter] = {}
        self.outcomes: dict[Cell, Outcome[Materialized]] = {}
        self.doubts: list[Doubt] = []
        self._clock = clock
        self._began_s = clock()
        self._started_s: dict[Cell, float] = {}
        self._ended_s: dict[Cell, float] = {}

    def planned(self, cells: Sequence[Cell]) -> None:
        """Nothing new: the cells of all runs are known from the start."""

    def started(self, cell: Cell, meter: Meter) -> None:
        """Keep the cell's meter, which counts as it goes."""
        self.meters[cell] = meter
        self._started_s[cell] = self._clock()

    def ended(self, outcome: Outcome[Materialized]) -> None:
        """Keep how the cell ended."""
        self.outcomes[outcome.cell] = outcome
        self._ended_s[outcome.cell] = self._clock()

    def doubted(self, doubt: Doubt) -> None:
        """Keep the doubt."""
        self.doubts.append(doubt)

    def display(self) -> AbstractContextManager[object]:
        """What is on the screen within the block."""
        return nullcontext()

    @property
    def made(self) -> dict[Cell, Materialized]:
        """The tables that are written."""
        return {
            cell: outcome.result
            for cell, outcome in self.outcomes.items()
            if isinstance(outcome, Done)
        }

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return sum(
            meter.requests for meter in list(self.meters.values())
        )  # the display asks from a thread

    @property
    def slow_downs(self) -> dict[str, int]:
        """How often each source answered that it is asked too fast."""
        said: Counter[str] = Counter()
        for meter in list(self.meters.values()):
            said.update(meter.slow_downs)
        return dict(said)

    def seconds(self) -> float:
        """Seconds since the command began."""
        return self._clock() - self._began_s

    def seconds_of(self, district: str) -> float | None:
        """Seconds from the district's first cell that started to its last that ended."""
        started = [at for cell, at in self._started_s.items() if cell.district == district]
        ended = [at for cell, at in self._ended_s.items() if cell.district == district]
        return max(ended) - min(started) if started and ended else None

    def seconds_left(self) -> float | None:
        """About how long it still takes, None while nothing has ended."""
        outcomes = list(self.outcomes.values())
        not_started = {each.cell for each in outcomes if isinstance(each, NotStarted)}
        total = sum(WEIGHTS[cell.asset] for cell in self.cells if cell not in not_started)
        done = sum(WEIGHTS[e.cell.asset] for e in outcomes if e.cell not in not_started)
        return self.seconds() * (total - done) / done if done else None


class PlainWatch(Watch):
    """A line for each cell that ends, for logs and pipes."""

    def __init__(self, cells: Iterable[Cell], console: Console) -> None:
        super().__init__(cells)
        self._console = console

    def ended(self, outcome: Outcome[Materialized]) -> None:
        """Say how the cell ended."""
        super().ended(outcome)
        progress = f"[{len(self.outcomes)}/{len(self.cells)} {self.seconds():5.1f} s]"
        line = f"{progress} {outcome.cell}: {told(outcome)}"
        self._console.print(line, highlight=False, markup=False, soft_wrap=True)


class LiveWatch(Watch):
    """A table of districts and assets that fills while one looks.

    `budget_use` says how much of the day's requests is used; it is asked at each redrawing.
    """

    def __init__(
        self, cells: Iterable[Cell], console: Console, *, budget_use: Callable[[], str]
    ) -> None:
        super().__init__(cells)
        self._console = console
        self._budget_use = budget_use

    def display(self) -> AbstractContextManager[object]:
        """The table, redrawn four times a second."""
        return Live(
            console=self._console,
            get_renderable=self.table,
            refresh_per_second=4,
            transient=True,
        )

    def table(self) -> RenderableType:
        """The table as it is now: a row a district, or a row an asset where lines are few."""
        foot = self._foot()
        lines = len(self.districts) + 2 + len(foot.wrap(self._console, self._console.width))
        table = self._by_district() if lines < self._console.height else self._by_asset()
        return Group(table, Text(LEGEND, "dim"), foot)

    def _by_district(self) -> Table:
        titles = [TITLES.get(asset, asset) for asset in ASSETS]
        table = Table("district", *titles, box=None, header_style="bold", pad_edge=False)
        for name in self.districts:
            table.add_row(name, *(self._mark(Cell(asset, name), wide=True) for asset in ASSETS))
        return table

    def _by_asset(self) -> Table:
        titles = ("asset", "districts, in official order", "done")
        table = Table(*titles, box=None, header_style="bold", pad_edge=False)
        for asset in ASSETS:
            cells = [Cell(asset, name) for name in self.districts]
            marks = Text().join(self._mark(cell, wide=False) for cell in cells)
            done = sum(isinstance(self.outcomes.get(cell), Done) for cell in cells)
            table.add_row(asset, marks, f"{done}/{len(cells)}")
        return table

    def _mark(self, cell: Cell, *, wide: bool) -> Text:
        outcome, meter = self.outcomes.get(cell), self.meters.get(cell)
        if isinstance(outcome, Done):
            return Text(f"✓ {outcome.result.written.rows:,}" if wide else "✓", "green")
        if isinstance(outcome, Failed):
            return Text("✗", "red")
        if isinstance(outcome, NotStarted):
            return Text("○", "yellow")
        if outcome is not None:
            return Text("–", "yellow")
        if meter is not None:
            return Text(f"▸ {meter.requests}" if wide and meter.requests else "▸", "cyan")
        return Text("·" if cell in self.cells else " ", "dim")

    def _foot(self) -> Text:
        seconds = max(self.seconds(), 0.001)
        left = self.seconds_left()
        eta = "" if left is None else f", about {left:.0f} s left"
        now = (
            f"{len(self.outcomes)}/{len(self.cells)} tables, {self.requests:,} requests "
            f"({self.requests / seconds:.1f} a second), {seconds:.0f} s{eta}"
        )
        return Text(now, "bold").append(f"\ntoday {self._budget_use()}", "not bold")


def told(outcome: Outcome[Materialized]) -> str:
    """One line on how a cell ended."""
    if isinstance(outcome, Done):
        made = outcome.result
        requests, seconds = made.figures["requests"], made.figures["seconds"]
        asked = "1 request" if requests == 1 else f"{requests} requests"
        return f"{made.written.rows:,} rows, {asked}, {seconds} s"
    return f"FAILED: {why(outcome)}" if isinstance(outcome, Failed) else why(outcome)


def why(outcome: Failed | Skipped | NotStarted) -> str:
    """One line on why a cell's table is not there."""
    if isinstance(outcome, Failed):
        return reason(outcome.error)
    if isinstance(outcome, NotStarted):
        return f"not started: {outcome.why}"
    return f"not tried: {outcome.cause.cell} failed"
