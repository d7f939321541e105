"""What the registers of permits may send that they should not, by how it should end.

A case says which pages of a register are spoilt, and how; what is not spoilt is as it was.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from radius_assets.sources.errors import (
    AccessRefusedError,
    BadRequestError,
    IncompleteAnswerError,
    QuotaSpentError,
    ServiceGoneError,
    SourceChangedError,
    SourceError,
    TransientSourceError,
)
from radius_assets_tests.collection.registers import Row
from radius_assets_tests.refresh.registers_on_a_socket import (
    Answering,
    Spoilt,
    all_altered,
    altered,
    always,
    as_data_go_kr,
    good_of_data_go_kr,
    good_of_seoul,
    permits,
)
from radius_assets_tests.sources.scripted import Reply, json_reply
from radius_assets_tests.sources.shapes import (
    gateway_reply,
    mois_reply,
    seoul_code,
    seoul_code_in_xml,
    seoul_reply,
)

Cases: TypeAlias = Mapping[type[SourceError], Mapping[str, Spoilt]]

PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
LETTERS_OF_10_MB = 10_000_000 // 3  # of Hangul
SEOUL_ROWS, DATA_GO_KR_ROWS = permits(2_300), as_data_go_kr(permits(201))


def cut(good: Answering) -> Answering:
    """Half of the body that is announced."""

    def answer(number: int, rows: Sequence[Row], total: int) -> Reply:
        body = str(good(number, rows, total).body)
        return Reply(body, cut_to=len(body) // 2)

    return answer


def cut_off(good: Answering) -> Answering:
    """Half of the text, as if it were all."""
    return lambda *page: Reply(str(good(*page).body)[: len(str(good(*page).body)) // 2])


def written(good: Answering, encoding: str) -> Answering:
    """The text in another encoding."""
    return lambda *page: Reply(str(good(*page).body).encode(encoding))


def repeated(good: Answering) -> Answering:
    """The first row of the page in the place of all."""
    return lambda number, rows, total: good(number, [rows[0]] * len(rows), total)


def with_first_row_again(good: Answering) -> Answering:
    """A register whose first row comes once more at its end."""

    def answer(number: int, rows: Sequence[Row], total: int) -> Reply:
        again = [SEOUL_ROWS[0]] if number * 1_000 > total else []
        return good(number, [*rows, *again], total + 1)

    return answer


def growing(good: Answering) -> Answering:
    """A register that has a row more on each page."""
    return lambda number, rows, total: good(number, rows, total + number)


def renamed(row: Row) -> Row:
    """The row under a name that nobody knows."""
    return {("CLOSE_DT" if name == "DCBYMD" else name): value for name, value in row.items()}


def altered_names(good: Answering, index: int) -> Answering:
    """A good page, but for the names of one row."""

    def answer(number: int, rows: Sequence[Row], total: int) -> Reply:
        return good(number, [renamed(r) if i == index else r for i, r in enumerate(rows)], total)

    return answer


def without_name(row: Row) -> Row:
    """The row without the name of the business."""
    return {name: value for name, value in row.items() if name != "BPLC_NM"}


def body_with(rows: Sequence[Row], total: int, name: str) -> str:
    """A page whose first row has a name that is written with an escape."""
    body = str(seoul_reply([dict(rows[0]) | {"BPLCNM": "@"}, *rows[1:]], total=total).body)
    return body.replace('"@"', f'"{name}"')


SEOUL: Cases = {
    AccessRefusedError: {
        "a bad key": {1: always(seoul_code_in_xml("INFO-100"))},
        "a key that expires in the middle": {2: always(seoul_code_in_xml("INFO-100"))},
        "the sample key": {1: always(seoul_code("ERROR-335"))},
    },
    TransientSourceError: {
        "a page of HTML": {2: always(Reply(PAGE))},
        "502": {2: always(Reply(PAGE, 502))},
        "no answer": {3: always(Reply(hangs_up=True))},
        "an empty body": {2: always(Reply())},
        "half a body": {2: cut(good_of_seoul)},
        "half a text": {2: cut_off(good_of_seoul)},
        "CP949": {1: written(good_of_seoul, "cp949")},
        "UTF-16": {1: written(good_of_seoul, "utf-16")},
        "ERROR-500 in the middle": {2: always(seoul_code("ERROR-500"))},
        "ERROR-600": {1: always(seoul_code("ERROR-600"))},
        "rows that are declared and not shown": {2: always(seoul_reply([], total=2_300))},
        "no data in the middle": {2: always(seoul_code("INFO-200"))},
        "a total beyond all bounds": {
            1: lambda *page: seoul_reply(list(page[1]), total=10**12),
            0: always(seoul_code("INFO-200")),
        },
    },
    SourceChangedError: {
        "no rows": {1: always(json_reply({"LOCALDATA_072405_YD": {"list_total_count": 3}}))},
        "null for rows": {2: always(seoul_reply(None, total=2_300))},
        "one row alone": {2: always(seoul_reply({"MGTNO": "1"}, total=2_300))},
        "rows that are texts": {2: always(seoul_reply(["1"], total=2_300))},
        "no total": {1: always(seoul_reply([{}], total=None))},
        "a total in words": {1: always(seoul_reply([{}], total="many"))},
        "a list": {1: always(json_reply([]))},
        "another register": {1: always(seoul_reply([{}], service="LOCALDATA_072405_GN"))},
        "an unknown code": {2: always(seoul_code("INFO-300"))},
        "404": {1: always(Reply("not here", 404))},
        "20 MB": {1: always(Reply("[" + " " * 20_000_001))},
        "new names": {2: all_altered(good_of_seoul, renamed)},
        "a new name in one row": {3: altered_names(good_of_seoul, 7)},
        "a field that holds a list": {2: altered(good_of_seoul, 3, BPLCNM=["가온25"])},
        "states by other codes": {
            0: all_altered(good_of_seoul, lambda r: r | {"TRDSTATEGBN": "X"})
        },
        "dates of another form": {0: all_altered(good_of_seoul, lambda r: r | {"DCBYMD": "어제"})},
        "rows without keys": {1: all_altered(good_of_seoul, lambda r: r | {"MGTNO": None})},
    },
    BadRequestError: {"ERROR-336": {2: always(seoul_code("ERROR-336"))}},
    ServiceGoneError: {"ERROR-310": {1: always(seoul_code("ERROR-310"))}},
    IncompleteAnswerError: {
        "an empty district": {1: always(seoul_code("INFO-200"))},
        "no rows of none": {1: always(seoul_reply([], total=0))},
        "one row a thousand times": {0: repeated(good_of_seoul)},
        "a total that never settles": {0: growing(good_of_seoul)},
        "a third of the register": {0: always(seoul_reply(SEOUL_ROWS[:766], total=766))},
        "the register of another authority": {
            0: all_altered(good_of_seoul, lambda row: row | {"OPNSFTEAMCODE": "3170000"})
        },
    },
}
SEOUL_WELL: Mapping[str, Spoilt] = {
    "nothing wrong": {},
    "a total as a text": {0: lambda *page: seoul_reply(list(page[1]), total=str(page[2]))},
    "some null keys": {2: altered(good_of_seoul, 3, MGTNO=None)},
    "a row of nulls": {1: altered(good_of_seoul, 0, **dict.fromkeys(SEOUL_ROWS[0]))},
    "a state that is missing": {1: altered(good_of_seoul, 5, TRDSTATEGBN=" ")},
    "10 MB of one field": {1: altered(good_of_seoul, 9, BPLCNM="가" * LETTERS_OF_10_MB)},
    "10 MB of a field nobody reads": {
        1: altered(good_of_seoul, 9, TRDSTATENM="가" * LETTERS_OF_10_MB)
    },
    "an impossible closing date": {2: altered(good_of_seoul, 1, DCBYMD="2006-02-29")},
    "a date that nobody entered": {2: altered(good_of_seoul, 1, DCBYMD="19000101")},
    "half a letter": {1: lambda *page: Reply(body_with(page[1], page[2], "가온\\ud83d점"))},
    "numbers for texts": {1: altered(good_of_seoul, 1, X=191650.25, SITETEL=2)},
    "a row that comes twice": {0: with_first_row_again(good_of_seoul)},
}

DATA_GO_KR: Cases = {
    AccessRefusedError: {
        "a key that expires in the middle": {2: always(gateway_reply("31"))},
        "a key that is not admitted": {1: always(gateway_reply("30"))},
        "403": {1: always(Reply("Forbidden", 403))},
    },
    QuotaSpentError: {"a quota that ends in the middle": {2: always(gateway_reply("22"))}},
    TransientSourceError: {
        "trouble in XML": {2: always(gateway_reply("01"))},
        "trouble in JSON": {2: always(mois_reply("", resultCode="99"))},
        "half a body": {2: cut(good_of_data_go_kr)},
        "CP949": {3: written(good_of_data_go_kr, "cp949")},
        "nothing where rows are": {2: always(mois_reply({"item": ""}, total=201))},
        "no data in the middle": {2: always(mois_reply("", resultCode="03"))},
    },
    SourceChangedError: {
        "no response": {1: always(json_reply({"body": {}}))},
        "a bare list": {1: always(mois_reply([{}], total=201))},
        "items that are texts": {2: always(mois_reply({"item": ["1"]}, total=201))},
        "no total": {1: always(mois_reply({"item": {}}, total=None))},
        "a retired service": {1: always(gateway_reply("12"))},
        "a name that is gone": {2: all_altered(good_of_data_go_kr, without_name)},
    },
    BadRequestError: {"code 10": {2: always(gateway_reply("10"))}},
    IncompleteAnswerError: {
        "an empty district": {1: always(mois_reply("", resultCode="03"))},
        "no items of none": {1: always(mois_reply("", total=0))},
        "one row a hundred times": {0: repeated(good_of_data_go_kr)},
        "a total that never settles": {0: growing(good_of_data_go_kr)},
    },
}
DATA_GO_KR_WELL: Mapping[str, Spoilt] = {
    "one row alone on the last page": {},
    "a total as a text": {0: lambda *page: mois_reply({"item": list(page[1])}, total="201")},
    "a state in one digit": {1: altered(good_of_data_go_kr, 1, SALS_STTS_CD="1")},
    "null keys": {1: altered(good_of_data_go_kr, 1, MNG_NO=None, OPN_ATMY_GRP_CD=None)},
}
