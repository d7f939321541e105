"""The whole way from tables to verdicts: what people decided of typical shops."""

from datetime import date

import pytest

from radius_assets_tests.matching.rows import (
    Row,
    judged,
    permit,
    place,
    store,
)

CLOSED = date(2026, 8, 3)
SOON_AFTER = date(2026, 8, 20)
LOT = "서울특별시 영등포구 가온동 7-1"


@pytest.mark.parametrize(
    ("name", "tobacco", "verdict", "closed_on", "replaced_by"),
    [
        pytest.param("GS25 한빛점", [permit()], "operating", None, None, id="open"),
        pytest.param(
            "GS25 한빛점", [permit(closed_on=CLOSED)], "closed", CLOSED, None, id="closed"
        ),
        pytest.param(
            "GS25 한빛점", [permit(state="revoked")], "closed", None, None, id="revoked, no date"
        ),
        pytest.param(
            "GS25 한빛점",
            [permit(state="revoked", closed_on=CLOSED)],
            "closed",
            CLOSED,
            None,
            id="revoked",
        ),
        pytest.param(
            "GS25 한빛점", [permit(state="suspended")], "suspended", None, None, id="휴업"
        ),
        pytest.param(
            "GS25 한빛점",
            [permit(closed_on=CLOSED), permit(permitted_on=SOON_AFTER)],
            "operating",
            None,
            None,
            id="change of owner",
        ),
        pytest.param(
            "GS25 한빛점",
            [
                permit(permitted_on=date(2009, 1, 5), closed_on=date(2014, 2, 1)),
                permit(permitted_on=date(2014, 2, 20), closed_on=date(2021, 6, 1)),
                permit(permitted_on=date(2021, 5, 11), closed_on=CLOSED),
            ],
            "closed",
            CLOSED,
            None,
            id="owner after owner, then none",
        ),
        pytest.param(
            "GS25 한빛점",
            [permit(closed_on=CLOSED), permit("지에스25 가온점", permitted_on=SOON_AFTER)],
            "operating",
            None,
            None,
            id="change of owner and of branch",
        ),
        pytest.param(
            "GS25 한빛점",
            [permit(closed_on=CLOSED), permit("CU 가온점", permitted_on=SOON_AFTER)],
            "replaced",
            CLOSED,
            "CU 가온점",
            id="brand swap",
        ),
        pytest.param(
            "GS25 한빛점",
            [permit(closed_on=CLOSED), permit("CU 가온점", permitted_on=date(2012, 1, 1))],
            "closed",
            CLOSED,
            None,
            id="the other shop was always there",
        ),
        pytest.param(
            "GS25 한빛점",
            [permit(closed_on=CLOSED), permit("한빛슈퍼", permitted_on=SOON_AFTER)],
            "closed",
            CLOSED,
            None,
            id="a supermarket came",
        ),
        pytest.param(
            "GS25 한빛점",
            [permit(closed_on=CLOSED), permit("한빛 편의점", permitted_on=SOON_AFTER)],
            "unverifiable",
            None,
            None,
            id="someone without a brand or a listing came",
        ),
        pytest.param(
            "세븐일레븐 한빛점",
            [permit("미니스톱 한빛점")],
            "operating",
            None,
            None,
            id="renamed brand",
        ),
        pytest.param(
            "세븐일레븐 한빛점",
            [
                permit("미니스톱 한빛점", closed_on=CLOSED),
                permit("세븐일레븐 한빛점", permitted_on=SOON_AFTER),
            ],
            "operating",
            None,
            None,
            id="renamed brand, new permit",
        ),
        pytest.param(
            "GS25 한빛점",
            [permit("CU 가온점", permitted_on=date(2025, 3, 2))],
            "suspected_closed",
            None,
            None,
            id="only another chain that came lately",
        ),
        pytest.param(
            "GS25 한빛점",
            [permit("CU 가온점")],
            "suspected_closed",
            None,
            None,
            id="only another chain that was always there",
        ),
        pytest.param("GS25 한빛점", [], "suspected_closed", None, None, id="no permit"),
        pytest.param(
            "GS25 한빛점",
            [permit("한빛유통")],
            "unverifiable",
            None,
            None,
            id="perhaps in the operator's name",
        ),
        pytest.param("한빛편의점", [], "unverifiable", None, None, id="independent"),
        pytest.param(
            "한빛편의점", [permit("한빛 편의점")], "operating", None, None, id="independent's"
        ),
        pytest.param("이마트24 self한빛점", [], "unverifiable", None, None, id="unmanned"),
        pytest.param("?!", [permit("***")], "unverifiable", None, None, id="unreadable names"),
        pytest.param(
            "GS25 한빛점", [permit(state="unknown")], "operating", None, None, id="unknown state"
        ),
        pytest.param(
            "GS25 한빛점",
            [permit(east_m=None, closed_on=CLOSED)],
            "closed",
            CLOSED,
            None,
            id="permit without a position",
        ),
        pytest.param(
            "GS25 한빛점",
            [permit(east_m=None, road_address=None, lot_address=LOT, closed_on=CLOSED)],
            "closed",
            CLOSED,
            None,
            id="permit with a lot alone",
        ),
        pytest.param(
            "GS25 한빛점",
            [permit(closed_on=date(2026, 9, 30))],
            "operating",
            None,
            None,
            id="closes next month",
        ),
    ],
)
def test_a_tobacco_register_decides(
    name: str,
    tobacco: list[Row],
    verdict: str,
    closed_on: date | None,
    replaced_by: str | None,
) -> None:
    (row,) = judged(place(name, lot_address=LOT), tobacco=tobacco)

    assert (row["verdict"], row["closed_on"], row["replaced_by"]) == (
        verdict,
        closed_on,
        replaced_by,
    )


