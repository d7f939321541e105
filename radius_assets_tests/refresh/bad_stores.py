"""What SEMAS may send that it should not, by how it should end; see `bad_permits`."""

from collections.abc import Mapping, Sequence

from radius_assets.sources.errors import IncompleteAnswerError, SourceChangedError
from radius_assets_tests.collection.registers import Row, semas_store
from radius_assets_tests.refresh.bad_permits import Cases, repeated
from radius_assets_tests.refresh.registers_on_a_socket import (
    Answering,
    Spoilt,
    all_altered,
    altered,
    always,
    good_of_semas,
)
from radius_assets_tests.sources.scripted import Reply
from radius_assets_tests.sources.shapes import semas_reply

MONTH, NEXT_MONTH, MONTH_BEFORE = "203012", "203103", "203009"
STORE_ROWS = [
    semas_store(
        number, signguCd="11560", stdrYm=MONTH, lnoAdr=f"서울특별시 영등포구 가온동 {number}"
    )
    for number in range(400)
]


def only(rows: Sequence[Row], *, month: str = MONTH) -> Answering:
    """So many rows and no more, of that base month."""
    return always(semas_reply(list(rows), total=len(rows), stdrYm=month))


def without(name: str, *, of: range) -> Answering:
    """A good page, but that some of its rows lack a field."""

    def answer(number: int, rows: Sequence[Row], total: int) -> Reply:
        bare = [
            {key: value for key, value in row.items() if i not in of or key != name}
            for i, row in enumerate(rows)
        ]
        return good_of_semas(number, bare, total)

    return answer


def moved(row: Row) -> Row:
    """The row in another district."""
    return row | {"signguCd": "11680"}


SEMAS: Cases = {
    IncompleteAnswerError: {
        "no data": {0: always(semas_reply([], resultCode="03", total=0))},
        "few rows of long ago": {0: only(STORE_ROWS[:3], month="202001")},
        "an earlier base month": {0: only(STORE_ROWS, month=MONTH_BEFORE)},
        "one row 400 times": {0: repeated(good_of_semas)},
        "far fewer of the same month": {0: only(STORE_ROWS[:359])},
        "far fewer of the next month": {0: only(STORE_ROWS[:279], month=NEXT_MONTH)},
    },
    SourceChangedError: {
        "stores of another district": {0: all_altered(good_of_semas, moved)},
        "a field that one row has": {0: without("rdnmAdr", of=range(1, 400))},
        "a field that no row has": {0: without("rdnmAdr", of=range(400))},
        "a list for a text": {0: altered(good_of_semas, 3, bizesNm=["가온25"])},
    },
}
SEMAS_WELL: Mapping[str, Spoilt] = {
    "nothing wrong": {},
    "a row without a name": {0: altered(good_of_semas, 3, bizesNm="")},
    "a row without an id": {0: altered(good_of_semas, 3, bizesId=None)},
    "a field that some rows lack": {0: without("rdnmAdr", of=range(5))},
    "a store of another district": {0: altered(good_of_semas, 3, signguCd="11680")},
    "some rows less": {0: only(STORE_ROWS[:370])},
}
