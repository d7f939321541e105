"""Registers of permits and of stores on a real port, with pages of them spoilt on purpose."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from radius_assets.collection.permit_fields import NAMINGS
from radius_assets_tests.collection.registers import Row, food_permit
from radius_assets_tests.sources.scripted import Reply, Request, ScriptedServer
from radius_assets_tests.sources.shapes import mois_reply, semas_reply, seoul_reply

Answering: TypeAlias = Callable[[int, Sequence[Row], int], Reply]
"""What answers instead of a page: its number, its rows, and how many the register has."""

Spoilt: TypeAlias = Mapping[int, Answering]
"""By the number of the page; 0 stands for every page that is not named."""


class RegisterServer(ScriptedServer):
    """Shows the rows in pages, as Seoul, data.go.kr or SEMAS does, as it is asked for."""

    def __init__(self, rows: Sequence[Row], spoilt: Spoilt) -> None:
        super().__init__()
        self._rows = rows
        self._spoilt = spoilt

    def reply_to(self, request: Request) -> Reply:
        """The page that is asked for, spoilt if it is to be."""
        first, size, good = _asked(request)
        number = first // size + 1
        rows = self._rows[first : first + size]
        answer = self._spoilt.get(number) or self._spoilt.get(0) or good
        return answer(number, rows, len(self._rows))


def _asked(request: Request) -> tuple[int, int, Answering]:
    """The index of the first row, the rows on a page, and how a good page is answered."""
    if request.path.startswith("/1741000/"):
        size = int(request.query["numOfRows"])
        return (int(request.query["pageNo"]) - 1) * size, size, good_of_data_go_kr
    if request.path.startswith("/B553077/"):
        size = int(request.query["numOfRows"])
        return (int(request.query["pageNo"]) - 1) * size, size, good_of_semas
    start, end = map(int, request.path.strip("/").split("/")[3:5])
    return start - 1, max(end - start + 1, 1_000), good_of_seoul


def good_of_seoul(_number: int, rows: Sequence[Row], total: int) -> Reply:
    """A page of Seoul's."""
    return seoul_reply(list(rows), total=total)


def good_of_data_go_kr(_number: int, rows: Sequence[Row], total: int) -> Reply:
    """A page of data.go.kr's: one row comes alone."""
    return mois_reply({"item": rows[0] if len(rows) == 1 else list(rows)}, total=total)


def good_of_semas(_number: int, rows: Sequence[Row], total: int) -> Reply:
    """A page of SEMAS, of the base month that its replies have unless they are given one."""
    return semas_reply(list(rows), total=total)


def always(reply: Reply) -> Answering:
    """The same whatever page it is."""
    return lambda _number, _rows, _total: reply


def permits(count: int) -> list[Row]:
    """Permits as Seoul writes them."""
    return [food_permit(number) for number in range(count)]


def as_data_go_kr(rows: Sequence[Row]) -> list[Row]:
    """The rows under the names of data.go.kr."""
    names = {NAMINGS[0][ours]: theirs for ours, theirs in NAMINGS[2].items()}
    return [{names.get(name, name): value for name, value in row.items()} for row in rows]


def altered(good: Answering, index: int, **fields: Any) -> Answering:
    """A good page, but for some fields of one row; a field of None in `fields` is null."""

    def answer(number: int, rows: Sequence[Row], total: int) -> Reply:
        changed = [row | fields if i == index else row for i, row in enumerate(rows)]
        return good(number, changed, total)

    return answer


def all_altered(good: Answering, change: Callable[[Row], Row]) -> Answering:
    """A good page, but for all of its rows."""
    return lambda number, rows, total: good(number, [change(row) for row in rows], total)
