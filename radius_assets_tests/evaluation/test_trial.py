"""Of which shops a register tells the end."""

from datetime import date

import polars as pl
import pytest

from radius_assets.evaluation.trial import told_ends

OLD, NEW = date(2020, 1, 1), date(2024, 1, 1)


@pytest.mark.parametrize(
    ("permits", "told"),
    [
        pytest.param([], False, id="no permit"),
        pytest.param([("tobacco", "A", OLD, "operating")], False, id="it stands"),
        pytest.param([("tobacco", "A", OLD, "closed")], True, id="closed"),
        pytest.param([("tobacco", "A", OLD, "revoked")], True, id="revoked"),
        pytest.param([("tobacco", "A", OLD, "excluded")], True, id="excluded"),
        pytest.param([("tobacco", "A", OLD, "suspended")], False, id="suspended"),
        pytest.param(
            [("tobacco", "A", OLD, "closed"), ("tobacco", "B", NEW, "operating")],
            False,
            id="a later one stands",
        ),
        pytest.param(
            [("tobacco", "B", NEW, "closed"), ("tobacco", "A", OLD, "operating")],
            True,
            id="the later one has ended",
        ),
        pytest.param(
            [("tobacco", "A", OLD, "operating"), ("food", "B", NEW, "closed")],
            True,
            id="one register tells",
        ),
        pytest.param([("food", "other", OLD, "closed")], False, id="another shop's"),
        pytest.param([("food", "A", OLD, "closed")], False, id="the same number elsewhere"),
    ],
)
def test_an_end_is_told_by_the_last_permit_of_a_register(
    permits: list[tuple[str, str, date, str]], *, told: bool
) -> None:
    pairs = pl.DataFrame(
        [("1", "tobacco", "A"), ("1", "tobacco", "B"), ("1", "food", "B"), ("1", "semas", "A")],
        schema=["place_id", "register", "record_id"],
        orient="row",
    )
    table = pl.DataFrame(
        permits,
        schema={
            "register": pl.String,
            "management_number": pl.String,
            "permitted_on": pl.Date,
            "state": pl.String,
        },
        orient="row",
    )

    assert told_ends(pairs, table)["place_id"].to_list() == (["1"] if told else [])