def test_two_permits_may_contradict_each_other() -> None:
    lately, long_ago, with_semas, both = (
        judged(place(), food=[permit()], tobacco=tobacco, semas=semas)[0]
        for tobacco, semas in (
            ([permit(closed_on=CLOSED)], []),
            ([permit(closed_on=date(2022, 1, 1))], []),
            ([permit(closed_on=date(2022, 1, 1))], [store()]),
            ([permit()], []),
        )
    )

    rows = (lately, long_ago, with_semas, both)
    assert [row["verdict"] for row in rows] == ["operating", "closed", "operating", "operating"]
    assert max(row["confidence"] for row in rows[:3]) < both["confidence"]


def test_a_permit_belongs_to_one_listing() -> None:
    listed = [place("GS25 한빛점", place_id="1"), place("GS25 한빛제일점", place_id="2")]

    rows = judged(*listed, tobacco=[permit("지에스25 한빛점")], food=[])

    assert [row["verdict"] for row in rows] == ["operating", "suspected_closed"]
    assert [said["relation"] for row in rows for said in row["evidence"]] == [
        "same_shop",
        "other_at_spot",
    ]


def test_a_successor_may_have_a_listing_of_its_own() -> None:
    listed = [place("GS25 한빛점", place_id="1"), place("CU 가온점", place_id="2")]
    tobacco = [permit(closed_on=CLOSED), permit("CU 가온점", permitted_on=SOON_AFTER)]

    old, new = judged(*listed, tobacco=tobacco)

    assert (old["verdict"], old["replaced_by"]) == ("replaced", "CU 가온점")
    assert new["verdict"] == "operating"


def test_a_neighbour_with_an_older_permit_elsewhere_in_the_registers_is_no_successor() -> None:
    listed = [place("GS25 한빛점", place_id="1"), place("CU 가온점", place_id="2")]
    food = [permit("CU 가온점", permitted_on=SOON_AFTER)]
    old = permit("CU 가온점", permitted_on=date(2012, 1, 1))
    tobacco = [permit(closed_on=CLOSED), old]

    assert judged(*listed, food=food, tobacco=tobacco)[0]["verdict"] == "closed"
