"""What is told of a permit, in English and in Korean: a test a row."""

from datetime import date

import pytest

from radius_assets_tests.matching.rows import Row, permit, place
from radius_assets_tests.matching.sentences import (
    BEGUN,
    BEGUN_KO,
    NONE_LATER,
    NONE_LATER_KO,
    OTHER,
    OTHER_KO,
    OVERTAKEN,
    OVERTAKEN_KO,
    SHOP,
    SHOP_KO,
    sentences,
)

CLOSED, LATER = date(2026, 8, 3), date(2026, 8, 20)


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
            [f"{SHOP}: {BEGUN}, suspended until 2026-08-01, not so on the day of the verdict"],
            [f"{SHOP_KO}: {BEGUN_KO}, 휴업 2026-08-01까지, 판정일은 휴업 기간이 아님"],
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
            ["'LG25 한빛점' 같은 도로명주소, 같은 지점명, LG25 → GS25 (2005년 브랜드 변경): 영업"],
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
                    "'한빛슈퍼' 0 m away, same road address, one without a brand: "
                    "permitted 2026-08-20, operating"
                ),
            ],
            [
                (
                    f"{SHOP_KO}: {BEGUN_KO}, 폐업 2026-08-03; "
                    "같은 자리의 다음 점포: '한빛슈퍼', 인허가 2026-08-20"
                ),
                "'한빛슈퍼' 0 m 거리, 같은 도로명주소, 한쪽은 브랜드 없음: 인허가 2026-08-20, 영업",
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
