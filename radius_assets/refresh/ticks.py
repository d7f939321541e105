"""What a sensor's tick asks, and what of the answers is new; what follows is in `updates`."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

import polars as pl

from radius_assets.collection.probe import Stored, probe_permits
from radius_assets.collection.stores import is_placed, official_stores
from radius_assets.collection.tile import all_of
from radius_assets.collection.watermark import Watermark
from radius_assets.domain.districts import district
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.incremental import stored_permits
from radius_assets.refresh.permit_changes import read_city_changes
from radius_assets.refresh.updates import Anchors, ask_since, changed_districts
from radius_assets.sources.daiso import Daiso
from radius_assets.sources.mois import Mois
from radius_assets.sources.seoul import Kind, Seoul

KINDS: tuple[Kind, ...] = ("food", "tobacco")

Registers: TypeAlias = Mapping[str, tuple[pl.DataFrame, Watermark]]
"""The stored permits of a kind by district, those whose age is known."""


def stored_registers(store: TableStore, kind: Kind) -> Registers:
    """The permits that the store holds, each with its watermark.

    Tables without one are left out: they need a full reading, which no sensor begins.

    Raises:
        StoredTableError: The store does not answer.
    """
    asset = f"openapi_{kind}"
    found = {name: stored_permits(store, asset, name) for name in store.districts(asset)}
    return {
        name: (stored.table, stored.watermark)
        for name, stored in found.items()
        if stored is not None and stored.watermark is not None
    }


async def changes_since(
    client: Mois,
    kind: Kind,
    stored: Registers,
    watermark: datetime | None,
    *,
    margin: timedelta,
) -> Mapping[str, pl.DataFrame]:
    """The permits that data.go.kr has changed and the tables do not have yet, by district.

    Raises:
        SourceError: The changes cannot be had whole.
    """
    read_at = [mark.taken_at for _, mark in stored.values()]
    since = ask_since(watermark, read_at, margin=margin)
    if since is None:
        return {}
    changed = await read_city_changes(client, kind, since=since)
    return changed_districts(
        {name: found.frame for name, found in changed.items()},
        {name: table for name, (table, _) in stored.items()},
    )


async def sampled_differences(
    client: Seoul, kind: Kind, stored: Registers, names: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    """The districts of which some sampled pages differ from what is stored, and how.

    Raises:
        SourceError: A page cannot be had.
    """
    found = {}
    for name in names:
        if name not in stored:
            continue
        table, mark = stored[name]
        fetch = partial(client.permits_page, kind, district(name))
        compared = await probe_permits(
            fetch, Stored(table, mark.declared), kind=kind, district=district(name)
        )
        if compared.is_changed:
            found[name] = compared.reasons
    return found


def stored_anchors(store: TableStore) -> Mapping[str, Anchors]:
    """The Daiso stores that the store holds and the finder lists, by district.

    Raises:
        StoreError: A table cannot be read.
    """
    return {
        name: {
            store_id: _anchor(address, is_placed=source == "daiso")
            for store_id, address, source in store.read("daiso", name)
            .filter(source="daiso")
            .select("store_id", "road_address", "position_source")
            .iter_rows()
        }
        for name in store.districts("daiso")
    }


async def listed_anchors(client: Daiso, names: Sequence[str]) -> Mapping[str, Anchors]:
    """The Daiso stores that the finder lists now, by district.

    Raises:
        SourceError: A list cannot be had whole.
    """

    async def listed(name: str) -> Anchors:
        of = district(name)
        stores = await official_stores(of, client.stores_page)
        return {
            store.store_id: _anchor(store.road_address, is_placed=is_placed(store, of))
            for store in stores
        }

    return dict(zip(names, await all_of(map(listed, names)), strict=True))


def _anchor(address: str, *, is_placed: bool) -> str:
    """What must stay the same of a store, lest the area around it be another one."""
    return f"{address}, position {'known' if is_placed else 'not known'}"
