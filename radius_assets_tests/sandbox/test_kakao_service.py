"""Kakao Local as contracts describe it, over a real socket."""

from typing import Any

import httpx
import pytest

from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.sandbox.cities import CROWD_RECT, GANGNAM_RECT

KEY = {"Authorization": "KakaoAK sandbox"}
UNKNOWN_KEY = "0123456789abcdef0123456789abcdef"
DOCUMENT_FIELDS = {
    *("address_name", "category_group_code", "category_group_name", "category_name", "distance"),
    *("id", "phone", "place_name", "place_url", "road_address_name", "x", "y"),
}


def search(client: httpx.Client, kind: str, **query: object) -> httpx.Response:
    """Ask Kakao with the good key."""
    parameters = {name: str(value) for name, value in query.items()}
    return client.get(f"/v2/local/search/{kind}.json", params=parameters, headers=KEY)


def shops(client: httpx.Client, rect: str = CROWD_RECT, **query: object) -> dict[str, Any]:
    """The answer of a search for convenience stores."""
    answer = search(client, "category", category_group_code="CS2", rect=rect, **query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def names(body: dict[str, Any]) -> list[str]:
    """The names of the listings of an answer, in its order."""
    return [document["place_name"] for document in body["documents"]]


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "cannot find Authorization : KakaoAK header"),
        ({"Authorization": "Bearer sandbox"}, "cannot find Authorization : KakaoAK header"),
        ({"Authorization": "KakaoAK  sandbox"}, "cannot find Authorization : KakaoAK header"),
        ({"Authorization": "KakaoAK none"}, "wrong appKey(none) format"),
        ({"Authorization": f"KakaoAK {UNKNOWN_KEY}"}, f"appKey({UNKNOWN_KEY}) does not exist"),
    ],
    ids=["no header", "another scheme", "two blanks", "malformed", "unknown"],
)
def test_a_wrong_key_is_refused_and_echoed(
    client: httpx.Client, headers: dict[str, str], message: str
) -> None:
    answer = client.get("/v2/local/search/category.json", headers=headers)

    assert answer.status_code == 401
    assert answer.json() == {"errorType": "AccessDeniedError", "message": message}


def test_a_document_is_made_of_texts_alone(client: httpx.Client) -> None:
    document = shops(client, GANGNAM_RECT)["documents"][0]

    assert set(document) == DOCUMENT_FIELDS
    assert all(isinstance(value, str) for value in document.values())
    assert document["distance"] == ""
    assert document["road_address_name"] == ""
    assert document["place_url"] == f"http://place.map.kakao.com/{document['id']}"


def test_the_content_type_is_that_of_kakao(client: httpx.Client) -> None:
    answer = search(client, "category", category_group_code="CS2", rect=CROWD_RECT)

    assert answer.headers["content-type"] == "application/json;charset=UTF-8"


def test_shows_45_of_63_and_says_so(client: httpx.Client) -> None:
    pages = [shops(client, page=page) for page in (1, 2, 3)]

    assert len({document["id"] for page in pages for document in page["documents"]}) == 45
    assert [page["meta"]["is_end"] for page in pages] == [False, False, True]
    assert pages[0]["meta"] == {
        "is_end": False,
        "pageable_count": 45,
        "same_name": None,
        "total_count": 63,
    }


@pytest.mark.parametrize("page", [4, 45])
def test_the_last_page_comes_again_past_the_last(client: httpx.Client, page: int) -> None:
    beyond = shops(client, page=page)

    assert beyond == shops(client, page=3)


def test_the_last_page_of_ten_holds_the_rest(client: httpx.Client) -> None:
    last = shops(client, page=5, size=10)

    assert len(last["documents"]) == 5
    assert last["meta"]["is_end"]


def test_past_the_last_page_nothing_comes_if_so_set(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(past_last_page="empty"))

    beyond = shops(client, page=4)

    assert beyond["documents"] == []
    assert beyond["meta"]["is_end"]


