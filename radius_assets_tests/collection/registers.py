"""Registers in memory that answer as the real services do, and move while one reads them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from radius_assets.domain.records import RowsPage

Row: TypeAlias = dict[str, object]
Edit: TypeAlias = Callable[[list[Row]], None]

MOST_ROWS = 1_000  # Seoul Open Data and SEMAS refuse to give more at a time


class InMemoryRegister:
    """Rows in an order of their own, given by number.

    `edits` happen just before the request with that number, counted from 0, is answered;
    `delays` says how many turns of the loop the answer to a page takes. A page beyond the
    end of the register is a mistake of the reader unless the register has shrunk.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        *,
        page_size: int = MOST_ROWS,
        edits: Mapping[int, Edit] | None = None,
        delays: Mapping[int, int] | None = None,
    ) -> None:
        self.rows = list(rows)
        self.page_size = page_size
        self.edits = dict(edits or {})
        self.delays = dict(delays or {})
        self.asked: list[int] = []
        self.largest = len(rows)
        self.in_flight = 0
        self.most_in_flight = 0

    async def page(self, number: int) -> RowsPage:
        return await self.fetch((number - 1) * self.page_size + 1, number * self.page_size)

    async def fetch(self, start: int, end: int) -> RowsPage:
        assert 1 <= start <= end < start + MOST_ROWS
        assert start <= max(1, self.largest), "asked beyond the end"
        number = (start - 1) // self.page_size + 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            return await self._answer(number, start, end)
        finally:
            self.in_flight -= 1

    async def _answer(self, number: int, start: int, end: int) -> RowsPage:
        edit = self.edits.pop(len(self.asked), None)
        self.asked.append(number)
        if edit is not None:
            edit(self.rows)
            self.largest = max(self.largest, len(self.rows))
        answer = RowsPage(total=len(self.rows), rows=tuple(self.rows[start - 1 : end]))
        for _ in range(self.delays.get(number, 0)):
            await asyncio.sleep(0)
        return answer


def food_permit(number: int, **fields: Any) -> Row:
    """A row of LOCALDATA_072405 (휴게음식점) as it comes, padded; `fields` replace its own."""
    return {
        "OPNSFTEAMCODE": "3180000",
        "MGTNO": f"3180000-104-2031-{number:05d}",
        "APVPERMYMD": "2031-02-03              ",
        "TRDSTATEGBN": "01",
        "TRDSTATENM": "영업/정상",
        "DCBYMD": " " * 24,
        "SITEWHLADDR": "서울특별시 영등포구 가온동 12-3",
        "RDNWHLADDR": "",
        "BPLCNM": "가온25 한빛점",
        "UPDATEDT": "2031-02-06 22:35:51",
        "UPTAENM": "편의점",
        "X": "191650.25          ",
        "Y": "445360.5           ",
    } | fields


def semas_store(number: int, **fields: Any) -> Row:
    """A row of SEMAS's register as it comes; `fields` replace its own."""
    return {
        "bizesId": f"MA01012031{number:08d}",
        "bizesNm": "가온25",
        "brchNm": "한빛점",
        "indsSclsCd": "G20405",
        "lnoSlno": "",
        "lnoAdr": "서울특별시 영등포구 가온동 12",
        "rdnmAdr": "서울특별시 영등포구 가온로 3",
        "lon": 126.9012,
        "lat": 37.5209,
        "stdrYm": "203103",
    } | fields
