"""The permits of data.go.kr: the same registers as Seoul's, with shapes of their own."""

import httpx
import polars as pl
import pytest

from radius_assets.sandbox.city import FOOD_COLUMNS, City
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets_tests.sandbox.cities import permit, small_city

PATH = "/1741000/rest_cafes/info"
YEONGDEUNGPO = {"cond[OPN_ATMY_GRP_CD::EQ]": "3180000"}


def ask(client: httpx.Client, path: str = PATH, **query: str | None) -> httpx.Response:
    """Ask for permits of 영등포구 in JSON; a parameter of None is left out."""
    asked = {"serviceKey": "sandbox", "returnType": "json", "numOfRows": "100"}
    given = asked | YEONGDEUNGPO | query
    return client.get(path, params={k: v for k, v in given.items() if v is not None})


def body(client: httpx.Client, path: str = PATH, **query: str | None) -> dict[str, object]:
    """The body of a good answer."""
    response = ask(client, path, **query).json()["response"]
    assert response["header"]["resultCode"] in {"0", "00"}
    found: dict[str, object] = response["body"]
    return found


def rows(client: httpx.Client, path: str = PATH, **query: str | None) -> list[dict[str, str]]:
    """The permits of an answer, however many there are."""
    items = body(client, path, **query)["items"]
    if not isinstance(items, dict):
        return []
    found = items["item"]
    return found if isinstance(found, list) else [found]


def test_a_district_is_what_seoul_shows_of_it(client: httpx.Client) -> None:
    seoul = client.get("/sandbox/json/LOCALDATA_072405_YD/1/1000").json()["LOCALDATA_072405_YD"]

    shown = body(client)

    assert (shown["totalCount"], shown["numOfRows"], shown["pageNo"]) == (11, 100, 1)
    assert [row["MNG_NO"] for row in rows(client)] == [row["MGTNO"] for row in seoul["row"]]
    assert [row["BPLC_NM"] for row in rows(client)] == [row["BPLCNM"] for row in seoul["row"]]


def test_dates_and_states_have_two_forms(client: httpx.Client) -> None:
    even, odd = rows(client)[:2]

    assert (even["LCPMT_YMD"], odd["LCPMT_YMD"]) == ("2031-02-03", "20310203")
    assert (even["DAT_UPDT_PNT"], odd["DAT_UPDT_PNT"]) == ("2031-02-06 22:35:51", "20310206223551")
    assert (even["SALS_STTS_CD"], odd["SALS_STTS_CD"]) == ("01", "1")
    assert (even["CLSBIZ_YMD"], odd["CLSBIZ_YMD"]) == ("", "")


def test_only_tobacco_has_fields_of_its_own(client: httpx.Client) -> None:
    (food, *_), (tobacco, *_) = rows(client), rows(client, "/1741000/tobacco_retailers/info")

    extra = {"CGRTT_SPLY_BZENTY_NM", "CVLCPT_KND_NM", "DSGN_YMD", "HNDL_PRDCT_NM"}
    assert set(tobacco) - set(food) == extra
    assert set(food) < set(tobacco)


def test_one_row_comes_alone_and_none_as_an_empty_text(client: httpx.Client) -> None:
    alone = body(client, numOfRows="1")["items"]
    nothing = body(client, **{"cond[OPN_ATMY_GRP_CD::EQ]": "3000000"})

    assert isinstance(alone, dict)
    assert isinstance(alone["item"], dict)
    assert (nothing["items"], nothing["totalCount"]) == ("", 0)


def test_a_page_beyond_the_end_is_code_03_without_items(client: httpx.Client) -> None:
    answer = ask(client, pageNo="2").json()["response"]

    assert answer["header"]["resultCode"] == "03"
    assert answer["body"] == {}


def test_success_has_two_codes(client: httpx.Client) -> None:
    codes = [
        ask(client, numOfRows="5", pageNo=page).json()["response"]["header"]["resultCode"]
        for page in ("1", "2")
    ]

    assert codes == ["0", "00"]


@pytest.fixture(scope="module")
def changing() -> City:
    """The small city with some permits that differ."""
    city = small_city()
    odd = [
        permit(70, FOOD_COLUMNS, TRDSTATEGBN="03", UPDATEDT="2031-03-01 22:35:51"),
        permit(71, FOOD_COLUMNS, UPDATEDT="2031-03-02 00:00:00", APVPERMYMD="2031-03-01"),
        permit(72, FOOD_COLUMNS, UPDATEDT=None, BPLCNM="다온카페", RDNWHLADDR="서울특별시 중구 1"),
    ]
    food = pl.concat([city.food, pl.DataFrame(odd, schema=city.food.schema)])
    return City(**{name: getattr(city, name) for name in City.__slots__} | {"food": food})


