"""What people say of a listing and what the registers say of it, in one log."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from radius_assets_tests.publication.looks import JUDGED_ON, listing, log_of, look, told

WEEK = timedelta(days=7)
BEFORE = look(listing())


def test_an_event_tells_whose_word_its_verdict_is() -> None:
    said = listing(verdict="closed", corrected_by="kim")
    moved = listing(verdict="operating", lat=37.51)

    log = log_of(BEFORE, look(said), look({**said, "lat": 37.51}), look(moved))

    assert log.select("event", "verdict", "corrected_by", "judged").rows() == [
        ("found", "operating", None, "operating"),
        ("verdict_changed", "closed", "kim", "operating"),
        ("moved", "closed", "kim", "operating"),
        ("reopened", "operating", None, "operating"),
    ]


@pytest.mark.parametrize(
    ("now", "after"),
    [
        pytest.param(listing(verdict="closed"), "closed", id="they say what a person said"),
        pytest.param(
            listing(verdict="closed", corrected_by="kim", judged="replaced"),
            "replaced",
            id="they say another thing, a person's word stands",
        ),
    ],
)
def test_what_the_registers_say_beside_a_persons_word_is_an_event(
    now: Mapping[str, Any], after: str
) -> None:
    said = look(listing(verdict="closed", corrected_by="kim"), judged_on=JUDGED_ON)

    log = log_of(said, look(now, judged_on=JUDGED_ON + WEEK))

    assert told(log)[1:] == [("1", "judged_anew", "operating", after)]
    row = log.row(1, named=True)
    assert (row["seen_on"], row["verdict"]) == (JUDGED_ON + WEEK, "closed")
    assert row["corrected_by"] == now["corrected_by"]
    assert log_of(said, look(now), look(now)).height == log.height
