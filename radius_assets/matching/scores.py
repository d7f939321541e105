"""How verdicts and links agree with what is true: shares, confusion, calibration."""

from dataclasses import dataclass

import polars as pl

BINS = 10
SUSPICION = "suspected_closed"
GONE = ("closed", "replaced")


@dataclass(frozen=True, slots=True)
class Score:
    """How often something was said, how often it is true, and how often both."""

    right: int
    said: int
    true: int

    @property
    def precision(self) -> float:
        """Share of what was said that is true; 1 where nothing was said."""
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        """Share of what is true that was said; 1 where nothing is true."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.said + self.true) if self.said + self.true else 1.0


def score_of(judged: pl.DataFrame, *outcomes: str) -> Score:
    """How well any of these verdicts is found, of rows with `verdict` and `truth`."""
    said, true = (judged[column].is_in(outcomes) for column in ("verdict", "truth"))
    return Score(right=int((said & true).sum()), said=int(said.sum()), true=int(true.sum()))


def confusion(judged: pl.DataFrame) -> pl.DataFrame:
    """A row a truth, a column a verdict, with counts."""
    counted = judged.pivot(
        on="verdict", index="truth", values="place_id", aggregate_function="len", sort_columns=True
    )
    return counted.sort("truth").fill_null(0)


@dataclass(frozen=True, slots=True)
class FalseClosures:
    """Open shops of chains: how many there are, and how many of them were held closed.

    `held_gone` were called closed or replaced, `suspected` only suspected.
    """

    shops: int
    held_gone: int
    suspected: int

    @property
    def per_thousand(self) -> float:
        """Shops called closed or replaced, of a thousand open ones."""
        return 1_000 * self.held_gone / self.shops if self.shops else 0.0


def false_closures(judged: pl.DataFrame) -> FalseClosures:
    """How many open shops of chains were held closed, of rows with `is_chain` beside the rest.

    A shop that is suspended is no open one, nor is it gone: it is left out.
    """
    shops = judged.filter(pl.col("is_chain") & ~pl.col("truth").is_in([*GONE, "suspended"]))
    return FalseClosures(
        shops=shops.height,
        held_gone=int(shops["verdict"].is_in(GONE).sum()),
        suspected=int((shops["verdict"] == SUSPICION).sum()),
    )


def is_right() -> pl.Expr:
    """Whether a verdict is true; a suspicion is, of a shop that is gone."""
    suspected = (pl.col("verdict") == SUSPICION) & pl.col("truth").is_in(GONE)
    return (pl.col("verdict") == pl.col("truth")) | suspected


def reliability(called: pl.DataFrame) -> pl.DataFrame:
    """How often what was called so sure is right, in tenths of `confidence`.

    Args:
        called: `confidence`, 0 to 1, and `right`, whether it is so.

    Returns:
        `at_least` (the lower end of the tenth), `count`, and the mean `confidence` and `right`.
    """
    tenth = (pl.col("confidence") * BINS).floor().clip(0, BINS - 1)
    return (
        called.group_by(at_least=tenth / BINS)
        .agg(
            count=pl.len(),
            confidence=pl.col("confidence").mean(),
            right=pl.col("right").cast(pl.Float64).mean(),
        )
        .sort("at_least")
    )


def calibration_error(table: pl.DataFrame) -> float:
    """The expected calibration error: how far confidence and truth are apart, on average."""
    apart = (table["confidence"] - table["right"]).abs() * table["count"]
    return float(apart.sum()) / max(int(table["count"].sum()), 1)


def brier(called: pl.DataFrame) -> float:
    """The Brier score: the mean square of how far each confidence is from 1 if right, 0 if wrong.

    Unlike the calibration error it also tells whether what is wrong was called less sure: nearly
    all verdicts share one tenth, within which that error sees no difference.

    Args:
        called: `confidence`, 0 to 1, and `right`, whether it is so.
    """
    apart = called["confidence"] - called["right"].cast(pl.Float64)
    return float((apart * apart).sum()) / max(called.height, 1)
