"""What would verdicts be if every link were right?

The records that are each listing's shop are known in an invented city. Our own rules judge by them
instead of by links of ours, so what is still wrong is not the linking's: registers that are late or
silent, and rules that read them amiss. The cities are those of `bench_matching`.

    python -m benchmarks.matching_true_links
"""

from collections.abc import Iterator

import polars as pl

from benchmarks import splink_judge
from benchmarks.matching_ways import Tables
from radius_assets.cli.evaluate import SEEDS
from radius_assets.evaluation.cities import Judged, judged, judged_together
from radius_assets.evaluation.text import scores
from radius_assets.evaluation.trial import Trial, trial


def judged_by_true_links(city: Trial) -> Judged:
    """What our rules say of a city whose links are the true ones."""
    of = Tables.of_city(city)
    tables = splink_judge.normalized(of.places, of.registers, of.as_of)
    links = pl.concat(_true_links(city, tables))
    verdicts = splink_judge.verdicts(links, tables)
    return judged(city, verdicts, splink_judge.of_listings(links, tables))


def _true_links(city: Trial, tables: splink_judge.Normalized) -> Iterator[pl.DataFrame]:
    """The pairs of each register as links, of one listing a shop."""
    shops = tables.shops.with_row_index("place").select("place", twin="row")
    listings = tables.listings.select("twin", place_id="id").join(shops, on="twin")
    for register, rows in tables.records.items():
        records = rows.with_row_index("record").select("record", record_id="id")
        pairs = city.pairs.filter(register=register).join(listings, on="place_id")
        known = pairs.join(records, on="record_id").unique("record_id", maintain_order=True)
        yield known.select("place", "register", "record", "record_id", probability=pl.lit(1.0))


def main() -> None:
    """Judge the cities, and print how well each verdict is found."""
    found = judged_together([judged_by_true_links(trial(seed)) for seed in SEEDS])
    print(scores({"links": found.score_of_links(), **found.scores()}))
    print("\nThe same without the shops that are gone while no register tells of it yet:\n")
    print(scores(found.scores_of_what_is_told()))


if __name__ == "__main__":
    main()
