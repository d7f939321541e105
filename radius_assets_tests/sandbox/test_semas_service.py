"""SEMAS storeListInDong as contracts describe it, over a real socket."""

from typing import Any

import httpx
import pytest

from radius_assets.sandbox.city import SEMAS_COLUMNS
from radius_assets.sandbox.server import RunningSandbox

PATH = "/B553077/api/open/sdsc2/storeListInDong"
DISTRICT = {"divId": "signguCd", "key": "11560", "indsSclsCd": "G20405", "numOfRows": "1000"}


def ask(client: httpx.Client, **query: str | None) -> httpx.Response:
    """Ask with the good key for JSON, unless the query says otherwise; None leaves one out."""
    asked = {"serviceKey": "sandbox", "type": "json"} | DISTRICT | query
    given = {name: value for name, value in asked.items() if value is not None}
    return client.get(PATH, params=given)


def shops(client: httpx.Client, **query: str | None) -> dict[str, Any]:
    """The body of an answer that is well."""
    answer = ask(client, **query).json()
    assert answer["header"]["resultCode"] == "00"
    body: dict[str, Any] = answer["body"]
    return body


def gateway_error(code: str, name: str) -> str:
    """An error of the gateway, to the letter."""
    return (
        "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg>"
        f"<returnAuthMsg>{name}</returnAuthMsg><returnReasonCode>{code}</returnReasonCode>"
        "</cmmMsgHeader></OpenAPI_ServiceResponse>"
    )


def test_a_district_is_one_page(client: httpx.Client) -> None:
    body = shops(client)

    assert (body["totalCount"], body["numOfRows"], body["pageNo"]) == (5, 1000, 1)
    assert {item["signguCd"] for item in body["items"]} == {"11560"}


def test_the_header_names_the_month_and_39_columns(client: httpx.Client) -> None:
    header = ask(client).json()["header"]

    assert header["stdrYm"] == "203012"
    assert (header["resultCode"], header["resultMsg"]) == ("00", "NORMAL SERVICE")
    assert (len(header["columns"]), len(SEMAS_COLUMNS)) == (39, 39)


def test_a_row_has_numbers_and_empty_texts(client: httpx.Client) -> None:
    first, second = shops(client)["items"][:2]

    assert tuple(first) == SEMAS_COLUMNS
    assert (first["lnoMnno"], first["lnoSlno"], second["lnoSlno"]) == (12, "", 1)
    assert (first["lon"], first["lat"]) == (126.9012, 37.5209)


def test_pages_share_the_rows(client: httpx.Client) -> None:
    pages = [shops(client, numOfRows="2", pageNo=str(page)) for page in (1, 2, 3)]

    found = [item["bizesId"] for page in pages for item in page["items"]]
    assert [len(page["items"]) for page in pages] == [2, 2, 1]
    assert len(set(found)) == 5


@pytest.mark.parametrize(
    ("area", "key", "total"),
    [("ctprvnCd", "11", 6), ("adongCd", "11680640", 1)],
    ids=["the whole city", "a dong"],
)
def test_an_area_may_be_larger_or_smaller(
    client: httpx.Client, area: str, key: str, total: int
) -> None:
    assert shops(client, divId=area, key=key)["totalCount"] == total


@pytest.mark.parametrize(
    "query",
    [{"key": "11110"}, {"indsSclsCd": "G20404"}, {"pageNo": "2"}],
    ids=["no shop there", "another trade", "past the last page"],
)
def test_no_data_is_code_03_without_items(client: httpx.Client, query: dict[str, str]) -> None:
    answer = ask(client, **query)

    assert answer.json()["header"]["resultCode"] == "03"
    assert answer.json()["body"] == {}


@pytest.mark.parametrize("key", [None, "nonsense", "%2Bencoded"], ids=["none", "bad", "encoded"])
def test_a_bad_key_is_code_30_in_xml(client: httpx.Client, key: str | None) -> None:
    answer = ask(client, serviceKey=key)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text == gateway_error("30", "SERVICE_KEY_IS_NOT_REGISTERED_ERROR")


def test_the_key_may_be_spelled_with_a_capital(client: httpx.Client) -> None:
    assert shops(client, serviceKey=None, ServiceKey="sandbox")["totalCount"] == 5


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"divId": None}, "11"),
        ({"key": None}, "11"),
        ({"divId": "ldongCd"}, "10"),
        ({"numOfRows": "1001"}, "10"),
        ({"numOfRows": "0"}, "10"),
        ({"pageNo": "one"}, "10"),
        ({"type": "xml"}, "10"),
    ],
    ids=["no level", "no area", "level", "too many rows", "no rows", "page", "type not built"],
)
def test_a_wrong_parameter_has_a_code(
    client: httpx.Client, query: dict[str, str | None], code: str
) -> None:
    answer = ask(client, **query)

    assert f"<returnReasonCode>{code}</returnReasonCode>" in answer.text


def test_another_operation_is_code_12(sandbox: RunningSandbox, client: httpx.Client) -> None:
    path = PATH.replace("InDong", "InRadius")

    answer = client.get(path, params={"serviceKey": "sandbox"})

    assert answer.text == gateway_error("12", "NO_OPENAPI_SERVICE_ERROR")
    assert sandbox.stats()["semas"]["kinds"] == {"other": 1}
