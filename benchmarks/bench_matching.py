"""How well and how fast are listings linked with registers?

Quality is measured on the real listings and SEMAS rows of one district, with the pairs that
people labelled by reading: precision and recall of the links, and the verdicts against the
labels and against what an earlier program said. They are third-party material and lie beside
the checkout; without them this part is left out. Half of the labels are kept elsewhere, so
that nobody tunes to them.

Speed is measured on an invented city of the size of Seoul, and on one of its districts; the
seed is fixed. The time is of `judge` alone, the best of three runs, without reading tables.

    python -m benchmarks.bench_matching
"""

import time
from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.matching.judge import judge
from radius_assets_tests.matching import gold

AS_OF = date(2026, 1, 23)
SEED = 20260123
CENTRES, NEIGHBOURHOOD_DEG = 60, 0.004
QUARTERS = [f"{one}{two}" for one in "가나다라마바사아자차" for two in "람온빛솔뫼담별늘"]
ADDRESS = ("district", "quarter", "side", "number")
BRANDS = ["GS25", "CU", "세븐일레븐", "이마트24"]


class City:
    """Listings around crowded centres, and registers of them and of other shops."""

    def __init__(self, *, listings: int, side_deg: float, districts: Sequence[str]) -> None:
        self._dice = np.random.default_rng(SEED)
        self._districts = [districts[index % len(districts)] for index in range(CENTRES)]
        self._centres = np.array([126.85, 37.45]) + self._dice.random((CENTRES, 2)) * side_deg
        self._listed = self._shops(listings, self._dice.choice(BRANDS, listings).tolist())
        self.places = self._listed.rename({"name": "place_name"}).with_columns(
            place_id=pl.int_range(listings).cast(pl.String),
            category=pl.lit("가정,생활 > 편의점"),
        )

    def permits(self, rows: int, *, business_type: str | None) -> pl.DataFrame:
        """A register: permits of the listings, half of them closed, and those of other shops."""
        known = self._known(min(self._listed.height * 3 // 2, rows // 2))
        others = self._shops(rows - known.height, ["한솔"] * (rows - known.height))
        is_closed = pl.Series(self._dice.random(rows) < 0.5)
        return pl.concat([known, others]).with_columns(
            authority_code=pl.lit("3180000"),
            management_number=pl.int_range(rows).cast(pl.String),
            business_type=pl.lit(business_type, pl.String),
            state=pl.when(is_closed).then(pl.lit("closed")).otherwise(pl.lit("operating")),
            permitted_on=pl.lit(date(2015, 3, 2)),
            closed_on=pl.when(is_closed).then(pl.lit(date(2020, 3, 2))),
            suspended_from=pl.lit(None, pl.Date),
            suspended_until=pl.lit(None, pl.Date),
            updated_at=pl.lit(None, pl.Datetime("us", "Asia/Seoul")),
        )

    def stores(self, rows: int) -> pl.DataFrame:
        """SEMAS, with a row for most of the listings."""
        return self._known(rows).with_columns(
            store_id=pl.int_range(rows).cast(pl.String),
            branch=pl.lit(None, pl.String),
            base_month=pl.lit("202512"),
        )

    def _known(self, rows: int) -> pl.DataFrame:
        return self._listed[self._dice.integers(0, self._listed.height, rows)]

    def _shops(self, rows: int, brands: list[str]) -> pl.DataFrame:
        centre = self._dice.integers(0, CENTRES, rows)
        at = self._centres[centre] + self._dice.normal(0, NEIGHBOURHOOD_DEG, (rows, 2))
        drawn = pl.DataFrame(
            {
                "brand": brands,
                "quarter": self._dice.choice(QUARTERS, rows),
                "other": self._dice.choice(QUARTERS, rows),
                "side": self._dice.integers(1, 30, rows),
                "number": self._dice.integers(1, 60, rows),
                "district": [self._districts[index] for index in centre],
            }
        )
        return drawn.select(
            name=pl.format("{} {}{}점", "brand", "quarter", "other"),
            road_address=pl.format("서울 {} {}로{}길 {}, 1층", *ADDRESS),
            lot_address=pl.lit(None, pl.String),
            lon=pl.Series(at[:, 0]),
            lat=pl.Series(at[:, 1]),
            district="district",
        )


def report_quality() -> None:
    """Print how links and verdicts agree with the labels and with the earlier program."""
    closures = judge(gold.places(), food=None, tobacco=None, semas=gold.semas(), as_of=AS_OF)
    agreement = gold.agreement(gold.links(closures))
    print(f"links: precision {agreement.precision:.3f}, recall {agreement.recall:.3f}")
    print(f"       {agreement}")
    labels = gold.labelled_places().select("place_id", label="verdict", sure="certainty")
    earlier = gold.first_verdicts().select("place_id", earlier="verdict")
    _report_verdicts("all listings", closures, [])
    _report_verdicts("labels, by reading", closures.join(labels, on="place_id"), ["label", "sure"])
    _report_verdicts("an earlier program", closures.join(earlier, on="place_id"), ["earlier"])


def report_speed(name: str, city: City, *, food: int, tobacco: int, semas: int) -> None:
    """Print the time of a judgement of the whole city."""
    permits_food = city.permits(food, business_type="커피숍")
    permits_tobacco = city.permits(tobacco, business_type=None)
    stores = city.stores(semas)
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        judge(city.places, food=permits_food, tobacco=permits_tobacco, semas=stores, as_of=AS_OF)
        seconds.append(time.perf_counter() - started)
    print(f"{name:<10}{city.places.height:>8}{food:>9}{tobacco:>9}{semas:>8}{min(seconds):>9.3f}")


def main() -> None:
    """Measure quality, where the labels are at hand, and speed."""
    if gold.FOLDER.is_dir():
        report_quality()
    else:
        print(f"no labelled pairs at {gold.FOLDER}")
    print(f"\n{'':<10}{'listings':>8}{'food':>9}{'tobacco':>9}{'semas':>8}{'seconds':>9}")
    one = City(listings=400, side_deg=0.05, districts=[gold.DISTRICT])
    report_speed("district", one, food=6_000, tobacco=3_800, semas=350)
    city = City(listings=10_000, side_deg=0.25, districts=DISTRICT_NAMES)
    report_speed("city", city, food=145_000, tobacco=95_000, semas=9_000)


def _report_verdicts(title: str, closures: pl.DataFrame, by: list[str]) -> None:
    counted = closures.group_by(*by, "verdict").len().sort(*by, "verdict")
    print(f"\nverdicts by SEMAS alone, {title}")
    for *group, verdict, count in counted.rows():
        print(f"{' '.join(group):<28}{verdict:<18}{count:>5}")


if __name__ == "__main__":
    main()