def test_past_the_last_page_is_refused_if_so_set(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(past_last_page="error400"))

    answer = search(client, "category", category_group_code="CS2", rect=CROWD_RECT, page=4)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("rect", "is_inside"),
    [
        ("127.03,37.5,127.03,37.5", True),
        ("127.03,37.49,127.04,37.5", True),
        ("127.02,37.5,127.03,37.51", True),
        ("127.0300001,37.49,127.0305,37.51", False),
        ("127.02, 37.49, 127.0305, 37.51", True),
    ],
    ids=["a point", "on the north-west corner", "on the south-east corner", "outside", "blanks"],
)
def test_a_rectangle_is_closed_on_all_sides(
    client: httpx.Client, rect: str, *, is_inside: bool
) -> None:
    body = shops(client, rect)

    assert ("가온25 다온점" in names(body)) is is_inside


def test_swapped_corners_find_nothing_without_an_error(client: httpx.Client) -> None:
    body = shops(client, "37.49,127.02,37.51,127.05")

    assert body["documents"] == []
    assert body["meta"]["total_count"] == 0
    assert body["meta"]["is_end"]


def test_the_order_is_fixed_and_not_that_of_the_ids(client: httpx.Client) -> None:
    first, again = shops(client), shops(client)

    ids = [document["id"] for document in first["documents"]]
    assert first == again
    assert ids != sorted(ids)


def test_a_position_beside_a_rectangle_only_measures(client: httpx.Client) -> None:
    body = shops(client, x=126.9, y=37.52, sort="distance")

    distances = [document["distance"] for document in body["documents"]]
    assert body["meta"]["total_count"] == 63
    assert distances[:3] == ["0", "88", "111"]
    assert distances == sorted(distances, key=int)


def test_a_circle_selects_by_distance(client: httpx.Client) -> None:
    answer = search(client, "category", category_group_code="CS2", x=126.9, y=37.52, radius=100)

    assert set(names(answer.json())) == {"가온25 0호점", "가온25 1호점"}


def test_a_group_without_listings_is_empty(client: httpx.Client) -> None:
    answer = search(client, "category", category_group_code="MT1", rect=CROWD_RECT)

    assert answer.json()["meta"]["total_count"] == 0


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"page": 46}, "page is more than max"),
        ({"page": 0}, "page is less than min"),
        ({"page": "one"}, "page is not a number"),
        ({"size": 16}, "size is more than max"),
        ({"radius": 20_001}, "radius is more than max"),
        ({"rect": "126.9,37.52"}, "rect is not valid"),
        ({"x": "east", "y": "37.5"}, "x or y is not a number"),
        ({"sort": "distance"}, "x and y are required"),
        ({"radius": 100}, "x and y are required"),
        ({"category_group_code": "CVS"}, "category_group_code is not valid"),
    ],
    ids=str,
)
def test_a_parameter_out_of_range_is_refused(
    client: httpx.Client, query: dict[str, object], message: str
) -> None:
    asked = {"category_group_code": "CS2", "rect": CROWD_RECT} | query

    answer = search(client, "category", **asked)

    assert answer.status_code == 400
    assert answer.json() == {"errorType": "InvalidArgument", "message": message}


@pytest.mark.parametrize(
    ("kind", "query", "message"),
    [
        ("category", {"rect": CROWD_RECT}, "category_group_code is required"),
        ("category", {"category_group_code": "CS2"}, "x, y, radius or rect is required"),
        ("keyword", {}, "query is required"),
        ("keyword", {"query": " "}, "query is required"),
        ("address", {}, "query is required"),
    ],
    ids=["no group", "no area", "no query", "empty query", "no address"],
)
def test_a_missing_parameter_is_refused(
    client: httpx.Client, kind: str, query: dict[str, object], message: str
) -> None:
    answer = search(client, kind, **query)

    assert answer.status_code == 400
    assert answer.json()["message"] == message


@pytest.mark.parametrize(
    "path", ["/v2/local/search/category.xml", "/v2/local/geo/coord2address.json", "/favicon.ico"]
)
def test_what_is_not_served_is_not_found_and_not_counted(
    sandbox: RunningSandbox, client: httpx.Client, path: str
) -> None:
    answer = client.get(path, headers=KEY)

    assert answer.status_code == 404
    assert all(service["requests"] == 0 for service in sandbox.stats().values())
