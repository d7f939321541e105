"""What a client asks the services of the small city."""

import httpx

from radius_assets_tests.sandbox.cities import CROWD_RECT

KEY = {"Authorization": "KakaoAK sandbox"}
SEMAS = "/B553077/api/open/sdsc2/storeListInDong?serviceKey=sandbox&type=json&divId=signguCd"


def shops(client: httpx.Client, rect: str = CROWD_RECT, page: int = 1) -> httpx.Response:
    """Ask Kakao for convenience stores."""
    query = {"category_group_code": "CS2", "rect": rect, "page": str(page)}
    return client.get("/v2/local/search/category.json", params=query, headers=KEY)


def named(client: httpx.Client, kind: str, query: str) -> httpx.Response:
    """Ask Kakao by a name or an address."""
    return client.get(f"/v2/local/search/{kind}.json", params={"query": query}, headers=KEY)


def permits(client: httpx.Client, service: str = "LOCALDATA_072405_YD") -> httpx.Response:
    """Ask Seoul for the first permits."""
    return client.get(f"/sandbox/json/{service}/1/2")


def stores(client: httpx.Client, keyword: str) -> httpx.Response:
    """Ask Daiso for stores."""
    return client.post("/ms/msg/selStr", json={"keyword": keyword})


def ask_all(client: httpx.Client) -> list[httpx.Response]:
    """Ask Kakao, Seoul, Daiso and SEMAS, in this order."""
    return [
        shops(client),
        permits(client),
        stores(client, "가온"),
        client.get(f"{SEMAS}&key=11560"),
    ]
