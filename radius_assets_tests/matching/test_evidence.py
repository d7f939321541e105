"""The sentences under a verdict: what a person reads and checks."""

from datetime import date

import pytest

from radius_assets_tests.matching.rows import Row, judged, permit, place, store

CLOSED, LATER = date(2026, 8, 3), date(2026, 8, 20)
SHOP = "'지에스25 한빛점' 0 m away, same road address, same branch"
OTHER = "'CU 가온점' 0 m away, same road address, another branch"
HEIR = "change of owner, '지에스25 한빛점' permitted 2026-08-20"
NONE_LATER = "no later permit at this lot"


def sentences(
    *listed: Row, tobacco: list[Row] | None = None, semas: list[Row] | None = None
) -> list[str]:
    (first, *_) = judged(*listed, tobacco=tobacco, semas=semas)
    return [said["sentence"] for said in first["evidence"]]


@pytest.mark.parametrize(
    ("tobacco", "said"),
    [
        pytest.param([permit()], [f"{SHOP}: operating, permitted 2015-03-02"], id="operating"),
        pytest.param([permit(permitted_on=None)], [f"{SHOP}: operating"], id="no day of permit"),
        pytest.param(
            [permit(east_m=12.0, closed_on=CLOSED)],
            [
                f"{SHOP}: closed 2026-08-03; {NONE_LATER}".replace("0 m", "12 m"),
            ],
            id="closed",
        ),
        pytest.param(
            [permit(state="revoked")], [f"{SHOP}: revoked; {NONE_LATER}"], id="revoked, no day"
        ),
        pytest.param(
            [permit(state="suspended", suspended_from=date(2026, 8, 1))],
            [f"{SHOP}: suspended 2026-08-01"],
            id="suspended",
        ),
        pytest.param(
            [permit(state="suspended", suspended_until=date(2026, 12, 31))],
            [f"{SHOP}: suspended until 2026-12-31"],
            id="suspended until",
        ),
        pytest.param(
            [permit(state=None)],
            [f"{SHOP}: state not known, permitted 2015-03-02"],
            id="state not known",
        ),
        pytest.param(
            [permit(closed_on=date(2026, 9, 30))],
            [f"{SHOP}: closed 2026-09-30, permitted 2015-03-02"],
            id="closes soon",
        ),
        pytest.param(
            [permit("LG25 한빛점", east_m=None, permitted_on=None)],
            ["'LG25 한빛점' same road address, same branch, LG25 became GS25 in 2005: operating"],
            id="renamed, no position",
        ),
        pytest.param(
            [permit(closed_on=CLOSED), permit("CU 가온점", permitted_on=LATER)],
            [
                f"{SHOP}: closed 2026-08-03; then 'CU 가온점', permitted 2026-08-20",
                f"{OTHER}: operating, permitted 2026-08-20",
            ],
            id="replaced",
        ),
        pytest.param(
            [permit(closed_on=CLOSED), permit(permitted_on=LATER)],
            [
                f"{SHOP}: operating, permitted 2026-08-20",
                f"{SHOP}: closed 2026-08-03; {HEIR}",
            ],
            id="change of owner",
        ),
        pytest.param(
            [permit(closed_on=date(2014, 1, 1)), permit()],
            [
                f"{SHOP}: operating, permitted 2015-03-02",
                f"{SHOP}: closed 2014-01-01; another permit of this shop is live",
            ],
            id="earlier permit",
        ),
    ],
)
def test_a_permit_is_told_in_a_sentence(tobacco: list[Row], said: list[str]) -> None:
    assert sentences(place(), tobacco=tobacco) == [f"tobacco permit {words}" for words in said]


@pytest.mark.parametrize(
    ("month", "said"),
    [
        pytest.param("202606", "listed in 2026-06", id="base month"),
        pytest.param(None, "listed", id="no base month"),
        pytest.param("soon", "listed", id="not a month"),
    ],
)
def test_a_semas_row_is_told_with_its_month(month: str | None, said: str) -> None:
    assert sentences(place(), semas=[store(base_month=month)]) == [
        f"SEMAS entry '지에스25한빛점' 0 m away, same road address, same branch: {said}"
    ]


def test_a_close_runner_up_is_told() -> None:
    listed = [place("GS25 한빛점", place_id="1"), place("GS25 한빛제일점", place_id="2")]
    tobacco = [permit("지에스25 한빛점"), permit("지에스25 한빛제일점")]

    assert sentences(*listed, tobacco=tobacco)[0].endswith("; next best fit 0.97")


def test_a_neighbour_with_a_listing_is_told_as_such() -> None:
    listed = [place("GS25 한빛점", place_id="1"), place("CU 가온점", place_id="2")]

    told = sentences(*listed, tobacco=[permit("CU 가온점")])

    words = f"{OTHER}: operating, permitted 2015-03-02; has a listing of its own"
    assert told == [f"tobacco permit {words}"]


def test_a_few_neighbours_are_enough() -> None:
    neighbours = [permit(f"CU 가온{number}호점") for number in range(20)]

    assert len(sentences(place(), tobacco=[permit(), *neighbours])) == 6


def test_evidence_holds_the_facts_of_the_record() -> None:
    (row,) = judged(place(), food=[permit(number="3180000-104-2015-00001", closed_on=CLOSED)])

    (said,) = row["evidence"]
    said.pop("sentence")
    assert said == {
        "register": "food",
        "record_id": "3180000-104-2015-00001",
        "name": "지에스25 한빛점",
        "state": "closed",
        "relation": "same_shop",
        "score": 1.0,
        "distance_m": 0.0,
        "permitted_on": date(2015, 3, 2),
        "closed_on": CLOSED,
    }
