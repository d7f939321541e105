"""How a refresh tells someone who watches what it does; nobody needs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell, Outcome
from radius_assets.sources.meter import Meter


@dataclass(frozen=True, slots=True)
class Doubt:
    """A check that the cell's stored table did not pass, and the sentence that says why."""

    cell: Cell
    check: str
    sentence: str


class Progress(Protocol):
    """Someone who watches a refresh, for example a terminal."""

    def planned(self, cells: Sequence[Cell]) -> None:
        """These cells will be worked on."""

    def started(self, cell: Cell, meter: Meter) -> None:
        """Work on the cell began; its meter counts as it goes."""

    def ended(self, outcome: Outcome[Materialized]) -> None:
        """The cell ended in this outcome."""

    def doubted(self, doubt: Doubt) -> None:
        """A check of a written table did not pass; told at the end of a run."""


class Unwatched:
    """Nobody watches."""

    def planned(self, cells: Sequence[Cell]) -> None: ...

    def started(self, cell: Cell, meter: Meter) -> None: ...

    def ended(self, outcome: Outcome[Materialized]) -> None: ...

    def doubted(self, doubt: Doubt) -> None: ...
