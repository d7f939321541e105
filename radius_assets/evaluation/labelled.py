"""Pairs of listings and SEMAS rows that people labelled by reading, from a folder of CSV files."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from radius_assets.domain.districts import district_of_address
from radius_assets.evaluation.label_lines import (
    LabelsError,
    read_lines,
    require_known,
    require_once,
    require_positions,
    require_words,
)
from radius_assets.matching.scores import Score

Half = Literal["fit", "test"]

FOUND = ("has_same", "only_other_at_spot", "none")
"""What people found of a listing in SEMAS."""

PAIR_LABELS = ("same", "other_at_spot")
CERTAINTIES = ("sure", "unsure")

_COLUMNS: Mapping[str, Sequence[str]] = {
    "judged": ["place_id", "verdict", "certainty"],
    "pairs": ["place_id", "semas_id", "label", "certainty"],
    "places": ["place_id", "place_name", "road_address_name", "x", "y"],
    "semas": ["bizesId", "bizesNm", "brchNm", "rdnmAdr", "lnoAdr", "signguNm", "lon", "lat"],
}
_KEYS: Mapping[str, Sequence[str]] = {
    "judged": ["place_id"],
    "pairs": ["place_id", "semas_id"],
    "places": ["place_id"],
    "semas": ["bizesId"],
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """One area: its listings and SEMAS rows as tables, and what people said of some listings.

    `judged` has `place_id`, `label` (has_same, only_other_at_spot, none) and `certainty`; `pairs`
    `place_id`, `record_id`, `label` (same, other_at_spot) and `certainty` (sure, unsure).
    """

    places: pl.DataFrame
    semas: pl.DataFrame
    judged: pl.DataFrame
    pairs: pl.DataFrame

    def half(self, which: Half) -> "Labelled":
        """The same with the labels of half of the listings, told by their ids."""
        return Labelled(
            self.places,
            self.semas,
            self.judged.filter(_is_in(which)),
            self.pairs.filter(_is_in(which)),
        )


def labelled(folder: Path) -> Labelled:
    """Read `gold/*_places.csv`, `gold/*_pairs.csv`, and the lists in `real/` that they speak of.

    Raises:
        LabelsError: A file or a column is missing, a word is none of a label, a row comes twice,
            a position is outside of Seoul, or a label speaks of what is in no list.
    """
    pairs_file = _only(folder / "gold", "*_pairs.csv")
    area = pairs_file.name.removesuffix("_pairs.csv")
    paths = {
        "judged": folder / "gold" / f"{area}_places.csv",
        "pairs": pairs_file,
        "places": folder / "real" / f"{area}_kakao_places.csv",
        "semas": folder / "real" / f"{area}_semas_stores.csv",
    }
    rows = {name: read_lines(path, _COLUMNS[name]) for name, path in paths.items()}
    _check(paths, rows)
    return Labelled(
        places=_places(rows["places"]),
        semas=_semas(rows["semas"]),
        judged=rows["judged"].select("place_id", "certainty", label="verdict"),
        pairs=rows["pairs"].select("place_id", "label", "certainty", record_id="semas_id"),
    )


def _check(paths: Mapping[str, Path], rows: Mapping[str, pl.DataFrame]) -> None:
    """Refuse what would count wrongly: labels that nobody knows, rows that repeat, strays."""
    for name, key in _KEYS.items():
        require_once(paths[name], rows[name], *key)
    require_positions(paths["places"], rows["places"], "x", "y")
    require_positions(paths["semas"], rows["semas"], "lon", "lat")
    for name, column, words in (("judged", "verdict", FOUND), ("pairs", "label", PAIR_LABELS)):
        require_words(paths[name], rows[name], column, words)
        require_words(paths[name], rows[name], "certainty", CERTAINTIES)
    for name, column, of, key in (
        ("judged", "place_id", "places", "place_id"),
        ("pairs", "place_id", "judged", "place_id"),
        ("pairs", "semas_id", "semas", "bizesId"),
    ):
        require_known(paths[name], rows[name], column, rows[of][key], paths[of])


def links_of(closures: pl.DataFrame) -> pl.DataFrame:
    """What verdicts hold for one shop: `place_id`, `register`, `record_id`, `confidence`."""
    said = closures.select("place_id", "evidence").explode("evidence", empty_as_null=False)
    return (
        said.unnest("evidence")
        .filter(relation="same_shop")
        .select("place_id", "register", "record_id", confidence="score")
    )


def agreement(links: pl.DataFrame, labels: Labelled) -> Score:
    """How links agree with the labels: of sure pairs alone, on listings that were labelled."""
    counted = judged_links(links, labels)
    return Score(
        right=int(counted["right"].sum()),
        said=counted.height,
        true=labels.pairs.filter(certainty="sure", label="same").height,
    )


def judged_links(links: pl.DataFrame, labels: Labelled) -> pl.DataFrame:
    """The links that labels are sure of, with `right`, whether people say the same."""
    key = ["place_id", "record_id"]
    unsure = labels.pairs.filter(pl.col("certainty") != "sure")
    same = labels.pairs.filter(label="same").select(*key, right=pl.lit(value=True))
    return (
        links.join(labels.judged, on="place_id", how="semi")
        .join(unsure, on=key, how="anti")
        .join(same, on=key, how="left")
        .with_columns(pl.col("right").fill_null(value=False))
    )


def _is_in(which: Half) -> pl.Expr:
    def is_even(place_id: str) -> bool:
        return zlib.crc32(place_id.encode()) % 2 == 0

    even = pl.col("place_id").map_elements(is_even, pl.Boolean)
    return even if which == "fit" else ~even


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise LabelsError(f"{folder} holds {len(found)} files {pattern}, not one")
    return found[0]


def _places(raw: pl.DataFrame) -> pl.DataFrame:
    """The listings as the table `convenience`."""
    return raw.select(
        "place_id",
        "place_name",
        category=pl.lit("가정,생활 > 편의점"),
        road_address="road_address_name",
        lot_address=pl.lit(None, pl.String),
        lon=pl.col("x").cast(pl.Float64),
        lat=pl.col("y").cast(pl.Float64),
        district=pl.col("road_address_name").map_elements(district_of_address, pl.String),
    )


def _semas(raw: pl.DataFrame) -> pl.DataFrame:
    """The register as the table `semas`; it does not say for which month it stands."""
    return raw.select(
        store_id="bizesId",
        name="bizesNm",
        branch="brchNm",
        road_address="rdnmAdr",
        lot_address="lnoAdr",
        lon=pl.col("lon").cast(pl.Float64),
        lat=pl.col("lat").cast(pl.Float64),
        district="signguNm",
        base_month=pl.lit(None, pl.String),
    )
