"""Seoul Open Data as contracts describe it, over a real socket."""

from typing import Any, Literal
from xml.etree import ElementTree as ET

import httpx
import pytest

from radius_assets.sandbox.city import FOOD_COLUMNS, TOBACCO_COLUMNS
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox

FOOD = "LOCALDATA_072405"
TOBACCO = "LOCALDATA_114302"


def register(client: httpx.Client, service: str, start: int = 1, end: int = 1000) -> dict[str, Any]:
    """A page of a register, its envelope taken off."""
    answer = client.get(f"/sandbox/json/{service}/{start}/{end}/")
    body: dict[str, Any] = answer.json()[service]
    return body


def code(client: httpx.Client, path: str) -> str:
    """The code of a JSON answer that is not a page."""
    answer = client.get(path)
    assert answer.status_code == 200
    result: str = answer.json()["RESULT"]["CODE"]
    return result


def numbers(page: dict[str, Any]) -> list[str]:
    """The management numbers of a page, their common beginning taken off."""
    return [row["MGTNO"][-2:] for row in page["row"]]


@pytest.mark.parametrize("type_", ["json", "xml"])
def test_a_bad_key_is_answered_in_xml_with_200(client: httpx.Client, type_: str) -> None:
    answer = client.get(f"/nonsense/{type_}/{FOOD}/1/5")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.startswith("<RESULT><CODE>INFO-100</CODE><MESSAGE><![CDATA[")


@pytest.mark.parametrize("ending", ["", "/"], ids=["without slash", "with slash"])
def test_a_page_says_the_total_and_that_it_is_well(client: httpx.Client, ending: str) -> None:
    answer = client.get(f"/sandbox/json/{FOOD}/2/3{ending}")

    page = answer.json()[FOOD]
    assert page["list_total_count"] == 15
    assert page["RESULT"] == {"CODE": "INFO-000", "MESSAGE": "정상 처리되었습니다"}
    assert numbers(page) == ["01", "02"]


@pytest.mark.parametrize(("service", "columns"), [(FOOD, FOOD_COLUMNS), (TOBACCO, TOBACCO_COLUMNS)])
def test_a_row_is_made_of_padded_texts_and_nulls(
    client: httpx.Client, service: str, columns: tuple[str, ...]
) -> None:
    row = register(client, service)["row"][0]

    assert tuple(row) == columns
    assert row["APVPERMYMD"] == "2031-02-03              "
    assert row["DCBYMD"] == " " * 24
    assert row["SITETEL"] is None
    assert all(value is None or isinstance(value, str) for value in row.values())


def test_a_district_has_its_own_service(client: httpx.Client) -> None:
    food, tobacco = register(client, f"{FOOD}_YD"), register(client, f"{TOBACCO}_YD")

    assert food["list_total_count"] == 11
    assert {row["OPNSFTEAMCODE"] for row in food["row"]} == {"3180000"}
    assert tobacco["list_total_count"] == 3


def test_rows_come_twice_and_in_no_order(client: httpx.Client) -> None:
    found = numbers(register(client, f"{FOOD}_YD"))

    assert found.count("00") == 2
    assert found != sorted(found)


def test_the_last_page_is_shorter_and_well(client: httpx.Client) -> None:
    page = register(client, FOOD, 14, 1013)

    assert len(page["row"]) == 2
    assert page["RESULT"]["CODE"] == "INFO-000"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"/sandbox/json/{FOOD}/16/20", "INFO-200"),
        (f"/sandbox/json/{FOOD}_JN/1/5", "INFO-200"),
        (f"/sandbox/json/{FOOD}/1", "ERROR-300"),
        (f"/sandbox/json/{FOOD}/0/5", "ERROR-331"),
        (f"/sandbox/json/{FOOD}/1/0", "ERROR-332"),
        (f"/sandbox/json/{FOOD}/one/5", "ERROR-333"),
        (f"/sandbox/json/{FOOD}/6/5", "ERROR-334"),
        (f"/sample/json/{FOOD}/1/6", "ERROR-335"),
        (f"/sandbox/json/{FOOD}/1/1001", "ERROR-336"),
        ("/sandbox/json/SearchSTNBySubwayLineInfo/1/5", "ERROR-310"),
        ("/sandbox/json/LOCALDATA_010101/1/5", "ERROR-500"),
        (f"/sandbox/json/{FOOD}_YP/1/5", "ERROR-500"),
        (f"/sandbox/json/{FOOD}YD/1/5", "ERROR-500"),
        (f"/sandbox/json/{FOOD.lower()}/1/5", "ERROR-310"),
    ],
    ids=[
        *("start past the end", "a district without permits", "end missing", "start 0", "end 0"),
        *("not a number", "start after end", "sample beyond 5", "more than 1000"),
        *("another service", "unknown register", "unknown suffix", "no underscore", "lower case"),
    ],
)
def test_what_cannot_be_answered_has_a_code_at_the_top(
    client: httpx.Client, path: str, expected: str
) -> None:
    assert code(client, path) == expected


