"""The bits of each level of each feature, by logistic regression on pairs of which we know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.optimize import minimize

from radius_assets.evaluation.labelled import Labelled
from radius_assets.evaluation.trial import REGISTERS, Trial
from radius_assets.matching.blocking import candidate_pairs, relevant_permits
from radius_assets.matching.compare import compared
from radius_assets.matching.features import FEATURES
from radius_assets.matching.knowledge import Weights
from radius_assets.matching.normalize import (
    normalized_permits,
    normalized_places,
    normalized_semas,
)
from radius_assets.matching.twins import shops_of, with_twins

Floats = npt.NDArray[np.float64]

SEED_OF_DRAWS = 7
PRIOR_BITS_SD = 3.0  # a weight beyond three bits needs evidence
REAL_SHARE = 0.5  # of the answers of pairs that are one shop
MIXED = ("distance", "address", "branch")
WEIGHT_OF_CITIES, WEIGHT_OF_LABELLED_PAIR = 20_000.0, 50.0
LN_2 = float(np.log(2))


@dataclass(frozen=True, slots=True)
class Column:
    """One weight: the prior (no feature), or a level of a feature."""

    feature: str | None
    level: int

    @property
    def says(self) -> str:
        """The level in words."""
        (feature,) = (one for one in FEATURES if one.name == self.feature)
        return feature.levels[self.level].says


COLUMNS = (
    Column(None, 0),
    *(Column(one.name, at) for one in FEATURES for at in range(len(one.levels))),
)


UNWEIGHED = Weights(
    prior_bits=0.0,
    bits={one.name: {level.says: 0.0 for level in one.levels} for one in FEATURES},
    confidence={},
    leftover=0.0,
    succession=0.0,
    succession_among_several=0.0,
)


def pairs_of(city: Trial) -> pl.DataFrame:
    """The candidate pairs of a city with their levels, and `same`."""
    listings = with_twins(normalized_places(city.places))
    shops = shops_of(listings)
    return pl.concat(_pairs_of(city, shops, register) for register in REGISTERS)


def _pairs_of(city: Trial, shops: pl.DataFrame, register: str) -> pl.DataFrame:
    if register == "semas":
        records = normalized_semas(city.semas)
    else:
        permits: pl.DataFrame = getattr(city, register)
        near = relevant_permits(permits, shops, all_at_spots=register == "tobacco")
        records = normalized_permits(near, as_of=city.today)
    same = city.pairs.filter(register=register)
    return _with_truth(shops, records, same.select("place_id", "record_id"))


def labelled_pairs(labels: Labelled) -> pl.DataFrame:
    """The candidate pairs of labelled listings with their levels, and `same`; no unsure ones."""
    shops, records = normalized_places(labels.places), normalized_semas(labels.semas)
    same = labels.pairs.filter(label="same").select("place_id", "record_id")
    unsure = labels.pairs.filter(pl.col("certainty") != "sure")
    return (
        _with_truth(shops, records, same)
        .join(labels.judged, on="place_id", how="semi")
        .join(unsure, on=["place_id", "record_id"], how="anti")
    )


def _with_truth(shops: pl.DataFrame, records: pl.DataFrame, same: pl.DataFrame) -> pl.DataFrame:
    pairs = compared(candidate_pairs(shops, records), shops, records, UNWEIGHED)
    known = pairs.with_columns(
        place_id=shops["id"].gather(pairs["place"]), record_id=records["id"].gather(pairs["record"])
    ).join(same.with_columns(same=True), on=["place_id", "record_id"], how="left")
    return known.with_columns(pl.col("same").fill_null(value=False)).select(
        "place_id", "record_id", "same", *(feature.column for feature in FEATURES)
    )


def roughened(invented: pl.DataFrame, real: pl.DataFrame) -> pl.DataFrame:
    """The invented pairs, with answers of real ones for every second that is one shop."""
    dice = np.random.default_rng(SEED_OF_DRAWS)
    same = invented["same"].to_numpy()
    for name in MIXED:
        column = f"{name}_level"
        seen = real.filter("same")[column]
        drawn = seen.gather(dice.integers(0, len(seen), invented.height))
        swap = pl.Series(same & (dice.random(invented.height) < REAL_SHARE))
        invented = invented.with_columns(
            pl.when(swap).then(drawn).otherwise(pl.col(column)).alias(column)
        )
    return invented


def fitted(pairs: pl.DataFrame, weight: Floats) -> Floats:
    """The weights of `COLUMNS` in bits that make the pairs likeliest, given the prior."""
    answers, row = np.unique(_design(pairs), axis=0, return_inverse=True)
    total = np.bincount(row, weight)
    of_one_shop = np.bincount(row, weight * pairs["same"].to_numpy())
    step = _steps()

    def loss(at: Floats) -> tuple[float, Floats]:
        bits = step @ at
        odds = answers @ bits * LN_2
        misfit = float(total @ np.logaddexp(0, odds) - of_one_shop @ odds)
        slope = answers.T @ (total / (1 + np.exp(-odds)) - of_one_shop) * LN_2
        shrunk = bits / PRIOR_BITS_SD**2
        return misfit + 0.5 * float(bits @ shrunk), step.T @ (slope + shrunk)

    far = [column.feature == "distance" and column.level > 0 for column in COLUMNS]
    found = minimize(
        loss,
        np.zeros(len(COLUMNS)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, 0) if falls else (None, None) for falls in far],
        options={"maxiter": 5_000},
    )
    bits: Floats = step @ found.x
    return bits


def _design(pairs: pl.DataFrame) -> Floats:
    """A row a pair, a column a weight, 1 where the level applies."""
    parts = [
        np.ones(pairs.height)
        if column.feature is None
        else (pairs[f"{column.feature}_level"] == column.level).fill_null(value=False).to_numpy()
        for column in COLUMNS
    ]
    return np.column_stack(parts).astype(np.float64)


def _steps() -> Floats:
    """From steps to weights: each distance weighs what the nearer one does, and a step down."""
    step = np.eye(len(COLUMNS))
    for at, column in enumerate(COLUMNS):
        for nearer, other in enumerate(COLUMNS):
            if column.feature == other.feature == "distance" and other.level < column.level:
                step[at, nearer] = 1.0
    return step


def learnt_bits(cities: Sequence[Trial], labels: Labelled) -> Iterator[str]:
    """The lines of the file that hold the bits, each with what it was learnt from."""
    real = labelled_pairs(labels)
    invented = roughened(pl.concat(map(pairs_of, cities)), real)
    both = pl.concat([invented, real])
    weight = np.repeat(
        [WEIGHT_OF_CITIES / invented.height, WEIGHT_OF_LABELLED_PAIR],
        [invented.height, real.height],
    )
    bits = fitted(both, weight)
    yield f"prior_bits = {bits[0]:.2f}"
    for column, value in zip(COLUMNS[1:], bits[1:], strict=True):
        if column.level == 0:
            yield f"\n[feature.{column.feature}]"
        applies = both.filter(pl.col(f"{column.feature}_level") == column.level)
        same = applies["same"].sum() / max(applies.height, 1)
        told = f"pairs = {applies.height}, same = {same:.4f}"
        yield f'"{column.says}" = {{ bits = {value:.2f}, {told} }}'
