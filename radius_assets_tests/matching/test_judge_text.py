"""Texts that no list foresees: they make verdicts less sure, and never up."""

from typing import Any

import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from radius_assets.matching.names import normalized_names
from radius_assets_tests.matching.rows import Row, judged, permit, place, store

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cn", "Co"]), max_size=24)
HANGUL = st.text("가나다라마바사아자차카타파하점역무인지하마트유통25 ()", min_size=1, max_size=12)
MESSY = TEXT | HANGUL
VERDICTS = ("operating", "closed", "replaced", "suspended", "suspected_closed", "unverifiable")


def told(name: str | None) -> dict[str, Any]:
    return normalized_names(pl.Series([name], dtype=pl.String)).row(0, named=True)


def verdict(permit_name: str, **more: Any) -> Row:
    (row,) = judged(place(), food=[], tobacco=[permit(permit_name, **more)], semas=[])
    return row


@settings(max_examples=20, deadline=None)
@given(
    name=MESSY,
    category=MESSY,
    road=st.none() | MESSY,
    lot=st.none() | MESSY,
    record=MESSY,
    state=st.none() | MESSY,
    business=st.none() | MESSY,
)
def test_any_texts_give_a_verdict(  # noqa: PLR0917
    name: str,
    category: str,
    road: str | None,
    lot: str | None,
    record: str,
    state: str | None,
    business: str | None,
) -> None:
    addresses: dict[str, Any] = {"road_address": road, "lot_address": lot}
    listed = place(name, category=category, **addresses)
    held = [permit(record, number="1", state=state, business_type=business, **addresses)]

    (row,) = judged(listed, food=held, tobacco=held, semas=[store(record, **addresses)])

    assert row["verdict"] in VERDICTS
    assert 0 <= row["confidence"] <= 1
    assert all(said["sentence"] and said["sentence_ko"] for said in row["evidence"])


@settings(max_examples=20, deadline=None)
@given(name=MESSY)
def test_a_name_that_nobody_knows_never_makes_a_verdict_surer(name: str) -> None:
    known = verdict("지에스25 한빛점")

    unknown = verdict(name)

    if unknown["verdict"] == "operating":
        assert unknown["confidence"] <= known["confidence"]


@settings(max_examples=25, deadline=None)
@given(name=MESSY)
def test_a_permit_in_an_unknown_name_is_nobodys(name: str) -> None:
    """The tobacco register has kiosks and supermarkets, too: an address alone proves nothing."""
    said = told(name)
    assume(said["brand"] is None and said["branch"] != "한빛")
    assume(said["branch"] is None or len(set(said["branch"]) & set("한빛")) == 0)

    row = verdict(name)

    assert [one["relation"] for one in row["evidence"]] == ["other_at_spot"]
    doubt = "suspected_closed" if said["another_kind"] else "unverifiable"
    assert (row["verdict"], row["closed_on"]) == (doubt, None)


@settings(max_examples=20, deadline=None)
@given(before=HANGUL, after=HANGUL)
def test_a_closed_permit_in_an_unknown_name_closes_no_shop(before: str, after: str) -> None:
    name = f"{before}{after}"
    assume(told(name)["brand"] is None and "한빛" not in (told(name)["branch"] or ""))

    row = verdict(name, state="closed")

    assert row["verdict"] not in ("closed", "replaced")


@settings(max_examples=20, deadline=None)
@given(name=MESSY)
def test_a_listing_in_an_unknown_name_is_linked_by_its_name_alone(name: str) -> None:
    assume(told(name)["brand"] is None and (told(name)["branch"] or "") not in ("", "한빛"))
    listed = place(name, category="가정,생활 > 편의점")

    (row,) = judged(listed, food=[], tobacco=[permit(name, number="1")], semas=[])
    (other,) = judged(listed, food=[], tobacco=[permit("씨유 한빛점")], semas=[])

    assert row["verdict"] == "operating"
    assert other["verdict"] in ("unverifiable", "replaced")
    assert all(said["relation"] == "other_at_spot" for said in other["evidence"])
