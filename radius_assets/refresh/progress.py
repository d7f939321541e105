"""How a refresh tells someone who watches what it does; nobody needs to."""

from collections.abc import Sequence
from typing import Protocol

from radius_assets.refresh.made import Materialized
from radius_assets.refresh.order import Cell, Outcome
from radius_assets.sources.meter import Meter


class Progress(Protocol):
    """Someone who watches a refresh, for example a terminal."""

    def planned(self, cells: Sequence[Cell]) -> None:
        """These cells will be worked on."""

    def started(self, cell: Cell, meter: Meter) -> None:
        """Work on the cell began; its meter counts as it goes."""

    def ended(self, outcome: Outcome[Materialized]) -> None:
        """The cell ended in this outcome."""


class Unwatched:
    """Nobody watches."""

    def planned(self, cells: Sequence[Cell]) -> None: ...

    def started(self, cell: Cell, meter: Meter) -> None: ...

    def ended(self, outcome: Outcome[Materialized]) -> None: ...
