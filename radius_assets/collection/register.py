"""Read a register whole although its rows move while one pages through it.

Rows have no order that stays: one that is inserted or removed shifts all that follow, so
pages read before and after it leave holes and repeats. Only a reading whose pages agree
with each other is taken for the register.
"""

from collections.abc import Awaitable, Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import Generic, TypeVar

from radius_assets.collection.paging import Page, PagingSummary, added, read_pages
from radius_assets.sources.errors import IncompleteAnswerError
from radius_assets.sources.replay import NotRecordedError

RowT = TypeVar("RowT")

READINGS = 4  # the first and three more; a register that moves on every one is not to be had now


@dataclass(frozen=True, slots=True)
class Register(Generic[RowT]):
    """A register as one asks for it.

    Attributes:
        source: Who is asked, for errors.
        asked: What is asked for, for errors: "food permits of 영등포구".
        page: Reads a page by its number, from 1.
        page_size: Rows on a full page; None where the source decides, as page 1 shows.
        keys: Identity of each row of a page, None where one has none.
        versions: A number for each of the rows that sorts the states of one, oldest first; equal
            ones as they came. It is asked of rows whose key came again.
        known: Keys of rows that it had before; without one of them it is read twice at least.
    """

    source: str
    asked: str
    page: Callable[[int], Awaitable[Page[RowT]]]
    page_size: int | None
    keys: Callable[[Sequence[RowT]], Sequence[Hashable | None]]
    versions: Callable[[Sequence[RowT]], Sequence[int]] = lambda rows: [0] * len(rows)
    known: frozenset[Hashable] = field(default=frozenset(), repr=False)

    def lacks_known(self, found: Mapping[Hashable, object], unkeyed: int) -> bool:
        """Whether rows are missing that those without a key cannot be."""
        return len(self.known - found.keys()) > unkeyed


@dataclass(frozen=True, slots=True)
class RegisterReading(Generic[RowT]):
    """All rows of a register, each once, and how they were come by.

    Attributes:
        rows: The newest of each key over all readings, and the rows without a key of the
            last one.
        pages: The page that each of them was on, from 1; of a row that came several times that
            of its newest state, of equally new ones the last.
        total: Rows that the source declares, repeats included.
        duplicates: Rows of the last reading that came again under the same key.
        rereads: Readings after the first.
        carried_over: Rows that only an earlier reading had.
        paging: The pages of all readings.
    """

    rows: tuple[RowT, ...] = field(repr=False)
    pages: tuple[int, ...] = field(repr=False)
    total: int
    duplicates: int
    rereads: int
    carried_over: int
    paging: PagingSummary = field(repr=False)

    def archived(self, batches: int | None) -> "RegisterReading[RowT]":
        """The reading whose answers were archived in so many batches; None where they were not."""
        return replace(self, paging=replace(self.paging, batches=batches))


@dataclass(frozen=True, slots=True)
class _Reading(Generic[RowT]):
    """One way through all pages; `keys` are by page, one for each row."""

    totals: tuple[int, ...]
    rows: tuple[RowT, ...]
    keys: tuple[tuple[Hashable | None, ...], ...]
    paging: PagingSummary

    @property
    def agrees(self) -> bool:
        """Whether every page declares as many rows as came, and no page came twice."""
        repeats = any(before and before == after for before, after in pairwise(self.keys))
        return set(self.totals) == {len(self.rows)} and not repeats

    @property
    def shifted(self) -> bool:
        """Whether a page begins with a row of the page before, as after an insertion."""
        return any(
            bool(after) and after[0] is not None and after[0] in before
            for before, after in pairwise(self.keys)
        )

    @property
    def unkeyed(self) -> int:
        """Rows without a key."""
        return sum(key is None for key in chain.from_iterable(self.keys))

    def keyed(self) -> Iterator[tuple[Hashable | None, RowT, int]]:
        """Every row with its key and the number of its page."""
        pages = (number for number, keys in enumerate(self.keys, 1) for _ in keys)
        return zip(chain.from_iterable(self.keys), self.rows, pages, strict=True)


