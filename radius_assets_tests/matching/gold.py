"""The labelled pairs of one district beside the checkout: tables, and how links agree with them."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

FOLDER = Path(__file__).parents[3] / "shared" / "data"
"""Third-party material that is no part of this repository."""

DISTRICT = "영등포구"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Links compared with the labels: of sure pairs alone, on listings that were labelled."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the links that are labelled `same`."""
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the pairs labelled `same` that are linked."""
        return self.right / (self.right + self.missed)


def places() -> pl.DataFrame:
    """The listings, as the table `convenience`."""
    raw = _read("real/yeongdeungpo_kakao_places.csv")
    return raw.select(
        "place_id",
        "place_name",
        category=pl.lit("가정,생활 > 편의점"),
        road_address="road_address_name",
        lot_address=pl.lit(None, pl.String),
        lon=pl.col("x").cast(pl.Float64),
        lat=pl.col("y").cast(pl.Float64),
        district=pl.lit(DISTRICT),
    )


def semas() -> pl.DataFrame:
    """The register, as the table `semas`; it does not say for which month it stands."""
    raw = _read("real/yeongdeungpo_semas_stores.csv")
    return raw.select(
        store_id="bizesId",
        name="bizesNm",
        branch="brchNm",
        road_address="rdnmAdr",
        lot_address="lnoAdr",
        lon=pl.col("lon").cast(pl.Float64),
        lat=pl.col("lat").cast(pl.Float64),
        district=pl.lit(DISTRICT),
        base_month=pl.lit(None, pl.String),
    )


def first_verdicts() -> pl.DataFrame:
    """What an earlier program said of the same listings: `place_id`, `verdict` (정상, 폐업)."""
    return _read("real/yeongdeungpo_original_verdicts.csv")


def labelled_places() -> pl.DataFrame:
    """`place_id`, `verdict` (has_same, only_other_at_spot, none) and `certainty`."""
    return _read("gold/yeongdeungpo_places.csv")


def labelled_pairs() -> pl.DataFrame:
    """`place_id`, `semas_id`, `label` (same, other_at_spot) and `certainty`."""
    return _read("gold/yeongdeungpo_pairs.csv")


def links(closures: pl.DataFrame) -> set[tuple[str, str]]:
    """The pairs of listing and record that verdicts hold for one shop."""
    said = closures.select("place_id", "evidence").explode("evidence", empty_as_null=False)
    same = said.unnest("evidence").filter(pl.col("relation") == "same_shop")
    return set(same.select("place_id", "record_id").iter_rows())


def agreement(linked: set[tuple[str, str]]) -> Agreement:
    """How the links of labelled listings agree with the labels; unsure pairs do not count."""
    pairs = labelled_pairs()
    sure = pairs.filter(certainty="sure", label="same")
    same = set(sure.select("place_id", "semas_id").iter_rows())
    unsure = pairs.filter(pl.col("certainty") != "sure").select("place_id", "semas_id")
    listings = set(labelled_places()["place_id"])
    counted = {pair for pair in linked if pair[0] in listings} - set(unsure.iter_rows())
    return Agreement(
        right=len(counted & same), wrong=len(counted - same), missed=len(same - counted)
    )


def _read(name: str) -> pl.DataFrame:
    return pl.read_csv(FOLDER / name, infer_schema=False)
