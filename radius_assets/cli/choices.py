"""What a person asked for on the command line, checked before anything starts."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import TypeAlias

import click

from radius_assets.collection.area import Extent, Shape
from radius_assets.domain.districts import DISTRICT_NAMES, UnknownDistrictError, district
from radius_assets.refresh.order import ASSETS, Cell
from radius_assets.refresh.work import Options
from radius_assets.settings import (
    DATA_GO_KR,
    KAKAO_KEY,
    SEOUL_KEY,
    KeyHelp,
    MissingKeyError,
    Settings,
)

ALIKE = 0.75  # share of letters in common, at which one name may be meant by another
MOST_MEANT = 3

Wish: TypeAlias = Mapping[Cell, Options]
"""The cells to refresh, each with what was chosen for it."""


def chosen_districts(names: Sequence[str], *, everything: bool) -> list[str]:
    """The districts meant, in official order.

    Raises:
        click.UsageError: One is named that Seoul does not have.
    """
    if everything and names:
        raise click.UsageError("name districts or give --all, not both")
    wanted = set(DISTRICT_NAMES) if everything else {_district_name(name) for name in names}
    return [name for name in DISTRICT_NAMES if name in wanted]


def chosen_assets(only: str | None, skip: str | None) -> tuple[list[str], list[str]]:
    """The assets to refresh, and those left out by name.

    Raises:
        click.UsageError: An asset that does not exist, or nothing left to do.
    """
    wanted = _named(only, option="--only") if only is not None else list(ASSETS)
    left_out = _named(skip, option="--skip") if skip is not None else []
    assets = [asset for asset in ASSETS if asset in wanted and asset not in left_out]
    if not assets:
        raise click.UsageError("--only and --skip leave nothing to refresh")
    return assets, left_out


def _district_name(name: str) -> str:
    try:
        return district(name).name
    except UnknownDistrictError as error:
        hint = did_you_mean(name, DISTRICT_NAMES)
        raise click.UsageError(f"{error}{hint}") from None


def _named(text: str, *, option: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in ASSETS:
            known, hint = ", ".join(ASSETS), did_you_mean(name, ASSETS)
            raise click.UsageError(f"{option}: unknown asset {name!r}; there are: {known}{hint}")
    return names


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """The end of a complaint about a name: which ones may be meant, if any are like it.

    Those are meant that have the name as a part, unless that says little; else those with nearly
    the same letters, of which a Korean syllable has two or three.
    """
    spelt = {unicodedata.normalize("NFD", one): one for one in known}
    letters = unicodedata.normalize("NFD", name.strip())
    meant = [one for spelling, one in spelt.items() if letters in spelling]
    if not 1 <= len(meant) <= MOST_MEANT:
        found = get_close_matches(letters, spelt, n=MOST_MEANT, cutoff=ALIKE)
        meant = [spelt[spelling] for spelling in found]
    return f"; did you mean {' or '.join(meant)}?" if meant else ""


def with_choices(
    wish: Wish,
    *,
    radius_m: float | None = None,
    shape: Shape | None = None,
    area: Extent | None = None,
    without: Iterable[str] = (),
) -> Wish:
    """The wish with what was chosen on the command line; what is None stays as it is."""
    return {
        cell: replace(
            options,
            radius_m=options.radius_m if radius_m is None else radius_m,
            shape=options.shape if shape is None else shape,
            area=options.area if area is None else area,
            without=options.without | set(without),
        )
        for cell, options in wish.items()
    }


def without_missing_semas(settings: Settings, wish: Wish) -> tuple[Wish, str | None]:
    """The wish without the business register if its key is not set, and a note that says so."""
    if settings.data_go_kr_key is not None or not any(cell.asset == "semas" for cell in wish):
        return wish, None
    others = {cell: options for cell, options in wish.items() if cell.asset != "semas"}
    note = f"{DATA_GO_KR.variable} is not set: the business register (semas) is left out"
    return with_choices(others, without=["semas"]), note


def _missing_for_permits(settings: Settings) -> list[KeyHelp]:
    """The key of the service that is asked for permits first, if it is not set."""
    if settings.permits == "data_go_kr":
        return [DATA_GO_KR] if settings.data_go_kr_key is None else []
    return [SEOUL_KEY] if settings.seoul_key is None else []


def require_keys(settings: Settings, assets: Iterable[str]) -> None:
    """Refuse to start without a key that the assets need; the business register may lack its own.

    Raises:
        click.ClickException: Names the variable, and where to get the key.
    """
    needed = set(assets)
    missing = []
    if needed == {"semas"} and settings.data_go_kr_key is None:
        missing.append(DATA_GO_KR)
    if needed & {"daiso", "convenience"} and settings.kakao_key is None:
        missing.append(KAKAO_KEY)
    if needed & {"openapi_food", "openapi_tobacco"}:
        missing += _missing_for_permits(settings)
    if missing:
        raise click.ClickException("\n".join(str(MissingKeyError(key)) for key in missing))
