"""Whose answers a run keeps as they came, so that the table can be made anew from them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from radius_assets.publication.landing import Landing
from radius_assets.publication.raw_archive import RawArchive
from radius_assets.refresh.order import Cell

# The registers alone. Districts share what Kakao is asked for listings and for stores, so that none
# has all the answers it rests on; and Kakao's terms restrict the keeping of them.
ARCHIVED = ("openapi_food", "openapi_tobacco", "semas")


@dataclass(frozen=True, slots=True)
class Archiving:
    """Where a run keeps its raw answers, and the name of the run."""

    archive: RawArchive
    run: str

    def landing(self, cell: Cell, *, now: Callable[[], datetime]) -> Landing | None:
        """What keeps the cell's answers; None for a cell that has no answers of its own."""
        if cell.asset not in ARCHIVED:
            return None
        return self.archive.begin(cell.asset, cell.district, run=self.run, now=now)


def figures_of(landing: Landing | None) -> Mapping[str, int | str]:
    """What was kept, for the metadata of the table."""
    return {} if landing is None else landing.figures()
