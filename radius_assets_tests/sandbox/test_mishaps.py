"""What a client sees of the faults that befall single requests, over a real socket."""

import json

import httpx
import pytest

from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.sandbox.questions import SEMAS, ask_all, permits, shops, stores


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
