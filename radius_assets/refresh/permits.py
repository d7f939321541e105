"""Reading permits whole: from Seoul, or from data.go.kr where Seoul's service is gone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from radius_assets.collection.permits import SOURCES, Provenance, collect_permits
from radius_assets.collection.register import RegisterReading
from radius_assets.domain.districts import District
from radius_assets.domain.records import RowsPage
from radius_assets.refresh.known_pages import Fetch, drift_keeper, known_pages
from radius_assets.refresh.work import Work
from radius_assets.sources import mois, seoul
from radius_assets.sources.errors import (
    AccessRefusedError,
    IncompleteAnswerError,
    ServiceGoneError,
    SourceError,
)
from radius_assets.sources.seoul import Kind

Keys: TypeAlias = frozenset[tuple[str, str]]
"""Permits by `KEY`: those that a register had before."""

PAGE_SIZES: Mapping[Provenance, int] = {"seoul_open_data": 1_000, "data_go_kr": mois.PAGE_SIZE}

REMEDY = (
    "try again, ask the other service (RADIUS_PERMITS=seoul or data_go_kr), or read a file "
    "(`radius import permits`)"
)

GONE_REMEDY = (
    "data.go.kr has it too: set DATA_GO_KR_KEY (and RADIUS_PERMITS, if set, to auto), or read a "
    "file (`radius import permits`)"
)


@dataclass(frozen=True, slots=True)
class PermitReading:
    """All rows of a district's register, and which service they are from.

    `instead` says why another service was asked than the one that comes first.
    """

    register: RegisterReading[dict[str, object]]
    provenance: Provenance
    instead: str | None = None

    def archived(self, batches: int | None) -> "PermitReading":
        """The reading whose answers were archived in so many batches; None where they were not."""
        return replace(self, register=self.register.archived(batches))


async def read_permits(
    work: Work, kind: Kind, of: District, *, keys: Keys = frozenset()
) -> PermitReading:
    """Read a district's register whole, from the service that the options choose.

    With `auto` that is Seoul's, and data.go.kr's where Seoul's is gone: Seoul says that it does
    not know the register, in its own words or by HTTP 404 or 410 on every try while it answers of
    another service, or that it has no rows, which is true of no district. Time-outs, 5xx and the
    like prove nothing of the kind, and the next run asks Seoul again. Without the key of
    data.go.kr only Seoul is asked.
    A register that lacks one of the permits of `keys` is read again before it is believed.

    Raises:
        IncompleteAnswerError: The last service that was asked says that it has no rows.
        SourceError: What else it has answered.
    """
    choice = work.options.permits
    if choice == "data_go_kr":
        return await _from_data_go_kr(work, kind, of, keys)
    if choice == "seoul" or work.sources.mois is None:
        return await _from_seoul_alone(work, kind, of, keys)
    try:
        return await _from_seoul_unless_gone(work, kind, of, keys)
    except ServiceGoneError as gone:
        return await _instead(work, kind, of, keys, gone)


async def _from_seoul_alone(work: Work, kind: Kind, of: District, keys: Keys) -> PermitReading:
    try:
        reading = await _from_seoul(work, kind, of, keys)
    except ServiceGoneError as gone:
        raise ServiceGoneError(gone.source, gone.asked, f"{gone.why}; {GONE_REMEDY}") from gone
    return _believed(reading, _asked(kind, of))


async def _from_seoul_unless_gone(
    work: Work, kind: Kind, of: District, keys: Keys
) -> PermitReading:
    if districts := work.gone.gone_from(kind):
        why = f"its registers are gone from {' and '.join(districts)}; not asked"
        raise ServiceGoneError(seoul.NAME, _asked(kind, of), why)
    try:
        reading = await _from_seoul(work, kind, of, keys)
    except ServiceGoneError:
        work.gone.note_gone(kind, of.name)
        raise
    if reading.register.total == 0:
        raise ServiceGoneError(seoul.NAME, _asked(kind, of), "says that there are none")
    work.gone.note_read(kind)
    return reading


async def _instead(
    work: Work, kind: Kind, of: District, keys: Keys, gone: SourceError
) -> PermitReading:
    """What data.go.kr has; an error of its own comes after what Seoul said."""
    try:
        reading = await _from_data_go_kr(work, kind, of, keys)
    except SourceError as error:
        why = f"{gone.why}; {error.source}, asked instead: {error.why}"
        raise type(error)(gone.source, gone.asked, why) from error
    return replace(reading, instead=f"{gone.source}: {gone.why}")


async def _from_seoul(work: Work, kind: Kind, of: District, keys: Keys) -> PermitReading:
    fetch = partial(work.sources.seoul.permits_page, kind, of)
    return await _collected(work, kind, of, fetch, keys, provenance="seoul_open_data")


async def _from_data_go_kr(work: Work, kind: Kind, of: District, keys: Keys) -> PermitReading:
    client = work.sources.mois
    if client is None:
        raise AccessRefusedError(mois.NAME, _asked(kind, of), "DATA_GO_KR_KEY is not set")

    async def fetch(start: int, _end: int) -> RowsPage:
        return await client.permits_page(kind, of, (start - 1) // mois.PAGE_SIZE + 1)

    reading = await _collected(work, kind, of, fetch, keys, provenance="data_go_kr")
    return _believed(reading, _asked(kind, of))


async def _collected(
    work: Work,
    kind: Kind,
    of: District,
    fetch: Fetch,
    keys: Keys,
    *,
    provenance: Provenance,
) -> PermitReading:
    source, asked = SOURCES[provenance], _asked(kind, of)
    keep = drift_keeper(work, kind, of)
    known = known_pages(fetch, kind, source=source, asked=asked, keep=keep)
    register = await collect_permits(
        known, asked=asked, source=source, page_size=PAGE_SIZES[provenance], known=keys
    )
    return PermitReading(register, provenance)


def _believed(reading: PermitReading, asked: str) -> PermitReading:
    """The reading, if it has rows: services say "no data" also of what is renamed or gone.

    Raises:
        IncompleteAnswerError: It has none, which is true of no district.
    """
    if reading.register.total == 0:
        why = "declares no rows, and no district of Seoul is without permits; not believed"
        raise IncompleteAnswerError(SOURCES[reading.provenance], asked, f"{why}; {REMEDY}")
    return reading


def _asked(kind: Kind, of: District) -> str:
    return f"{kind} permits of {of.name}"
