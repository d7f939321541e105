"""What was said of listings beside what is so: every listing counts, and counts once."""

import polars as pl


class EvaluationError(ValueError):
    """What was said cannot be compared with what is so; the message says what does not fit."""


def beside_truth(truth: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """The rows of the truth, with the columns of what was said of the same listings.

    A matcher that keeps silent where it is unsure, or says twice what it is sure of, would look
    better than it is, so neither is let pass.

    Args:
        truth: A row a listing, with `place_id`.
        said: The same listings in any order, with `place_id` and other columns.

    Raises:
        EvaluationError: The two do not have the same listings, each of them once.
    """
    for name, table in (("truth", truth), ("verdicts", said)):
        twice = table.filter(pl.col("place_id").is_duplicated())["place_id"].unique()
        _refuse(twice, f"more than once in the {name}")
    _refuse(truth.join(said, on="place_id", how="anti")["place_id"], "without a verdict")
    _refuse(said.join(truth, on="place_id", how="anti")["place_id"], "judged, but not in the truth")
    return truth.join(said, on="place_id", how="left", maintain_order="left")


def once(links: pl.DataFrame) -> pl.DataFrame:
    """The links as they are, if none is there twice.

    Args:
        links: With `place_id`, `register` and `record_id`.

    Raises:
        EvaluationError: A link is there more than once, so it would count as often.
    """
    pair = pl.struct("place_id", "register", "record_id")
    _refuse(links.filter(pair.is_duplicated())["place_id"].unique(), "linked twice with one record")
    return links


def _refuse(ids: pl.Series, why: str) -> None:
    if ids.is_empty():
        return
    first = ", ".join(ids.sort().head(3).cast(pl.String))
    raise EvaluationError(
        f"{ids.len():,} listings are {why}, the first {first}: "
        "each listing needs one verdict, and each link counts once"
    )
