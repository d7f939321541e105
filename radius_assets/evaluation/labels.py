"""How links and verdicts agree with what people said of listings, by reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from radius_assets.evaluation.fairness import beside_truth, once
from radius_assets.evaluation.labelled import Labelled, agreement, judged_links, links_of
from radius_assets.matching.judge import judge
from radius_assets.matching.knowledge import Knowledge
from radius_assets.matching.scores import Score, brier, reliability


@dataclass(frozen=True, slots=True)
class LabelsEvaluation:
    """What was said of labelled listings, seen with SEMAS alone.

    `scores` are of all links, and of both halves of the labels. `confusion` has a row for what
    people found (has_same, only_other_at_spot, none) and a column for each verdict. `failures` has
    `what` (linked, though it is another shop; one shop, but not linked), `place_id`, `record_id`.
    """

    listings: int
    scores: Mapping[str, Score]
    confusion: pl.DataFrame
    reliability: pl.DataFrame
    brier: float
    failures: pl.DataFrame


def evaluated_labels(
    labels: Labelled, as_of: date, knowing: Knowledge | None = None
) -> LabelsEvaluation:
    """Judge the labelled area, and compare that with its labels.

    Raises:
        EvaluationError: Not every listing has one verdict, or a link is there twice.
    """
    closures = judge(
        labels.places, food=None, tobacco=None, semas=labels.semas, as_of=as_of, knowing=knowing
    )
    return compared_with_labels(labels, closures)


def compared_with_labels(labels: Labelled, closures: pl.DataFrame) -> LabelsEvaluation:
    """What was said of the labelled area, compared with its labels.

    Raises:
        EvaluationError: Not every listing has one verdict, or a link is there twice.
    """
    listings = beside_truth(labels.places.select("place_id"), closures)
    links = once(links_of(closures))
    judged = judged_links(links, labels)
    return LabelsEvaluation(
        listings=labels.judged.height,
        scores={
            "links": agreement(links, labels),
            "links, the half that weights are learnt from": agreement(links, labels.half("fit")),
            "links, the other half": agreement(links, labels.half("test")),
        },
        confusion=_confusion(listings, labels),
        reliability=reliability(judged),
        brier=brier(judged),
        failures=pl.concat([_wrong(judged), _missed(links, labels)]),
    )


def _confusion(listings: pl.DataFrame, labels: Labelled) -> pl.DataFrame:
    sure = labels.judged.filter(certainty="sure").join(listings, on="place_id")
    counted = sure.pivot(
        on="verdict", index="label", values="place_id", aggregate_function="len", sort_columns=True
    )
    return counted.sort("label").fill_null(0)


def _wrong(judged: pl.DataFrame) -> pl.DataFrame:
    wrong = judged.filter(~pl.col("right")).sort("place_id", "record_id")
    return wrong.select(
        pl.lit("linked, though it is another shop").alias("what"), "place_id", "record_id"
    )


def _missed(links: pl.DataFrame, labels: Labelled) -> pl.DataFrame:
    same = labels.pairs.filter(certainty="sure", label="same")
    missed = same.join(links, on=["place_id", "record_id"], how="anti")
    return missed.sort("place_id", "record_id").select(
        pl.lit("one shop, but not linked").alias("what"), "place_id", "record_id"
    )