def test_an_unknown_register_has_another_code_if_so_set(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(unknown_service="ERROR-310"))

    assert code(client, "/sandbox/json/LOCALDATA_010101/1/5") == "ERROR-310"


def test_the_sample_key_reads_five_rows_and_the_full_total(client: httpx.Client) -> None:
    page = client.get(f"/sample/json/{FOOD}/1/5").json()[FOOD]

    assert len(page["row"]) == 5
    assert page["list_total_count"] == 15


def test_a_page_in_xml_holds_the_same_rows(client: httpx.Client) -> None:
    answer = client.get(f"/sandbox/xml/{FOOD}/3/5")

    root = ET.fromstring(answer.text)  # noqa: S314 # our own server's text
    assert root.tag == FOOD
    assert root.findtext("list_total_count") == "15"
    assert root.findtext("RESULT/CODE") == "INFO-000"
    assert [row.findtext("BPLCNM") for row in root.iter("row")] == [
        *("가온25 2호점", '<강남> & "Co"', '<강남> & "Co"'),
    ]
    assert root.findtext("row/SITETEL") == ""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"/sandbox/xml/{FOOD}/16/20", "INFO-200"),
        (f"/sandbox/csv/{FOOD}/1/5", "ERROR-301"),
    ],
    ids=["no data", "unknown type"],
)
def test_a_code_is_in_xml_where_json_was_not_asked_for(
    client: httpx.Client, path: str, expected: str
) -> None:
    answer = client.get(path)

    root = ET.fromstring(answer.text)  # noqa: S314 # our own server's text
    assert root.findtext("CODE") == expected


def test_after_a_flip_the_columns_have_other_names(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(v2_after_requests=1))

    before, after = register(client, TOBACCO)["row"][0], register(client, TOBACCO)["row"][0]

    assert list(before.values()) == list(after.values())
    assert {"MNG_NO", "OGDP_INST_CD", "XCRD", "DSGN_YMD"} <= set(after)
    assert "MGTNO" not in after


def test_a_row_comes_in_at_the_front_while_the_register_is_read(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(moving_total=2))

    pages = [register(client, f"{TOBACCO}_YD", start, start) for start in (1, 2, 3, 4)]

    assert [page["list_total_count"] for page in pages] == [3, 4, 5, 5]
    assert [numbers(page) for page in pages] == [["00"], ["00"], ["00"], ["01"]]


def test_new_permits_stay_and_the_newest_is_first(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(moving_total=2))
    for _ in range(2):
        register(client, f"{TOBACCO}_YD")

    settled = register(client, f"{TOBACCO}_YD")

    assert numbers(settled) == ["02", "01", "00", "01", "02"]
    assert settled["row"][0]["MGTNO"] == "3180000-104-2099-00002"
    assert settled["row"][0]["X"] == ""
    assert settled == register(client, f"{TOBACCO}_YD")


def test_a_register_without_rows_does_not_grow(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(moving_total=5))

    codes = [code(client, f"/sandbox/json/{FOOD}_JN/1/5") for _ in range(2)]

    assert codes == ["INFO-200", "INFO-200"]


@pytest.mark.parametrize("unknown", ["ERROR-500", "ERROR-310", "INFO-200", "404", "410"])
def test_a_register_may_be_gone_while_the_others_answer(
    unknown: Literal["ERROR-500", "ERROR-310", "INFO-200", "404", "410"],
    sandbox: RunningSandbox,
    client: httpx.Client,
) -> None:
    sandbox.set_faults(Faults(gone_registers=("food",), unknown_service=unknown))

    for service in ("LOCALDATA_072405", "LOCALDATA_072405_YD"):
        path = f"/sandbox/json/{service}/1/1"
        status = client.get(path).status_code
        assert (str(status) if status != 200 else code(client, path)) == unknown
    assert register(client, f"{TOBACCO}_YD")["list_total_count"] == 3
    bikes = client.get("/sandbox/json/bikeList/1/1").json()
    assert bikes["rentBikeStatus"]["RESULT"]["CODE"] == "INFO-000"
