"""Pairs of listings and SEMAS rows that people labelled by reading, from a folder of CSV files."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from radius_assets.domain.districts import district_of_address
from radius_assets.matching.scores import Score

Half = Literal["fit", "test"]


class LabelsError(ValueError):
    """The folder does not hold labels in the form that is read; the message says what is wrong."""


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
        LabelsError: A file or a column is missing, a label is there twice, or it speaks of a
            listing that is in no list.
    """
    pairs_file = _only(folder / "gold", "*_pairs.csv")
    area = pairs_file.name.removesuffix("_pairs.csv")
    read = {
        "judged": folder / "gold" / f"{area}_places.csv",
        "places": folder / "real" / f"{area}_kakao_places.csv",
        "semas": folder / "real" / f"{area}_semas_stores.csv",
    }
    try:
        tables = {name: pl.read_csv(path, infer_schema=False) for name, path in read.items()}
        labels = Labelled(
            places=_places(tables["places"]),
            semas=_semas(tables["semas"]),
            judged=tables["judged"].select("place_id", "certainty", label="verdict"),
            pairs=pl.read_csv(pairs_file, infer_schema=False).select(
                "place_id", "label", "certainty", record_id="semas_id"
            ),
        )
    except (OSError, pl.exceptions.PolarsError) as error:
        raise LabelsError(f"{folder}: {str(error).splitlines()[0]}") from error
    _agree(read["judged"], labels.judged, labels.places)
    _agree(pairs_file, labels.pairs, labels.judged, key=("place_id", "record_id"))
    return labels


def _agree(
    path: Path, rows: pl.DataFrame, known: pl.DataFrame, *, key: Sequence[str] = ("place_id",)
) -> None:
    """Labels that repeat would count twice, and those of unknown listings not at all."""
    twice = rows.filter(pl.struct(key).is_duplicated())
    unknown = rows.join(known, on="place_id", how="anti")
    for wrong, why in ((twice, "labelled twice"), (unknown, "labelled, but in no list of them")):
        if wrong.height:
            first = wrong["place_id"].sort()[0]
            raise LabelsError(f"{path}: {wrong.height} rows of listings {why}, the first {first}")


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
