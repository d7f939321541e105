"""`radius sandbox` on the command line."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import httpx
import pytest
from click.testing import CliRunner, Result

from radius_assets.sandbox.city import City
from radius_assets.sandbox.command import sandbox, serve
from radius_assets.sandbox.control import environment
from radius_assets.sandbox.faults import meanings
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets_tests.sandbox.cities import small_city

SERVE_A_SMALL_CITY = """
from radius_assets.sandbox.command import serve
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets_tests.sandbox.cities import small_city

serve(small_city, SandboxSettings())
"""


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def interrupt_once_it_answers(port: int) -> None:
    """Press Ctrl-C as soon as the sandbox answers on the port, so after it said it is ready."""
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/_sandbox").raise_for_status()
        except httpx.TransportError:
            continue
        os.kill(os.getpid(), signal.SIGINT)
        return


def invoke(*arguments: object) -> Result:
    """Run the command until it ends by itself."""
    return CliRunner().invoke(sandbox, [str(argument) for argument in arguments])


def complaint(result: Result) -> str:
    """What a failed command says, on one line."""
    assert result.exit_code != 0
    return " ".join(result.output.split())


def test_help_explains_options_examples_and_faults() -> None:
    result = invoke("--help")

    assert result.exit_code == 0
    assert "radius sandbox --port 8800 --seed 7" in result.output
    assert "가상의 서울" in result.output
    for parameter in sandbox.params:
        assert parameter.opts[0] in result.output
    for fault, meaning in meanings().items():
        assert f"{fault} " in result.output
        assert meaning in result.output


@pytest.mark.parametrize(
    ("option", "value"),
    [("--port", 70_000), ("--rate", 0), ("--latency-ms", -1), ("--places", "nowhere.csv")],
)
def test_a_value_out_of_range_is_named(option: str, value: object) -> None:
    assert f"Invalid value for '{option}'" in complaint(invoke(option, value))


def test_faults_that_cannot_be_read_are_named() -> None:
    result = invoke("--faults", '{"chaos": 1}')

    assert "Invalid value for '--faults': unknown fault 'chaos'; there are:" in complaint(result)


def test_faults_in_a_file_name_the_file(tmp_path: Path) -> None:
    file = tmp_path / "faults.json"
    file.write_text('{"html": 2}', "utf-8")

    result = invoke("--faults", file)

    assert f"{file}: fault 'html' is 2, expected: a share" in complaint(result)


def test_a_missing_faults_file_is_named() -> None:
    result = invoke("--faults", "nowhere.json")

    assert "nowhere.json: No such file or directory" in complaint(result)


def test_semas_rows_need_listings(tmp_path: Path) -> None:
    file = tmp_path / "semas.csv"
    file.touch()

    assert "--semas goes with --places" in complaint(invoke("--semas", file))


@pytest.mark.parametrize("with_places", [False, True], ids=["invented", "from a file"])
def test_a_taken_port_is_named(taken_port: int, tmp_path: Path, *, with_places: bool) -> None:
    file = tmp_path / "places.csv"
    file.touch()
    chosen = ("--places", file) if with_places else ()

    result = invoke("--port", taken_port, *chosen)

    assert f"Error: port {taken_port} is taken by another program" in complaint(result)


def test_files_that_cannot_be_read_are_named() -> None:
    def unreadable() -> City:
        raise ValueError("places.csv: line 3: no longitude")

    with pytest.raises(click.ClickException, match=r"places.csv: line 3: no longitude"):
        serve(unreadable, SandboxSettings())


def test_says_when_it_is_ready_and_what_to_set() -> None:
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SERVE_A_SMALL_CITY],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(7)]
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)

    url = lines[0].removeprefix("export RADIUS_KAKAO_URL=").strip()
    assert lines == [f"export {name}={value}\n" for name, value in environment(url).items()]
    assert f"ready at {url}" in errors
    assert "69 listings as of 2031-03-04" in errors
    assert process.returncode == 0


def test_serves_in_this_process_until_a_signal(
    free_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    ending = threading.Thread(target=interrupt_once_it_answers, args=(free_port,))
    ending.start()

    serve(small_city, SandboxSettings(port=free_port))

    ending.join()
    assert "export KAKAO_API_KEY=sandbox\n" in capsys.readouterr().out
