"""Which of the kept readings a person means, and what they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import click

from radius_assets.domain.seoul_time import SEOUL_TIME
from radius_assets.publication.landing import RawSet
from radius_assets.publication.raw_archive import RawArchive
from radius_assets.publication.raw_sets import Manifest, RawAnswer
from radius_assets.refresh.order import Cell

_TOLD = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """A complete reading of a cell, and where its answers lie."""

    cell: Cell
    archive: RawArchive
    kept: RawSet
    manifest: Manifest

    def __str__(self) -> str:
        at = f"{self.manifest.ended_at.astimezone(SEOUL_TIME):%Y-%m-%d %H:%M}"
        return (
            f"{self.cell}, read until {at} in Seoul: {_counted(self.manifest)}, run {self.kept.run}"
        )

    def answers(self) -> list[RawAnswer]:
        """All of them; raises RawArchiveError where they cannot be had."""
        return self.archive.answers(self.kept)


def wanted_sets(
    archive: RawArchive, cell: Cell, *, run: str | None, day: str | None
) -> list[RawSet]:
    """The sets that the choice leaves, complete or not, the newest day first; at least one.

    Args:
        archive: Where to look.
        cell: Whose answers.
        run: The beginning of the run's id, if it matters.
        day: The day in Korea as YYYY-MM-DD, if it matters.

    Raises:
        click.ClickException: There is none; the message says which there are.
        RawArchiveError: The archive does not tell.
    """
    sets = archive.sets(cell.asset, cell.district)
    if not sets:
        raise click.ClickException(
            f"there are no raw answers of {cell} in {archive.uri()}; "
            "`radius refresh` keeps them while RADIUS_RAW is set"
        )
    wanted = [
        kept
        for kept in sets
        if kept.run.startswith(run or "") and (day is None or kept.date == day)
    ]
    if not wanted:
        raise click.ClickException(f"no such reading of {cell} is kept; {_complete(archive, sets)}")
    return wanted


def chosen_reading(archive: RawArchive, cell: Cell, wanted: Sequence[RawSet]) -> Reading:
    """The newest complete one.

    Raises:
        click.ClickException: None of them is complete; the message says which others are.
        RawArchiveError: The archive does not tell, or the set is damaged.
    """
    kept = archive.newest(wanted)
    if kept is None:
        others = archive.sets(cell.asset, cell.district)
        raise click.ClickException(
            f"{wanted[0]}: incomplete, the reading did not come to its end and is no whole table; "
            f"{_complete(archive, others)}"
        )
    return Reading(cell, archive, kept, archive.manifest(kept))


def listed(archive: RawArchive, kept: RawSet) -> str:
    """One line on a set."""
    if not archive.is_complete(kept):
        return f"{kept.date}        {kept.run}  incomplete"
    manifest = archive.manifest(kept)
    size_kb = sum(batch.size_bytes for batch in manifest.batches) / 1_000
    at = f"{manifest.ended_at.astimezone(SEOUL_TIME):%H:%M}"
    return f"{kept.date} {at}  {kept.run}  {_counted(manifest)}, {size_kb:,.1f} kB"


def _counted(manifest: Manifest) -> str:
    return "1 answer" if manifest.answers == 1 else f"{manifest.answers} answers"


def _complete(archive: RawArchive, sets: Sequence[RawSet]) -> str:
    complete = [f"run {kept.run} of {kept.date}" for kept in sets if archive.is_complete(kept)]
    if len(complete) > _TOLD:
        complete[_TOLD:] = [f"{len(complete) - _TOLD} more, which --list names"]
    return f"complete: {', '.join(complete) or 'none'}"