async def read_register(register: Register[RowT], *, concurrency: int = 4) -> RegisterReading[RowT]:
    """Read all pages, again where the register moved meanwhile, at most `READINGS` times.

    A reading counts when all pages declare the same total, that many rows came, and no page
    repeats the end of the one before; where the source itself holds such a repeat, when two
    readings are the same. Rows of readings that do not count are kept where the last one
    lacks them: a hole in it closes no shop.

    A row removed before a page was read and one added after it leave a hole that no total
    shows. So the first reading does not count alone where a row is missing that is known from
    before; none at all is an answer of another kind, and read once. From recorded answers it
    counts where nobody asked again when they were recorded.

    Args:
        register: What to read.
        concurrency: Pages asked for at a time.

    Raises:
        IncompleteAnswerError: No reading counted.
        SourceError: From `register.page`.
    """
    newest: dict[Hashable, tuple[RowT, int]] = {}
    readings: list[_Reading[RowT]] = []
    only_lacks_known = False
    while len(readings) < READINGS:
        try:
            reading = await _read_once(register, concurrency)
        except NotRecordedError:
            if not only_lacks_known:
                raise
            return _result(readings, newest)
        _keep_newest(newest, reading, register.versions)
        readings.append(reading)
        if not reading.agrees or (reading.shifted and reading.keys not in _keys(readings[:-1])):
            continue
        is_first = len(readings) == 1 and bool(reading.rows)
        only_lacks_known = is_first and register.lacks_known(newest, reading.unkeyed)
        if not only_lacks_known:
            return _result(readings, newest)
    raise IncompleteAnswerError(register.source, register.asked, _disagreement(readings))


async def _read_once(register: Register[RowT], concurrency: int) -> _Reading[RowT]:
    totals: list[int] = []
    rows: list[RowT] = []
    keys: list[tuple[Hashable | None, ...]] = []
    pages = read_pages(register.page, page_size=register.page_size, concurrency=concurrency)
    async with aclosing(pages):
        async for _, page in pages:
            totals.append(page.total)
            rows += page.rows
            keys.append(tuple(register.keys(page.rows)))
    return _Reading(tuple(totals), tuple(rows), tuple(keys), pages.summary)


def _keep_newest(
    newest: dict[Hashable, tuple[RowT, int]],
    reading: _Reading[RowT],
    versions: Callable[[Sequence[RowT]], Sequence[int]],
) -> None:
    again: list[tuple[Hashable, RowT, int]] = []
    for key, row, page in reading.keyed():
        if key in newest:
            again.append((key, row, page))
        elif key is not None:
            newest[key] = row, page
    known = dict.fromkeys(key for key, _, _ in again)
    latest = dict(zip(known, versions([newest[key][0] for key in known]), strict=True))
    for (key, row, page), version in zip(
        again, versions([row for _, row, _ in again]), strict=True
    ):
        if version >= latest[key]:
            newest[key], latest[key] = (row, page), version


def _keys(readings: Sequence[_Reading[RowT]]) -> list[tuple[tuple[Hashable | None, ...], ...]]:
    return [reading.keys for reading in readings]


def _result(
    readings: Sequence[_Reading[RowT]], newest: dict[Hashable, tuple[RowT, int]]
) -> RegisterReading[RowT]:
    last = readings[-1]
    unkeyed = [(row, page) for key, row, page in last.keyed() if key is None]
    distinct = {key for key in chain.from_iterable(last.keys) if key is not None}
    found = [*newest.values(), *unkeyed]
    return RegisterReading(
        rows=tuple(row for row, _ in found),
        pages=tuple(page for _, page in found),
        total=len(last.rows),
        duplicates=len(last.rows) - len(unkeyed) - len(distinct),
        rereads=len(readings) - 1,
        carried_over=len(newest) - len(distinct),
        paging=added([reading.paging for reading in readings]),
    )


def _disagreement(readings: Sequence[_Reading[RowT]]) -> str:
    found = "; ".join(
        f"{'/'.join(str(total) for total in sorted(set(reading.totals)))} rows declared,"
        f" {len(reading.rows)} read"
        for reading in readings
    )
    return f"never the same on {len(readings)} readings: {found}"
