"""The sentences under a verdict, in English and in Korean: what a person reads and checks."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets_tests.matching.rows import Row, judged, permit, place, store

CLOSED, LATER = date(2026, 8, 3), date(2026, 8, 20)
SHOP = "'지에스25 한빛점' 0 m away, same road address, same branch"
OTHER = "'CU 가온점' 0 m away, same road address, another branch"
SHOP_KO = "'지에스25 한빛점' 0 m 거리, 같은 도로명주소, 같은 지점명"
OTHER_KO = "'CU 가온점' 0 m 거리, 같은 도로명주소, 다른 지점명"
BEGUN, BEGUN_KO = "permitted 2015-03-02", "인허가 2015-03-02"
OVERTAKEN = "does not count, for a permit of this shop was given or ended since"
OVERTAKEN_KO = "이후 이 점포의 다른 인허가가 나오거나 끝나 보지 않음"
NONE_LATER, NONE_LATER_KO = (
    "no later permit stands at this lot",
    "같은 자리에 이후 영업 중인 인허가 없음",
)


def sentences(
    *listed: Row,
    tobacco: list[Row] | None = None,
    semas: list[Row] | None = None,
    column: str = "sentence",
) -> list[str]:
    (first, *_) = judged(*listed, tobacco=tobacco, semas=semas)
    return [said[column] for said in first["evidence"]]


@pytest.mark.parametrize(
    ("tobacco", "said", "said_ko"),
    [
        pytest.param(
            [permit()],
            [f"{SHOP}: {BEGUN}, operating"],
            [f"{SHOP_KO}: {BEGUN_KO}, 영업"],
            id="operating",
        ),
        pytest.param(
            [permit(permitted_on=None)],
            [f"{SHOP}: operating"],
            [f"{SHOP_KO}: 영업"],
            id="no day of permit",
        ),
        pytest.param(
            [permit(east_m=12.0, closed_on=CLOSED)],
            [f"{SHOP}: {BEGUN}, closed 2026-08-03; {NONE_LATER}".replace("0 m a", "12 m a")],
            [
                f"{SHOP_KO}: {BEGUN_KO}, 폐업 2026-08-03; {NONE_LATER_KO}".replace(
                    "0 m 거", "12 m 거"
                )
            ],
            id="closed",
        ),
        pytest.param(
            [permit(state="revoked")],
            [f"{SHOP}: {BEGUN}, revoked; {NONE_LATER}"],
            [f"{SHOP_KO}: {BEGUN_KO}, 취소·말소; {NONE_LATER_KO}"],
            id="revoked, no day",
        ),
        pytest.param(
            [permit(state="suspended", suspended_from=date(2026, 8, 1))],
            [f"{SHOP}: {BEGUN}, suspended since 2026-08-01"],
            [f"{SHOP_KO}: {BEGUN_KO}, 휴업 2026-08-01부터"],
            id="suspended",
        ),
        pytest.param(
            [permit(state="suspended", suspended_until=date(2026, 12, 31))],
            [f"{SHOP}: {BEGUN}, suspended until 2026-12-31"],
            [f"{SHOP_KO}: {BEGUN_KO}, 휴업 2026-12-31까지"],
            id="suspended until",
        ),
        pytest.param(
            [permit(state=None)],
            [f"{SHOP}: {BEGUN}, state not known"],
            [f"{SHOP_KO}: {BEGUN_KO}, 상태 불명"],
            id="state not known",
        ),
        pytest.param(
            [permit(closed_on=date(2026, 9, 30))],
            [f"{SHOP}: {BEGUN}, closed 2026-09-30"],
            [f"{SHOP_KO}: {BEGUN_KO}, 폐업 2026-09-30"],
            id="closes soon",
        ),
        pytest.param(
            [permit(closed_on=date(2014, 1, 1), state="operating")],
            [f"{SHOP}: {BEGUN}, operating"],
            [f"{SHOP_KO}: {BEGUN_KO}, 영업"],
            id="operating, with a day of closure",
        ),
        pytest.param(
            [permit(state="suspended", suspended_until=date(2026, 8, 1))],
            [f"{SHOP}: {BEGUN}, suspended until 2026-08-01"],
            [f"{SHOP_KO}: {BEGUN_KO}, 휴업 2026-08-01까지"],
            id="suspension that is over",
        ),
        pytest.param(
            [permit(closed_on=CLOSED), permit(permitted_on=date(2009, 1, 1))],
            [
                f"{SHOP}: {BEGUN}, closed 2026-08-03; {NONE_LATER}",
                f"{SHOP}: permitted 2009-01-01, operating; {OVERTAKEN}",
            ],
            [
                f"{SHOP_KO}: {BEGUN_KO}, 폐업 2026-08-03; {NONE_LATER_KO}",
                f"{SHOP_KO}: 인허가 2009-01-01, 영업; {OVERTAKEN_KO}",
            ],
            id="an older one was never given back",
        ),
        pytest.param(
            [permit(closed_on=date(2015, 1, 1)), permit("CU 가온점", permitted_on=LATER)],
            [
                f"{SHOP}: {BEGUN}, closed 2015-01-01; next here: 'CU 가온점', permitted 2026-08-20",
                f"{OTHER}: permitted 2026-08-20, operating",
            ],
            [
                (
                    f"{SHOP_KO}: {BEGUN_KO}, 폐업 2015-01-01; "
                    "같은 자리의 다음 점포: 'CU 가온점', 인허가 2026-08-20"
                ),
                f"{OTHER_KO}: 인허가 2026-08-20, 영업",
            ],
            id="closed before it was permitted",
        ),
        pytest.param(
            [permit("지에스25 가온점", closed_on=CLOSED)],
            [
                (
                    "'지에스25 가온점' 0 m away, same road address, another branch: "
                    f"{BEGUN}, closed 2026-08-03"
                )
            ],
            [
                (
                    "'지에스25 가온점' 0 m 거리, 같은 도로명주소, 다른 지점명: "
                    f"{BEGUN_KO}, 폐업 2026-08-03"
                )
            ],
            id="another branch of the chain has ended",
        ),
        pytest.param(
            [permit("LG25 한빛점", east_m=None, permitted_on=None)],
            ["'LG25 한빛점' same road address, same branch, LG25 became GS25 in 2005: operating"],
            ["'LG25 한빛점' 같은 도로명주소, 같은 지점명, LG25 → GS25 (2005년 상호 변경): 영업"],
            id="renamed, no position",
        ),
        pytest.param(
            [permit(closed_on=CLOSED), permit("CU 가온점", permitted_on=LATER)],
            [
                f"{SHOP}: {BEGUN}, closed 2026-08-03; next here: 'CU 가온점', permitted 2026-08-20",
                f"{OTHER}: permitted 2026-08-20, operating",
            ],
            [
                (
                    f"{SHOP_KO}: {BEGUN_KO}, 폐업 2026-08-03; "
                    "같은 자리의 다음 점포: 'CU 가온점', 인허가 2026-08-20"
                ),
                f"{OTHER_KO}: 인허가 2026-08-20, 영업",
            ],
            id="replaced",
        ),
        pytest.param(
            [permit(closed_on=CLOSED), permit(permitted_on=LATER)],
            [
                f"{SHOP}: permitted 2026-08-20, operating",
                (
                    f"{SHOP}: {BEGUN}, closed 2026-08-03; "
                    "change of owner, '지에스25 한빛점' permitted 2026-08-20"
                ),
            ],
            [
                f"{SHOP_KO}: 인허가 2026-08-20, 영업",
                (
                    f"{SHOP_KO}: {BEGUN_KO}, 폐업 2026-08-03; "
                    "주인이 바뀜, '지에스25 한빛점' 인허가 2026-08-20"
                ),
            ],
            id="change of owner",
        ),
        pytest.param(
            [permit(permitted_on=date(2009, 1, 1), closed_on=date(2014, 1, 1)), permit()],
            [
                f"{SHOP}: {BEGUN}, operating",
                (
                    f"{SHOP}: permitted 2009-01-01, closed 2014-01-01; "
                    "another permit of this shop stands"
                ),
            ],
            [
                f"{SHOP_KO}: {BEGUN_KO}, 영업",
                f"{SHOP_KO}: 인허가 2009-01-01, 폐업 2014-01-01; 이 점포의 다른 인허가가 영업 중",
            ],
            id="earlier permit",
        ),
        pytest.param(
            [permit(closed_on=CLOSED), permit("한빛슈퍼", permitted_on=LATER)],
            [
                f"{SHOP}: {BEGUN}, closed 2026-08-03; next here: '한빛슈퍼', permitted 2026-08-20",
                (
                    "'한빛슈퍼' 0 m away, same road address, another branch: "
                    "permitted 2026-08-20, operating"
                ),
            ],
            [
                (
                    f"{SHOP_KO}: {BEGUN_KO}, 폐업 2026-08-03; "
                    "같은 자리의 다음 점포: '한빛슈퍼', 인허가 2026-08-20"
                ),
                "'한빛슈퍼' 0 m 거리, 같은 도로명주소, 다른 지점명: 인허가 2026-08-20, 영업",
            ],
            id="a supermarket came",
        ),
    ],
)
def test_a_permit_is_told_in_a_sentence(
    tobacco: list[Row], said: list[str], said_ko: list[str]
) -> None:
    english, korean = (
        sentences(place(), tobacco=tobacco, column=column) for column in ("sentence", "sentence_ko")
    )

    assert english == [f"tobacco permit {words}" for words in said]
    assert korean == [f"담배소매업 {words}" for words in said_ko]


@pytest.mark.parametrize(
    ("month", "said", "said_ko"),
    [
        pytest.param("202606", "listed in 2026-06", "2026-06 등재", id="base month"),
        pytest.param(None, "listed", "등재", id="no base month"),
        pytest.param("soon", "listed", "등재", id="not a month"),
    ],
)
def test_a_semas_row_is_told_with_its_month(month: str | None, said: str, said_ko: str) -> None:
    row = store("지에스25 한빛점", base_month=month)

    assert sentences(place(), semas=[row]) == [f"SEMAS entry {SHOP}: {said}"]
    assert sentences(place(), semas=[row], column="sentence_ko") == [
        f"상가정보 {SHOP_KO}: {said_ko}"
    ]


def test_a_successor_without_a_permit_is_told_as_such() -> None:
    listed = [place(place_id="1"), place("한빛마트", place_id="2")]
    tobacco = [permit(closed_on=date(2026, 3, 1))]

    told = sentences(*listed, tobacco=tobacco, semas=[store("한빛마트")])

    assert told[0].endswith("closed 2026-03-01; next here: '한빛마트', without a permit")
    assert told[1].endswith("listed in 2026-06; has a listing of its own")


def test_a_close_runner_up_is_told() -> None:
    tobacco = [permit(), permit("지에스25 가온점")]

    assert "; next best fit 0." in sentences(place(), tobacco=tobacco)[0]
    assert "; 다음 후보 0." in sentences(place(), tobacco=tobacco, column="sentence_ko")[0]


def test_a_neighbour_with_a_listing_is_told_as_such() -> None:
    listed = [place("GS25 한빛점", place_id="1"), place("CU 가온점", place_id="2")]

    told = sentences(*listed, tobacco=[permit("CU 가온점")])

    assert told == [f"tobacco permit {OTHER}: {BEGUN}, operating; has a listing of its own"]


def test_an_ended_permit_of_its_chain_is_told_only_of_a_shop_that_has_no_other() -> None:
    ended = permit("지에스25 가온점", closed_on=CLOSED)

    assert len(sentences(place(), tobacco=[permit(), ended])) == 1
    assert len(sentences(place(), tobacco=[ended])) == 1
    assert sentences(place(), place("GS25 가온점", place_id="2"), tobacco=[ended]) == []


DAYS = st.dates(date(2025, 1, 1), date(2026, 8, 31))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(DAYS, st.none() | DAYS), min_size=1, max_size=6))
def test_each_permit_that_ended_is_told_with_what_came_after(
    lasted: list[tuple[date, date | None]],
) -> None:
    tobacco = [
        permit(number=f"{at}", permitted_on=begun, closed_on=over)
        for at, (begun, over) in enumerate(lasted)
    ]

    (row,) = judged(place(), tobacco=tobacco)

    for said in row["evidence"]:
        if said["closed_on"] is not None:
            told = said["sentence"].partition(f"closed {said['closed_on']}; ")[2]
            assert told == came_after(said["permitted_on"], said["closed_on"], lasted)


def came_after(begun: date, over: date, lasted: list[tuple[date, date | None]]) -> str:
    """What is told of one of a shop's permits, found by looking at all of them."""
    name = "'지에스25 한빛점'"
    later = sorted(day for day, _ in lasted if day > begun)
    if in_turn := [day for day in later if abs(day - over) <= timedelta(days=90)]:
        return f"change of owner, {name} permitted {in_turn[0]}"
    last_ended = max(day for day, until in lasted if until is not None)
    if any(day >= last_ended for day, until in lasted if until is None):
        return "another permit of this shop stands"
    if after := [day for day in later if day > over]:
        return f"next here: {name}, permitted {after[0]}"
    return NONE_LATER


def test_a_few_neighbours_are_enough() -> None:
    neighbours = [permit(f"CU 가온{number}호점") for number in range(20)]

    assert len(sentences(place(), tobacco=[permit(), *neighbours])) == 6


def test_evidence_holds_the_facts_of_the_record() -> None:
    (row,) = judged(place(), food=[permit(number="3180000-104-2015-00001", closed_on=CLOSED)])

    (said,) = row["evidence"]
    assert said.pop("sentence").startswith("food permit ")
    assert said.pop("sentence_ko").startswith("휴게음식점 ")
    assert said.pop("score") > 0.99
    assert said == {
        "register": "food",
        "record_id": "3180000-104-2015-00001",
        "name": "지에스25 한빛점",
        "state": "closed",
        "relation": "same_shop",
        "distance_m": 0.0,
        "permitted_on": date(2015, 3, 2),
        "closed_on": CLOSED,
    }
