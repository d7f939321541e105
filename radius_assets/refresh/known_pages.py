"""Pages of permits with fields that we know; the first that has others is kept."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeAlias

from radius_assets.collection.permit_fields import require_known_fields
from radius_assets.domain.districts import District
from radius_assets.domain.records import RowsPage
from radius_assets.publication.store_errors import StoredTableError
from radius_assets.refresh.work import Work
from radius_assets.sources.errors import SourceChangedError
from radius_assets.sources.seoul import Kind

Fetch: TypeAlias = Callable[[int, int], Awaitable[RowsPage]]

Keep: TypeAlias = Callable[[RowsPage, str], str]
"""Keeps a page for the reason given, and says in words where."""


def known_pages(
    fetch: Fetch, kind: Kind, *, source: str, asked: str, keep: Keep | None = None
) -> Fetch:
    """What `fetch` gives, as long as its rows have the fields of their register.

    What is made of it raises SourceChangedError for other fields, and names `source`; with `keep`
    the message also says where the page is.

    Args:
        fetch: Reads the rows from a number to a number.
        kind: Which register.
        source: Who is asked, for errors.
        asked: What is asked for, for errors.
        keep: Keeps a page that nobody can read yet.
    """

    async def fetch_known(start: int, end: int) -> RowsPage:
        page = await fetch(start, end)
        try:
            require_known_fields(page.rows, kind, asked=asked)
        except SourceChangedError as strange:
            kept = "" if keep is None else f"; {await asyncio.to_thread(keep, page, strange.why)}"
            raise SourceChangedError(source, asked, f"{strange.why}{kept}") from None
        return page

    return fetch_known


def drift_keeper(work: Work, kind: Kind, of: District) -> Keep:
    """What keeps strange pages of a district's register in the store, for whoever teaches us."""
    return partial(_keep, work, f"openapi_{kind}", of)


def _keep(work: Work, asset: str, of: District, page: RowsPage, why: str) -> str:
    told = {"kept_at": work.options.now().isoformat(timespec="seconds"), "why": why}
    text = json.dumps({**told, "total": page.total, "rows": page.rows}, ensure_ascii=False)
    try:
        return f"the page is kept in {work.store.write_drift(asset, of.name, text)}"
    except StoredTableError as error:
        return f"the page could not be kept: {error.why}"
