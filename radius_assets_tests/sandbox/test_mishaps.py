"""What a client sees of each fault, over a real socket."""

import json

import httpx
import pytest

from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.sandbox.cities import CROWD_RECT, GANGNAM_RECT

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


def test_unavailable_is_503(sandbox: RunningSandbox, client: httpx.Client) -> None:
    sandbox.set_faults(Faults(unavailable=1.0))

    answers = ask_all(client)

    assert [answer.status_code for answer in answers] == [503] * 4
    assert answers[0].content == b""
    assert sandbox.stats()["kakao"]["faults"] == {"unavailable": 1}


def test_only_the_services_named_are_befallen(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(unavailable=1.0, services=("seoul",)))

    assert [answer.status_code for answer in ask_all(client)] == [200, 503, 200, 200]


def test_html_is_a_page_of_a_proxy(sandbox: RunningSandbox, client: httpx.Client) -> None:
    sandbox.set_faults(Faults(html=1.0))

    for answer in ask_all(client):
        assert answer.status_code == 502
        assert answer.text.startswith("<html>")


def test_truncated_is_a_complete_answer_with_a_part_of_the_text(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    whole = [answer.content for answer in ask_all(client)]
    sandbox.set_faults(Faults(truncated=1.0))

    cut = ask_all(client)

    for before, answer in zip(whole, cut, strict=True):
        assert answer.status_code == 200
        assert before.startswith(answer.content)
        assert 0 < len(answer.content) < len(before)
        with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
            answer.json()


def test_disconnects_close_the_connection_without_an_answer(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(disconnects=1.0))

    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
            shops(client)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        stores(client, "가온")


def test_timeouts_last_longer_than_the_patience_of_a_client(sandbox: RunningSandbox) -> None:
    sandbox.set_faults(Faults(timeouts=1.0, timeout_s=60))

    with (
        httpx.Client(base_url=sandbox.url, timeout=0.05) as impatient,
        pytest.raises(httpx.ReadTimeout),
    ):
        permits(impatient)


def test_after_the_time_out_the_answer_comes(sandbox: RunningSandbox, client: httpx.Client) -> None:
    sandbox.set_faults(Faults(timeouts=1.0, timeout_s=0))

    assert [answer.status_code for answer in ask_all(client)] == [200] * 4


def test_unsuccessful_is_the_service_s_own_word(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(unsuccessful=1.0))

    kakao, seoul, daiso, semas = ask_all(client)

    assert (kakao.status_code, kakao.json()["code"]) == (500, -1)
    assert (seoul.status_code, seoul.json()["RESULT"]["CODE"]) == (200, "ERROR-500")
    assert (daiso.status_code, daiso.json()["success"]) == (200, False)
    assert daiso.json()["data"] is None
    assert "<returnReasonCode>01</returnReasonCode>" in semas.text


def test_a_spent_quota_has_two_shapes_at_kakao(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(quota={"kakao": 1}))

    answers = [shops(client) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 429, 400, 429]
    assert answers[1].json() == {
        "errorType": "RequestThrottled",
        "message": "API limit has been exceeded.",
    }
    assert answers[2].json() == {"code": -10, "msg": "API limit has been exceeded."}
    assert sandbox.stats()["kakao"]["quota_spent"] == 3


def test_a_spent_quota_is_code_22_at_data_go_kr(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(quota={"semas": 0}))

    answer = client.get(f"{SEMAS}&key=11560")

    assert answer.status_code == 200
    assert "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR" in answer.text
    assert "<returnReasonCode>22</returnReasonCode>" in answer.text


def test_wrong_parameters_count_on_the_quota_and_wrong_keys_do_not(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(quota={"kakao": 1}))
    wrong_key = client.get("/v2/local/search/category.json")
    wrong_query = client.get("/v2/local/search/category.json", headers=KEY)

    assert (wrong_key.status_code, wrong_query.status_code) == (401, 400)
    assert shops(client).status_code == 429


def test_a_reset_gives_a_new_quota(sandbox: RunningSandbox, client: httpx.Client) -> None:
    sandbox.set_faults(Faults(quota={"kakao": 1}))
    spent = [shops(client).status_code for _ in range(2)]

    sandbox.reset()

    assert spent == [200, 429]
    assert shops(client).status_code == 200


def test_services_may_refuse_a_good_key(sandbox: RunningSandbox, client: httpx.Client) -> None:
    sandbox.set_faults(Faults(refusing=("kakao", "seoul", "daiso", "semas")))

    kakao, seoul, daiso, semas = ask_all(client)

    assert kakao.status_code == 403
    assert kakao.json()["message"] == "App(sandbox) disabled OPEN_MAP_AND_LOCAL service."
    assert "<CODE>INFO-100</CODE>" in seoul.text
    assert (daiso.status_code, daiso.headers["content-type"]) == (403, "text/html")
    assert "<returnReasonCode>20</returnReasonCode>" in semas.text


def test_a_district_of_a_register_always_fails(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(failing_districts={"food": ("영등포구",)}))

    failed = [permits(client).json()["RESULT"]["CODE"] for _ in range(3)]

    assert failed == ["ERROR-500"] * 3
    assert "LOCALDATA_072405_GN" in permits(client, "LOCALDATA_072405_GN").json()
    assert "LOCALDATA_114302_YD" in permits(client, "LOCALDATA_114302_YD").json()
    assert "LOCALDATA_072405" in permits(client, "LOCALDATA_072405").json()


def test_a_district_fails_where_a_tile_has_its_middle(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(failing_districts={"category": ("영등포구",)}))

    assert shops(client, CROWD_RECT).status_code == 500
    assert shops(client, GANGNAM_RECT).status_code == 200


@pytest.mark.parametrize("kind", ["keyword", "address"])
@pytest.mark.parametrize("query", ["서울 영등포구 가온로 12", "가온로 영등포구"])
def test_a_district_fails_where_a_query_names_it(
    sandbox: RunningSandbox, client: httpx.Client, kind: str, query: str
) -> None:
    sandbox.set_faults(Faults(failing_districts={kind: ("영등포구",)}))

    assert named(client, kind, query).status_code == 500
    assert named(client, kind, "서울 강남구 다온동 7").status_code == 200


@pytest.mark.parametrize("keyword", ["영등포", "영등포구"])
def test_a_district_of_daiso_fails_with_and_without_gu(
    sandbox: RunningSandbox, client: httpx.Client, keyword: str
) -> None:
    sandbox.set_faults(Faults(failing_districts={"stores": ("영등포구",)}))

    assert stores(client, keyword).json()["success"] is False
    assert stores(client, "강남").json()["success"] is True
    assert client.post("/ms/msg/selStr", content=b"?").status_code == 415


def test_a_district_of_semas_fails(sandbox: RunningSandbox, client: httpx.Client) -> None:
    sandbox.set_faults(Faults(failing_districts={"shops": ("영등포구",)}))

    assert "<returnReasonCode>01</returnReasonCode>" in client.get(f"{SEMAS}&key=11560").text
    assert client.get(f"{SEMAS}&key=11680").json()["header"]["resultCode"] == "00"


def test_a_total_may_be_off_by_one(sandbox: RunningSandbox, client: httpx.Client) -> None:
    sandbox.set_faults(Faults(total_jitter=1.0))

    answers = [ask_all(client) for _ in range(8)]

    kakao = {answer[0].json()["meta"]["total_count"] for answer in answers}
    seoul = {answer[1].json()["LOCALDATA_072405_YD"]["list_total_count"] for answer in answers}
    daiso = {answer[2].json()["data"][0]["totalCnt"] for answer in answers}
    semas = {answer[3].json()["body"]["totalCount"] for answer in answers}
    assert (kakao, seoul, daiso, semas) == ({62, 64}, {10, 12}, {0, 2}, {4, 6})


def test_a_total_that_is_off_hides_no_listing(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    undisturbed = [shops(client, page=page).json()["documents"] for page in (1, 2, 3)]
    sandbox.set_faults(Faults(total_jitter=1.0))

    shown = [shops(client, page=page).json()["documents"] for page in (1, 2, 3)]

    assert shown == undisturbed


def test_a_shifted_page_begins_with_the_last_row_of_the_one_before(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    undisturbed = shops(client, page=2).json()["documents"]
    sandbox.set_faults(Faults(shifted_pages=1.0))

    first, second = (shops(client, page=page).json()["documents"] for page in (1, 2))

    assert second[0] == first[-1]
    assert second[1:] == undisturbed[:-1]


def test_every_paged_service_shifts_its_pages(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(shifted_pages=1.0))

    seoul = client.get("/sandbox/json/LOCALDATA_114302_YD/2/3").json()["LOCALDATA_114302_YD"]
    daiso = client.post(
        "/ms/msg/selStr", json={"keyword": "점", "currentPage": 2, "pageSize": 2}
    ).json()
    semas = client.get(f"{SEMAS}&key=11560&pageNo=2&numOfRows=2").json()

    assert [row["MGTNO"][-2:] for row in seoul["row"]] == ["00", "01"]
    assert [row["strCd"] for row in daiso["data"]] == ["19002", "19003"]
    assert [row["bizesId"][-1] for row in semas["body"]["items"]] == ["1", "2"]


@pytest.mark.parametrize(
    "faults",
    [Faults(unavailable=1.0, retry_after_s=7), Faults(quota={"kakao": 0}, retry_after_s=7)],
    ids=["503", "429"],
)
def test_retry_after_is_sent_if_so_set(
    sandbox: RunningSandbox, client: httpx.Client, faults: Faults
) -> None:
    sandbox.set_faults(faults)

    assert shops(client).headers["retry-after"] == "7"