@pytest.mark.parametrize(
    ("condition", "value", "numbers"),
    [
        ("DAT_UPDT_PNT::GTE", "20310301223551", ["70", "71"]),
        ("DAT_UPDT_PNT::GTE", "20310301223552", ["71"]),
        ("DAT_UPDT_PNT::GTE", "20310302", ["71"]),
        ("LCPMT_YMD::GTE", "20310301", ["71"]),
        ("SALS_STTS_CD::EQ", "03", ["70"]),
        ("SALS_STTS_CD::EQ", "3", ["70"]),
        ("BPLC_NM::LIKE", "카페", ["72"]),
        ("ROAD_NM_ADDR::LIKE", "중구", ["72"]),
    ],
)
def test_rows_are_chosen_by_conditions(
    condition: str, value: str, numbers: list[str], changing: City, one_client: httpx.Client
) -> None:
    with serving(changing, SandboxSettings(latency_ms=0)) as running:
        one_client.base_url = httpx.URL(running.url)
        chosen = rows(one_client, **{f"cond[{condition}]": value})

    assert [row["MNG_NO"][-2:] for row in chosen] == numbers


def test_what_lies_before_is_chosen_too(client: httpx.Client) -> None:
    assert rows(client, **{"cond[DAT_UPDT_PNT::LT]": "20310206223551"}) == []
    assert len(rows(client, **{"cond[DAT_UPDT_PNT::LT]": "20310206223552"})) == 11


@pytest.mark.parametrize("key", [None, "nonsense", "%2Bencoded"], ids=["none", "bad", "encoded"])
def test_a_bad_key_is_code_30_in_xml(client: httpx.Client, key: str | None) -> None:
    answer = ask(client, serviceKey=key)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert "<returnReasonCode>30</returnReasonCode>" in answer.text


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        (PATH, {"numOfRows": "101"}, "10"),
        (PATH, {"pageNo": "0"}, "10"),
        (PATH, {"returnType": "xml"}, "10"),
        (PATH, {"cond[BPLC_NM::EQ]": "가온25"}, "10"),
        (PATH, {"cond[NOBODY::EQ]": "1"}, "10"),
        (PATH, {"cond[DAT_UPDT_PNT::GTE]": "yesterday"}, "10"),
        ("/1741000/rest_cafes/history", {}, "12"),
        ("/1741000/bakeries/info", {}, "12"),
    ],
)
def test_what_cannot_be_asked_has_a_code(
    path: str, query: dict[str, str], code: str, client: httpx.Client
) -> None:
    assert f"<returnReasonCode>{code}</returnReasonCode>" in ask(client, path, **query).text


def test_a_spent_quota_is_code_22(sandbox: RunningSandbox, client: httpx.Client) -> None:
    sandbox.set_faults(Faults(quota={"mois": 1}))

    answers = [ask(client).text for _ in range(2)]

    assert "resultCode" in answers[0]
    assert "<returnReasonCode>22</returnReasonCode>" in answers[1]
    assert sandbox.stats()["mois"]["quota_spent"] == 1


def test_a_district_may_fail_and_the_others_not(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    sandbox.set_faults(Faults(failing_districts={"food": ("영등포구",)}))

    failed = ask(client).text

    assert "<returnReasonCode>01</returnReasonCode>" in failed
    assert len(rows(client, **{"cond[OPN_ATMY_GRP_CD::EQ]": "3220000"})) == 4
    assert len(rows(client, "/1741000/tobacco_retailers/info")) == 3


def test_pages_shift_and_totals_move_as_seouls_do(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    whole = [row["MNG_NO"] for row in rows(client)]
    sandbox.set_faults(Faults(shifted_pages=1.0, services=("mois",)))
    shifted = [row["MNG_NO"] for row in rows(client, numOfRows="5", pageNo="2")]
    sandbox.set_faults(Faults(moving_total=1))
    totals = [body(client, numOfRows="5", pageNo=page)["totalCount"] for page in ("1", "2")]

    assert shifted == whole[4:9]
    assert totals == [11, 12]


def test_every_request_is_counted_by_its_register(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    for path in (PATH, PATH, "/1741000/tobacco_retailers/info", "/1741000/x/info"):
        ask(client, path)

    assert sandbox.stats()["mois"]["kinds"] == {"food": 2, "tobacco": 1, "other": 1}
