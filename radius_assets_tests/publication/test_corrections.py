"""People's word in place of a verdict: what it changes, what it leaves, and when it is doubted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from radius_assets.publication.corrections import (
    Correction,
    corrected,
    in_force,
    strangers,
    version_of,
)
from radius_assets.publication.schemas import VERDICTS
from radius_assets.publication.tables import checked
from radius_assets_tests.publication.frames import EVIDENCE, frame

CORRECTED_ON = date(2031, 3, 10)
ADDED = ["corrected_by", "conflict"]


def correction(**changes: Any) -> Correction:
    """A person's word on the listing of the frame, which the registers hold closed."""
    usual = {
        "place_id": "77001",
        "verdict": "operating",
        "author": "kim",
        "corrected_on": CORRECTED_ON,
        "reason": "bought milk there",
    }
    return Correction(**{**usual, **changes})


def judged(**changes: object) -> pl.DataFrame:
    """A verdict as it is before anybody corrects it."""
    return frame("closures", **changes).drop(ADDED)


def row(verdicts: pl.DataFrame) -> Mapping[str, Any]:
    """The one row, once it passed the check of the table."""
    days = {"first_seen_on": CORRECTED_ON, "verdict_since": CORRECTED_ON}
    (found,) = checked("closures", verdicts.with_columns(**days)).iter_rows(named=True)
    return dict(found)


def test_a_correction_takes_the_verdicts_place_and_says_whose_it_is() -> None:
    found = row(corrected(judged(), [correction()]))

    assert found["verdict"] == "operating"
    assert found["confidence"] == 1
    assert found["corrected_by"] == "kim"
    assert found["closed_on"] is None
    assert found["conflict"] is None


def test_the_evidence_tells_who_when_why_and_what_the_registers_say() -> None:
    first, *rest = row(corrected(judged(), [correction()]))["evidence"]

    assert first["register"] == "correction"
    assert first["sentence"] == (
        "corrected by kim on 2031-03-10: operating; bought milk there; "
        "the registers say closed (0.9)"
    )
    assert [record["sentence"] for record in rest] == [EVIDENCE["sentence"]]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "2031-03-10 kim 정정: 영업; bought milk there; 대장으로는 폐업 (0.9)"),
        (
            {"verdict": "replaced", "replaced_by": "나래24", "reason": "새 간판"},
            "2031-03-10 kim 정정: 다른 점포로 바뀜 ('나래24'); 새 간판; 대장으로는 폐업 (0.9)",
        ),
    ],
    ids=["operating", "replaced by a name"],
)
def test_the_evidence_is_told_in_korean_too(changes: dict[str, Any], said: str) -> None:
    first, *_ = row(corrected(judged(), [correction(**changes)]))["evidence"]

    assert first["sentence_ko"] == said


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_a_korean_word(verdict: str) -> None:
    """A person may say any, and so may the registers."""
    both = corrected(judged(verdict=verdict), [correction(verdict=verdict)])

    theirs, registers = row(both)["evidence"][0]["sentence_ko"].split("; bought milk there; ")
    word = theirs.removeprefix("2031-03-10 kim 정정: ")
    assert registers == f"대장으로는 {word} (0.9)"
    assert not word.isascii()


@pytest.mark.parametrize(
    "corrections", [[], [correction(place_id="1")]], ids=["nobody's", "of another listing"]
)
def test_without_a_correction_a_verdict_is_what_it_was(corrections: list[Correction]) -> None:
    found = corrected(judged(), corrections)

    assert found.drop(ADDED).equals(judged())
    assert found.select(ADDED).row(0) == (None, None)


def test_nothing_corrected_is_nothing() -> None:
    assert corrected(judged().clear(), [correction()]).columns == [*judged().columns, *ADDED]


@pytest.mark.parametrize(
    ("verdict", "successor", "expected"),
    [
        pytest.param("closed", None, (date(2031, 3, 4), None), id="closed keeps its day"),
        pytest.param("suspended", None, (None, None), id="suspended has none"),
        pytest.param("replaced", None, (date(2031, 3, 4), None), id="replaced by who knows whom"),
        pytest.param("replaced", "나래마트", (date(2031, 3, 4), "나래마트"), id="by a name"),
    ],
)
def test_what_belongs_to_a_verdict_follows_it(
    verdict: str, successor: str | None, expected: tuple[date | None, str | None]
) -> None:
    found = row(corrected(judged(), [correction(verdict=verdict, replaced_by=successor)]))

    assert (found["closed_on"], found["replaced_by"]) == expected


def test_a_successor_that_the_registers_name_is_kept() -> None:
    replaced = judged(verdict="replaced", replaced_by="나래24")

    assert row(corrected(replaced, [correction(verdict="replaced")]))["replaced_by"] == "나래24"
    assert row(corrected(replaced, [correction(verdict="closed")]))["replaced_by"] is None


def test_a_correction_of_a_listing_that_nobody_knows_is_found() -> None:
    both = [correction(line=2), correction(place_id="1", line=3), correction(place_id="1", line=4)]

    assert [one.line for one in strangers(both, {"77001"})] == [4]


@pytest.mark.parametrize(
    ("rows", "author"),
    [
        pytest.param([("kim", 10, 2), ("lee", 12, 3)], "lee", id="the latest day"),
        pytest.param([("lee", 12, 2), ("kim", 10, 3)], "lee", id="in whatever order"),
        pytest.param([("kim", 10, 2), ("lee", 10, 3)], "lee", id="of one day the last"),
        pytest.param([("kim", 10, 2)], "kim", id="the one before, where that is taken out"),
    ],
)
def test_of_several_corrections_one_counts(rows: list[tuple[str, int, int]], author: str) -> None:
    corrections = [
        correction(author=name, corrected_on=date(2031, 3, day), line=line)
        for name, day, line in rows
    ]

    assert in_force(corrections)["77001"].author == author


def test_the_version_is_that_of_the_words() -> None:
    one, other = correction(line=2), correction(place_id="1", line=3)
    moved = [correction(place_id="1", line=2), correction(line=9)]

    assert version_of([one, other]) == version_of(moved)
    assert version_of([one]) != version_of([one, other])
    assert version_of([one]) != version_of([correction(reason="saw it")])
