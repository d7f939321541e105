"""The server: its own addresses, its port, and how it ends."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.sandbox.city import City
from radius_assets.sandbox.control import environment
from radius_assets.sandbox.endpoint import ServiceEndpoint
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.kakao import Kakao
from radius_assets.sandbox.server import PortTakenError, RunningSandbox, run, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.settings import settings_from
from radius_assets_tests.sandbox.cities import small_city

KAKAO = Kakao(small_city())


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_health_tells_what_it_is(client: httpx.Client) -> None:
    health = client.get("/_sandbox").json()

    assert health["what"].startswith("the sandbox of radius_assets")
    assert (health["today"], health["seed"], health["listings"]) == ("2031-03-04", 7, 69)


def test_the_page_for_people_names_every_variable(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    page = client.get("/").text

    for name, value in environment(sandbox.url).items():
        assert f"{name}={value}\n" in page


def test_the_environment_is_the_one_that_radius_reads() -> None:
    settings = settings_from(environment("http://127.0.0.1:1"))

    keys = (settings.kakao_key, settings.seoul_key, settings.data_go_kr_key)
    assert keys == ("sandbox", "sandbox", "sandbox")
    assert {
        settings.kakao_url,
        settings.seoul_url,
        settings.daiso_url,
        settings.data_go_kr_url,
    } == {"http://127.0.0.1:1"}


def test_statistics_are_read_and_reset(sandbox: RunningSandbox, client: httpx.Client) -> None:
    client.get("/sandbox/json/LOCALDATA_072405/1/1")

    before = client.get("/_sandbox/stats").json()
    after = client.post("/_sandbox/stats/reset").json()

    assert before["seoul"]["kinds"] == {"food": 1}
    assert after["seoul"]["requests"] == 0
    assert after == sandbox.stats()


def test_faults_are_read_and_replaced(sandbox: RunningSandbox, client: httpx.Client) -> None:
    put = client.put("/_sandbox/faults", json={"refusing": ["daiso"], "html": 0.5})

    assert put.status_code == 200
    assert client.get("/_sandbox/faults").json() == put.json()
    assert put.json()["html"] == 0.5
    assert sandbox.sandbox.faults.refusing == ("daiso",)


def test_faults_that_cannot_be_read_change_nothing(client: httpx.Client) -> None:
    before = client.get("/_sandbox/faults").json()

    put = client.put("/_sandbox/faults", json={"chaos": 1})

    assert put.status_code == 400
    assert put.json()["error"].startswith("unknown fault 'chaos'; there are: seed, ")
    assert client.get("/_sandbox/faults").json() == before


def test_the_truth_is_told_only_where_that_was_asked_for(client: httpx.Client) -> None:
    assert client.get("/_sandbox/truth").status_code == 404

    with serving(small_city(), SandboxSettings(truth=True)) as open_one:
        (row,) = client.get(f"{open_one.url}/_sandbox/truth").json()

    assert (row["place_id"], row["verdict"]) == ("990000001", "closed")


def test_two_sandboxes_live_beside_each_other(
    sandbox: RunningSandbox, client: httpx.Client
) -> None:
    with serving(small_city(), SandboxSettings(latency_ms=0)) as other:
        client.get(f"{other.url}/sandbox/json/LOCALDATA_072405/1/1")

        assert other.url != sandbox.url
        assert other.stats()["seoul"]["requests"] == 1
        assert sandbox.stats()["seoul"]["requests"] == 0


def test_after_the_block_nothing_listens() -> None:
    with serving(small_city(), SandboxSettings()) as running:
        url = running.url

    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_the_end_does_not_wait_for_a_stalled_answer() -> None:
    settings = SandboxSettings(faults=Faults(timeouts=1.0, timeout_s=3600))
    with ThreadPoolExecutor() as pool:
        with serving(small_city(), settings) as running:
            asked = pool.submit(httpx.get, f"{running.url}/sandbox/json/LOCALDATA_072405/1/1")
            while running.stats()["seoul"]["faults"] != {"timeouts": 1}:
                time.sleep(0.001)

        with pytest.raises(httpx.RemoteProtocolError):
            asked.result()


def test_a_taken_port_is_named_before_the_city_is_built(taken_port: int) -> None:
    settings = SandboxSettings(port=taken_port)

    with pytest.raises(PortTakenError, match=f"port {taken_port} is taken by another program"):
        run(lambda: pytest.fail("built a city"), settings, on_ready=lambda _: None)


def test_a_port_taken_while_the_city_was_built_is_named() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", 0))
        settings = SandboxSettings(port=other.getsockname()[1])

        def build() -> City:
            other.listen()
            return small_city()

        with pytest.raises(PortTakenError, match=f"port {settings.port} is taken"):
            run(build, settings, on_ready=lambda _: None)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT], ids=lambda s: s.name)
def test_a_signal_ends_it_cleanly(ending: signal.Signals) -> None:
    announced: list[str] = []

    def end(url: str) -> None:
        announced.append(url)
        os.kill(os.getpid(), ending)

    run(small_city, SandboxSettings(), on_ready=end)

    assert announced[0].startswith("http://127.0.0.1:")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@given(
    latency_ms=st.floats(0, 500),
    jitter_ms=st.floats(0, 600),
)
def test_latency_is_never_further_off_than_the_jitter(latency_ms: float, jitter_ms: float) -> None:
    settings = SandboxSettings(latency_ms=latency_ms, jitter_ms=jitter_ms)
    endpoint = ServiceEndpoint(KAKAO, settings)

    latency_s = endpoint._latency_s()

    assert max(0, latency_ms - jitter_ms) - 1e-9 <= latency_s * 1000
    assert latency_s * 1000 <= latency_ms + jitter_ms + 1e-9


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"port": 65_536}, "port 65536 is not between 0 and 65535"),
        ({"rate_per_second": 0}, "rate 0 a second is below 1"),
        ({"latency_ms": -1.0}, r"latency -1.0 ± 0.0 ms is below 0"),
        ({"jitter_ms": -1.0}, r"latency 150.0 ± -1.0 ms is below 0"),
    ],
    ids=["port", "rate", "latency", "jitter"],
)
def test_settings_out_of_range_are_refused(values: dict[str, float], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        SandboxSettings(**values)  # type: ignore[arg-type] # each value is of its field's type
