"""Daiso's store search as contracts describe it, over a real socket."""

from typing import Any

import httpx
import pytest

from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox

PATH = "/ms/msg/selStr"


def stores(client: httpx.Client, **body: object) -> list[dict[str, Any]]:
    """The stores that a body finds."""
    answer = client.post(PATH, json=body)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def codes(found: list[dict[str, Any]]) -> list[str]:
    """The codes of the stores, in their order."""
    return [row["strCd"] for row in found]


@pytest.mark.parametrize("path", [PATH, "/api/ms/msg/selStr"], ids=["endpoint", "alias"])
def test_the_envelope_tells_of_success(client: httpx.Client, path: str) -> None:
    body = client.post(path, json={"keyword": "가온"}).json()

    assert body | {"data": []} == {
        "message": None,
        "data": [],
        "extraData": {},
        "extraString": None,
        "returnCode": None,
        "success": True,
    }


@pytest.mark.parametrize(
    ("keyword", "found"),
    [
        ("강남", ["19003", "19004"]),
        ("강서", ["19005"]),
        ("한빛점", ["19002"]),
        ("영등포", ["19001", "19002"]),
        ("없는점", []),
    ],
    ids=["also 강남대로 in 서초구", "also in 부산", "a name", "an address", "none"],
)
def test_a_keyword_is_part_of_a_name_or_an_address(
    client: httpx.Client, keyword: str, found: list[str]
) -> None:
    assert codes(stores(client, keyword=keyword)) == found


def test_every_row_tells_the_total_and_its_number(client: httpx.Client) -> None:
    second = stores(client, keyword="점", currentPage=2, pageSize=2)

    assert codes(second) == ["19003", "19004"]
    assert [row["totalCnt"] for row in second] == [5, 5]
    assert [row["rnum"] for row in second] == [3, 4]
    assert [row["currentPageCnt"] for row in second] == [2, 2]


def test_the_last_page_is_shorter_and_the_next_is_empty(client: httpx.Client) -> None:
    assert len(stores(client, keyword="점", currentPage=3, pageSize=2)) == 1
    assert stores(client, keyword="점", currentPage=4, pageSize=2) == []


def test_a_body_without_page_reads_the_whole_list(client: httpx.Client) -> None:
    assert len(stores(client, keyword="점")) == 5


@pytest.mark.parametrize("body", [{}, {"query": "강남"}], ids=["empty", "a wrong key"])
def test_a_body_with_no_known_key_finds_an_unrelated_store(
    client: httpx.Client, body: dict[str, object]
) -> None:
    answer = client.post(PATH, json=body)

    assert answer.json()["success"] is True
    assert codes(answer.json()["data"]) == ["19001"]


def test_one_store_is_found_by_its_code(client: httpx.Client) -> None:
    assert codes(stores(client, inclusiveStrCd="19005")) == ["19005"]


def test_a_position_brings_the_nearest_first_and_measures(client: httpx.Client) -> None:
    found = stores(client, keyword="", curLttd=37.525, curLitd=126.91)

    assert codes(found) == ["19002", "19001", "19003", "19005", "19004"]
    assert [row["km"] for row in found][:3] == ["0.0", "0.4", None]


def test_without_a_position_the_distance_is_garbage(client: httpx.Client) -> None:
    assert stores(client, keyword="가온역")[0]["km"] == "13181.1"


def test_new_stores_have_zeros_for_a_position(client: httpx.Client) -> None:
    (new,) = stores(client, keyword="다온점")

    assert (new["strLitd"], new["strLttd"]) == (0, 0)


def test_opening_times_come_with_and_without_a_colon(client: httpx.Client) -> None:
    assert [row["opngTime"] for row in stores(client, keyword="영등포")] == ["10:00", "1000"]


def test_a_store_may_move(sandbox: RunningSandbox, client: httpx.Client) -> None:
    before = stores(client, keyword="영등포")[0]["strAddr"]
    sandbox.set_faults(Faults(moved_stores=("19001",)))

    after, other = (row["strAddr"] for row in stores(client, keyword="영등포"))

    assert before == "서울특별시 영등포구 가온로 12"
    assert after == "서울특별시 영등포구 가온로 14"
    assert other == "서울특별시 영등포구 한빛로 3"


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b'{"keyword": "a"}', "text/plain", 415),
        (b"keyword=a", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"keyword": "a", "pageSize": "all"}', "application/json", 400),
        (b'{"curLttd": "north", "curLitd": 1}', "application/json", 400),
    ],
    ids=["another type", "no JSON", "a list", "page size", "position"],
)
def test_an_unreadable_body_is_refused(
    client: httpx.Client, content: bytes, content_type: str, status: int
) -> None:
    answer = client.post(PATH, content=content, headers={"content-type": content_type})

    assert answer.status_code == status


def test_only_a_post_is_answered(client: httpx.Client) -> None:
    assert client.get(PATH).status_code == 404
