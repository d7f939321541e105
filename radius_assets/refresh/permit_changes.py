"""Reading what data.go.kr changed of the permits; Seoul cannot be asked so."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from radius_assets.collection.paging import PagingSummary
from radius_assets.collection.permit_fields import Row, permit_key
from radius_assets.collection.permits import PermitTable, collect_permits, permit_table
from radius_assets.collection.register import RegisterReading
from radius_assets.domain.districts import DISTRICT_NAMES, District, district
from radius_assets.domain.records import RowsPage
from radius_assets.refresh.known_pages import Keep, known_pages
from radius_assets.sources import mois
from radius_assets.sources.mois import Mois
from radius_assets.sources.seoul import Kind


@dataclass(frozen=True, slots=True)
class Changes:
    """The permits of a district that have changed, and the pages they were on."""

    permits: PermitTable
    paging: PagingSummary


async def read_changes(
    client: Mois, kind: Kind, of: District, *, since: datetime, keep: Keep | None = None
) -> Changes:
    """A district's permits that data.go.kr changed at that moment or later, as a table.

    There are none as a rule: an empty table is an answer here.

    Args:
        client: Who is asked.
        kind: Which register.
        of: The district whose authority issued the permits.
        since: A moment with a time zone.
        keep: Keeps a page whose fields nobody knows.

    Raises:
        SourceError: The changes cannot be had whole.
        ValueError: `since` has no time zone.
    """
    reading = await _read_changed(client, kind, of, since=since, keep=keep)
    make = partial(
        permit_table, kind=kind, district=of, provenance="data_go_kr", pages=reading.pages
    )
    return Changes(await asyncio.to_thread(make, reading.rows), reading.paging)


async def read_city_changes(
    client: Mois, kind: Kind, *, since: datetime
) -> Mapping[str, PermitTable]:
    """The tables that `read_changes` gives, for each district that has any, in few requests.

    Permits without a road address are not among them.

    Raises:
        SourceError: The changes cannot be had whole.
        ValueError: `since` has no time zone.
    """
    reading = await _read_changed(client, kind, None, since=since)
    return await asyncio.to_thread(_by_district, reading.rows, kind)


async def _read_changed(
    client: Mois, kind: Kind, of: District | None, *, since: datetime, keep: Keep | None = None
) -> RegisterReading[dict[str, object]]:
    async def fetch(start: int, _end: int) -> RowsPage:
        page = (start - 1) // mois.PAGE_SIZE + 1
        return await client.permits_page(kind, of, page, updated_since=since)

    whose = "Seoul" if of is None else of.name
    asked = f"{kind} permits of {whose} changed since {since.isoformat()}"
    known = known_pages(fetch, kind, source=mois.NAME, asked=asked, keep=keep)
    return await collect_permits(known, asked=asked, source=mois.NAME, page_size=mois.PAGE_SIZE)


def _by_district(rows: Sequence[Row], kind: Kind) -> dict[str, PermitTable]:
    """A table for each district whose authority issued some of the permits."""
    issued: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        key = permit_key(row, asked=f"{kind} permits of Seoul")
        issued["" if key is None else key[0]].append(row)
    return {
        of.name: permit_table(
            issued[of.authority_code], kind=kind, district=of, provenance="data_go_kr"
        )
        for of in map(district, DISTRICT_NAMES)
        if of.authority_code in issued
    }
