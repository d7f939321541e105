"""The sliding second at the server, and what it counts; the clock is set, not waited for."""

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.sandbox.limits import SlidingWindow, Turnstile
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets_tests.sandbox.cities import CROWD_RECT, small_city

KAKAO = f"/v2/local/search/category.json?category_group_code=CS2&rect={CROWD_RECT}"
SEOUL = "/sandbox/json/LOCALDATA_072405/1/1"
SEMAS = "/B553077/api/open/sdsc2/storeListInDong?serviceKey=sandbox&type=json&divId=signguCd&key=1"


class SetClock:
    """A clock that shows what it is set to."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(scope="module")
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(scope="module")
def _strict(clock: SetClock) -> Iterator[RunningSandbox]:
    settings = SandboxSettings(rate_per_second=2, latency_ms=0)
    with serving(small_city(), settings, clock=clock) as running:
        yield running


@pytest.fixture
def strict(_strict: RunningSandbox, clock: SetClock) -> RunningSandbox:
    """Two requests a second, none of them yet."""
    clock.now_s += 10
    _strict.reset()
    return _strict


@pytest.fixture
def client(strict: RunningSandbox, one_client: httpx.Client) -> httpx.Client:
    """A client of the strict sandbox."""
    one_client.base_url = httpx.URL(strict.url)
    return one_client


@pytest.fixture(autouse=True)
def _signed(one_client: httpx.Client) -> Iterator[None]:
    one_client.headers["Authorization"] = "KakaoAK sandbox"
    yield
    del one_client.headers["Authorization"]


@given(st.lists(st.integers(0, 5000).map(lambda thousandths: thousandths / 1000)))
def test_a_window_counts_the_arrivals_of_the_second_that_ends(moments_s: list[float]) -> None:
    window = SlidingWindow()

    arrivals = sorted(moments_s)
    counted = [window.arrive(at_s) for at_s in arrivals]

    assert counted == [
        sum(at_s - 1 < earlier for earlier in arrivals[: index + 1])
        for index, at_s in enumerate(arrivals)
    ]


def test_an_arrival_just_a_second_old_no_longer_counts() -> None:
    window = SlidingWindow()

    assert [window.arrive(at_s) for at_s in (5.0, 5.5, 6.0, 6.499, 6.5)] == [1, 2, 2, 3, 3]


def test_refused_arrivals_count_as_well() -> None:
    turnstile = Turnstile(rate_per_second=1)

    admitted = [turnstile.admits("key", at_s) for at_s in (0.0, 0.9, 1.8, 2.7, 3.7)]

    assert admitted == [True, False, False, False, True]
    assert turnstile.statistics.refused == 3
    assert turnstile.statistics.worst_second == 2


def test_each_key_has_its_own_second() -> None:
    turnstile = Turnstile(rate_per_second=1)

    assert turnstile.admits("one", 0.0)
    assert turnstile.admits("other", 0.0)
    assert not turnstile.admits("one", 0.5)


def test_what_is_in_flight_outlives_a_reset() -> None:
    turnstile = Turnstile(rate_per_second=1)
    turnstile.enter("category")
    turnstile.enter("category")

    turnstile.reset()
    turnstile.leave()

    assert turnstile.statistics.requests == 0
    assert turnstile.statistics.in_flight == 1
    assert turnstile.statistics.in_flight_max == 2


def test_kakao_answers_503_without_a_word(client: httpx.Client) -> None:
    answers = [client.get(KAKAO) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 503]
    assert answers[-1].content == b""
    assert "retry-after" not in answers[-1].headers


def test_seoul_answers_503_with_a_page(client: httpx.Client) -> None:
    answers = [client.get(SEOUL) for _ in range(3)]

    assert answers[-1].status_code == 503
    assert answers[-1].headers["content-type"] == "text/html"
    assert "<html>" in answers[-1].text


def test_daiso_answers_429(client: httpx.Client) -> None:
    answers = [client.post("/ms/msg/selStr", json={"keyword": "a"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_semas_answers_code_23_with_200(client: httpx.Client) -> None:
    answers = [client.get(SEMAS) for _ in range(3)]

    assert answers[-1].status_code == 200
    assert "<returnReasonCode>23</returnReasonCode>" in answers[-1].text


def test_after_a_second_there_is_room_again(client: httpx.Client, clock: SetClock) -> None:
    first = [client.get(KAKAO).status_code for _ in range(2)]
    clock.now_s += 0.999
    still_full = client.get(KAKAO).status_code
    clock.now_s += 1.0
    free_again = client.get(KAKAO).status_code

    assert (first, still_full, free_again) == ([200, 200], 503, 200)


def test_services_and_keys_do_not_share_their_seconds(
    strict: RunningSandbox, client: httpx.Client
) -> None:
    asked = [KAKAO, KAKAO, SEOUL, SEOUL, "/sample/json/LOCALDATA_072405/1/1"]

    answers = [client.get(path).status_code for path in asked]

    assert answers == [200] * 5
    assert strict.stats()["kakao"]["worst_second"] == 2
    assert strict.stats()["seoul"]["worst_second"] == 2


def test_statistics_tell_what_was_asked(strict: RunningSandbox, client: httpx.Client) -> None:
    for path in (KAKAO, KAKAO, "/v2/local/search/keyword.json?query=a"):
        client.get(path)

    assert strict.stats()["kakao"] == {
        "requests": 3,
        "refused": 1,
        "wrong_key": 0,
        "quota_spent": 0,
        "worst_second": 3,
        "in_flight": 0,
        "in_flight_max": 1,
        "kinds": {"category": 2, "keyword": 1},
        "faults": {},
    }


def test_a_wrong_key_takes_no_room(strict: RunningSandbox, client: httpx.Client) -> None:
    for _ in range(3):
        client.get(KAKAO, headers={"Authorization": "KakaoAK other"})

    answer = client.get(KAKAO)

    assert answer.status_code == 200
    assert strict.stats()["kakao"]["wrong_key"] == 3
    assert strict.stats()["kakao"]["worst_second"] == 1


def test_the_key_is_looked_at_before_the_rate(client: httpx.Client) -> None:
    full = [client.get(KAKAO).status_code for _ in range(3)]

    answer = client.get(KAKAO, headers={"Authorization": "KakaoAK other"})

    assert full[-1] == 503
    assert answer.status_code == 401


def test_the_rate_is_looked_at_before_the_parameters(client: httpx.Client) -> None:
    answers = [client.get("/v2/local/search/category.json").status_code for _ in range(3)]

    assert answers == [400, 400, 503]


@pytest.mark.parametrize("path", ["/", "/_sandbox", "/_sandbox/stats"])
def test_the_sandbox_s_own_addresses_are_not_limited(client: httpx.Client, path: str) -> None:
    answers = [client.get(path).status_code for _ in range(5)]

    assert answers == [200] * 5
