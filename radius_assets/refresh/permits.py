"""Reading permits whole: from Seoul, or from data.go.kr where Seoul's service is gone."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from radius_assets.collection.permit_fields import require_known_fields
from radius_assets.collection.permits import (
    SOURCES,
    Provenance,
    collect_permits,
)
from radius_assets.collection.register import RegisterReading
from radius_assets.domain.districts import District
from radius_assets.domain.records import RowsPage
from radius_assets.publication.store_errors import StoredTableError
from radius_assets.refresh.work import Work
from radius_assets.sources import mois, seoul
from radius_assets.sources.errors import (
    AccessRefusedError,
    ServiceGoneError,
    SourceChangedError,
    SourceError,
)
from radius_assets.sources.seoul import Kind

Fetch: TypeAlias = Callable[[int, int], Awaitable[RowsPage]]


@dataclass(frozen=True, slots=True)
class PermitReading:
    """All rows of a district's register, and which service they are from.

    `instead` says why another service was asked than the one that comes first.
    """

    register: RegisterReading[dict[str, object]]
    provenance: Provenance
    instead: str | None = None


async def read_permits(work: Work, kind: Kind, of: District) -> PermitReading:
    """Read a district's register whole, from the service that the options choose.

    With `auto` that is Seoul's, and data.go.kr's where Seoul's is gone: Seoul says that it does
    not know the register, or that it has no rows, which is true of no district. Time-outs, 5xx
    and the like prove nothing of the kind. Without the key of data.go.kr only Seoul is asked.

    Raises:
        SourceError: What the last service that was asked has answered.
    """
    choice = work.options.permits
    if choice == "data_go_kr":
        return await _from_data_go_kr(work, kind, of)
    if choice == "seoul" or work.sources.mois is None:
        return await _from_seoul(work, kind, of)
    try:
        return await _from_seoul_unless_gone(work, kind, of)
    except ServiceGoneError as gone:
        return await _instead(work, kind, of, gone)


async def _from_seoul_unless_gone(work: Work, kind: Kind, of: District) -> PermitReading:
    if districts := work.gone.gone_from(kind):
        why = f"its registers are gone from {' and '.join(districts)}; not asked"
        raise ServiceGoneError(seoul.NAME, f"{kind} permits of {of.name}", why)
    try:
        reading = await _from_seoul(work, kind, of)
    except ServiceGoneError:
        work.gone.note_gone(kind, of.name)
        raise
    if reading.register.total == 0:
        asked = f"{kind} permits of {of.name}"
        raise ServiceGoneError(seoul.NAME, asked, "says that there are none")
    work.gone.note_read(kind)
    return reading


async def _instead(work: Work, kind: Kind, of: District, gone: SourceError) -> PermitReading:
    """What data.go.kr has; an error of its own comes after what Seoul said."""
    try:
        reading = await _from_data_go_kr(work, kind, of)
    except SourceError as error:
        why = f"{gone.why}; {error.source}, asked instead: {error.why}"
        raise type(error)(gone.source, gone.asked, why) from error
    return replace(reading, instead=f"{gone.source}: {gone.why}")


async def _from_seoul(work: Work, kind: Kind, of: District) -> PermitReading:
    fetch = partial(work.sources.seoul.permits_page, kind, of)
    return await _collected(work, kind, of, fetch, provenance="seoul_open_data")


async def _from_data_go_kr(work: Work, kind: Kind, of: District) -> PermitReading:
    client = work.sources.mois
    if client is None:
        asked = f"{kind} permits of {of.name}"
        raise AccessRefusedError(mois.NAME, asked, "DATA_GO_KR_KEY is not set")

    async def fetch(start: int, _end: int) -> RowsPage:
        return await client.permits_page(kind, of, (start - 1) // mois.PAGE_SIZE + 1)

    return await _collected(
        work, kind, of, fetch, provenance="data_go_kr", page_size=mois.PAGE_SIZE
    )


async def _collected(
    work: Work,
    kind: Kind,
    of: District,
    fetch: Fetch,
    *,
    provenance: Provenance,
    page_size: int = 1_000,
) -> PermitReading:
    source = SOURCES[provenance]

    async def fetch_known(start: int, end: int) -> RowsPage:
        page = await fetch(start, end)
        try:
            require_known_fields(page.rows, kind, asked=f"{kind} permits of {of.name}")
        except SourceChangedError as strange:
            kept = await asyncio.to_thread(_keep, work, f"openapi_{kind}", of, page, strange.why)
            raise SourceChangedError(source, strange.asked, f"{strange.why}; {kept}") from None
        return page

    register = await collect_permits(
        fetch_known, asked=f"{kind} permits of {of.name}", source=source, page_size=page_size
    )
    return PermitReading(register, provenance)


def _keep(work: Work, asset: str, of: District, page: RowsPage, why: str) -> str:
    """Keep a page whose fields we do not know, for whoever teaches us; where, in words."""
    told = {"kept_at": work.options.now().isoformat(timespec="seconds"), "why": why}
    text = json.dumps({**told, "total": page.total, "rows": page.rows}, ensure_ascii=False)
    try:
        return f"the page is kept in {work.store.write_drift(asset, of.name, text)}"
    except StoredTableError as error:
        return f"the page could not be kept: {error.why}"
