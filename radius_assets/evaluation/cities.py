"""How verdicts agree with the truth of invented cities: one row a listing, one row a link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from radius_assets.evaluation.failures import failures
from radius_assets.evaluation.fairness import beside_truth, once
from radius_assets.evaluation.labelled import links_of
from radius_assets.evaluation.trial import PAIR, Trial, verdicts
from radius_assets.matching.knowledge import Knowledge
from radius_assets.matching.scores import (
    GONE,
    SUSPICION,
    FalseClosures,
    Score,
    brier,
    false_closures,
    is_right,
    reliability,
    score_of,
)

COUNTED = ("operating", "closed", "replaced", "suspended")
"""The verdicts that are facts, which an invented city knows; the two others are doubts."""

AGES = (7, 14, 30, 60, 365)
"""Days that a shop has been gone: what is found is told of each such age."""

_OF_A_VERDICT = ("verdict", "confidence", "reason", "place_name", "district", "replaced_by")


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of cities, beside what is true, whoever said it.

    `listings` has what was said (`verdict` and `confidence` at least) and the truth: `seed`,
    `place_id`, `truth`, `ended_on`, `days_gone`, `is_chain`, `is_told`. `links` has `place_id`,
    `register`, `record_id`, `confidence` and `right`; `true_links` says how many there are.
    """

    listings: pl.DataFrame
    links: pl.DataFrame
    true_links: int

    def score_of_links(self) -> Score:
        """How well records are linked with the listings of their shops."""
        right = int(self.links["right"].sum())
        return Score(right=right, said=self.links.height, true=self.true_links)

    def scores(self) -> Mapping[str, Score]:
        """How well each verdict is found, and `gone`, which is closed or replaced."""
        found = {verdict: score_of(self.listings, verdict) for verdict in COUNTED}
        return found | {"gone": score_of(self.listings, *GONE)}

    def scores_of_what_is_told(self) -> Mapping[str, Score]:
        """The same without the shops that are gone while no register tells of it yet."""
        is_untold = pl.col("truth").is_in(GONE) & ~pl.col("is_told")
        told = self.listings.filter(~is_untold)
        found = {verdict: score_of(told, verdict) for verdict in GONE}
        return found | {"gone": score_of(told, *GONE)}

    def by_days_gone(self) -> pl.DataFrame:
        """How shops that are gone are found, by how long they have been.

        Returns:
            A row an age: `days` that the shop has been gone at most, null for any longer, how many
            `listings` there are, and how many of these are held `gone`, `suspected` and `open`.
        """
        gone = self.listings.filter(pl.col("truth").is_in(GONE))
        aged = gone.with_columns(days=_at_most("days_gone", AGES))
        held_gone, suspected = pl.col("verdict").is_in(GONE), pl.col("verdict") == SUSPICION
        return (
            aged.group_by("days")
            .agg(
                listings=pl.len(),
                gone=held_gone.sum(),
                suspected=suspected.sum(),
                open=(~held_gone & ~suspected).sum(),
            )
            .sort("days", nulls_last=True)
        )

    def false_closures(self) -> FalseClosures:
        """Open shops of chains that were held closed."""
        return false_closures(self.listings)

    def reliability_of_verdicts(self) -> pl.DataFrame:
        """How often verdicts called so sure are right."""
        return reliability(self._called())

    def reliability_of_links(self) -> pl.DataFrame:
        """How often links called so sure are right."""
        return reliability(self.links)

    def brier_of_verdicts(self) -> float:
        """The Brier score of the verdicts."""
        return brier(self._called())

    def brier_of_links(self) -> float:
        """The Brier score of the links."""
        return brier(self.links)

    def _called(self) -> pl.DataFrame:
        return self.listings.select("confidence", right=is_right())


@dataclass(frozen=True, slots=True)
class Evaluation(Judged):
    """What our verdicts say of cities, and why they are wrong: `failures`, with the `seed`."""

    failures: pl.DataFrame


def evaluated(city: Trial, knowing: Knowledge | None = None) -> Evaluation:
    """Judge a city, and compare that with its truth.

    Raises:
        EvaluationError: Not every listing has one verdict, or a link is there twice.
    """
    return compared(city, verdicts(city, knowing))


def compared(city: Trial, closures: pl.DataFrame) -> Evaluation:
    """What was said of a city, compared with its truth.

    Raises:
        EvaluationError: Not every listing has one verdict, or a link is there twice.
    """
    found = judged(city, closures.select("place_id", *_OF_A_VERDICT), links_of(closures))
    why = failures(city, found.listings, found.links)
    return Evaluation(
        found.listings,
        found.links,
        found.true_links,
        failures=why.with_columns(seed=pl.lit(city.seed)),
    )


def judged(city: Trial, verdicts: pl.DataFrame, links: pl.DataFrame) -> Judged:
    """What anybody said of a city, beside its truth.

    Args:
        city: The city.
        verdicts: `place_id`, `verdict`, `confidence`, and any other columns.
        links: `place_id`, `register`, `record_id` and `confidence`.

    Raises:
        EvaluationError: Not every listing has one verdict, or a link is there twice.
    """
    listings = beside_truth(city.truth.rename({"closed_on": "ended_on"}), verdicts)
    return Judged(
        listings=listings.with_columns(
            seed=pl.lit(city.seed),
            days_gone=(pl.lit(city.today) - pl.col("ended_on")).dt.total_days(),
        ),
        links=judged_links(once(links), city.pairs),
        true_links=city.pairs.height,
    )


def _at_most(column: str, limits: Sequence[int]) -> pl.Expr:
    """The first limit that the number does not pass, null if it passes all."""
    found = pl.lit(None, pl.Int32)
    for limit in reversed(limits):
        found = pl.when(pl.col(column) <= limit).then(limit).otherwise(found)
    return found


def judged_links(links: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The links, with `right`: whether the pair is one of these."""
    found = links.join(pairs.select(*PAIR, right=pl.lit(value=True)), on=PAIR, how="left")
    return found.with_columns(pl.col("right").fill_null(value=False))


def judged_together(parts: Sequence[Judged]) -> Judged:
    """What was said of several cities, as of one."""
    return Judged(
        listings=pl.concat(part.listings for part in parts),
        links=pl.concat(part.links for part in parts),
        true_links=sum(part.true_links for part in parts),
    )


def together(parts: Sequence[Evaluation]) -> Evaluation:
    """Several cities as one, with all that is wrong in them."""
    both = judged_together(parts)
    why = pl.concat(part.failures for part in parts)
    return Evaluation(both.listings, both.links, both.true_links, failures=why)
