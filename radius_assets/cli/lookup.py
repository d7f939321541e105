"""Finding a listing in the stored tables, by its id or by a part of its name."""

from collections.abc import Sequence
from dataclasses import dataclass

import click
import polars as pl

from radius_assets.publication.events import LOG
from radius_assets.publication.log_state import state_of
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoreError

MAP = "https://place.map.kakao.com/"
"""A listing's page on the map, less its id."""

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A listing and the district whose tables have it; `is_listed` is false where it is gone."""

    place_id: str
    place_name: str
    district: str
    is_listed: bool


def find_listing(store: TableStore, wanted: str) -> Found:
    """The one listing that has the id, or whose name has all the words.

    Raises:
        click.ClickException: There is none, or there are several; the message lists them.
    """
    try:
        found = _found(store, wanted)
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    if not found:
        districts = len(store.districts("convenience"))
        raise click.ClickException(
            f"no listing of the {districts} stored districts has the id {wanted!r}, or all of it "
            "in its name; `radius export convenience` writes all there are"
            if districts
            else "no listing is stored yet: `radius refresh --all` reads them"
        )
    if len(found) > 1:
        shown = [f"  {one.place_id}  {one.place_name}, {one.district}" for one in found]
        more = [f"  and {len(found) - MOST_SHOWN} more"] if len(found) > MOST_SHOWN else []
        lines = "\n".join([*shown[:MOST_SHOWN], *more])
        raise click.ClickException(
            f"{len(found)} listings are called so; give the id of one:\n{lines}"
        )
    return found[0]


def _found(store: TableStore, wanted: str) -> Sequence[Found]:
    """By the id, else by the whole name, else by a part of it; who is on the map goes first."""
    there = _matching(store, "convenience", wanted)
    listed = {one.place_id for one in there}
    gone = [one for one in _matching(store, LOG, wanted) if one.place_id not in listed]
    by_id = [one for one in (*there, *gone) if one.place_id == wanted]
    by_name = [one for one in there if _plain(one.place_name) == _plain(wanted)]
    return by_id or by_name or there or gone


def _plain(name: str) -> str:
    return "".join(name.lower().split())


def _matching(store: TableStore, asset: str, wanted: str) -> list[Found]:
    found = []
    for district in store.districts(asset):
        table = store.read(asset, district)
        rows = (state_of(table) if asset == LOG else table).filter(_is_called(wanted))
        found += [
            Found(place_id, name, district, is_listed=asset != LOG)
            for place_id, name in rows.select("place_id", "place_name").iter_rows()
        ]
    return found


def _is_called(wanted: str) -> pl.Expr:
    """Whether the id is the one wanted, or the name has all its words, blanks and case aside."""
    name = pl.col("place_name").str.replace_all(r"\s", "").str.to_lowercase()
    has_all = [name.str.contains(word, literal=True) for word in wanted.lower().split()]
    return (pl.col("place_id") == wanted) | pl.all_horizontal(pl.lit(bool(has_all)), *has_all)
