"""Services that answer no more: a quota is spent, a good key refused, a district always fails."""

import httpx
import pytest

from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.sandbox.cities import CROWD_RECT, GANGNAM_RECT
from radius_assets_tests.sandbox.questions import (
    KEY,
    SEMAS,
    ask_all,
    named,
    permits,
    shops,
    stores,
)

MOIS = "/1741000/{}/info?serviceKey=sandbox&returnType=json"


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


def test_a_data_set_may_refuse_what_another_of_its_service_admits(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(refusing=("mois.food",)))

    food, tobacco = (
        client.get(MOIS.format(slug)).text for slug in ("rest_cafes", "tobacco_retailers")
    )

    assert "<returnReasonCode>20</returnReasonCode>" in food
    assert "NORMAL SERVICE" in tobacco
    assert permits(client).status_code == 200
    assert sandbox.stats()["mois"]["faults"] == {"refusing": 1}


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
