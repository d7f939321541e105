"""Ctrl-C, SIGTERM and kill -9 in the middle of a refresh, and two refreshes at once."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from radius_assets.cli.interruption import interruptible
from radius_assets.refresh.order import ASSETS, Cell
from radius_assets.sandbox.city import City
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox, serving
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets_tests.cli.conftest import CITY, open_terminal
from radius_assets_tests.cli.terminal import PROGRAM, Terminal

PATIENCE_S = 60  # for the ending of a program on a machine that has much else to do
REGISTERS = ("openapi_food", "openapi_tobacco", "semas")

# The registers are read at once, the rest waits for Daiso, which does not answer.
DAISO_HANGS = Faults(timeouts=1.0, timeout_s=600, services=("daiso",))


def cells(*districts: str, assets: tuple[str, ...] = ASSETS) -> set[Cell]:
    return {Cell(asset, district) for asset in assets for district in districts}


def lines_until(process: "subprocess.Popen[str]", beginning: str) -> list[str]:
    """What the program says, up to the line that begins so."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith(beginning):
            return lines
    raise AssertionError(f"it never said {beginning!r}: {lines}")


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    out, err = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out + err


def leftovers(terminal: Terminal) -> list[Path]:
    return list(Path(terminal.variables["RADIUS_STORE"]).rglob("*.tmp"))


def test_ctrl_c_while_the_program_is_still_being_loaded_is_no_traceback(tmp_path: Path) -> None:
    """The imports take seconds; one of them is made to wait for the signal."""
    slow = tmp_path / "dotenv.py"
    slow.write_text("import signal\nprint('loading', flush=True)\nsignal.pause()\n", "utf-8")
    process = subprocess.Popen(
        [PROGRAM, "--help"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    lines_until(process, "loading")
    process.send_signal(signal.SIGINT)

    assert ended(process) == (130, "interrupted\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_any_moment_ends_with_status_130(
    number: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(number)

    with pytest.raises(SystemExit) as ending, interruptible():
        os.kill(os.getpid(), number)

    assert ending.value.code == 130
    assert capsys.readouterr().err == "interrupted\n"
    assert signal.getsignal(number) is before


def test_a_closed_terminal_does_not_end_what_ignores_it() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)

    with interruptible():
        os.kill(os.getpid(), signal.SIGHUP)

    assert signal.signal(signal.SIGHUP, before) is signal.SIG_IGN


@pytest.mark.parametrize(
    "numbers", [(signal.SIGINT, signal.SIGINT), (signal.SIGTERM,)], ids=["Ctrl-C twice", "SIGTERM"]
)
def test_a_signal_keeps_what_is_complete_and_a_retry_does_the_rest(
    numbers: tuple[signal.Signals, ...], terminal: Terminal, sandbox: RunningSandbox
) -> None:
    sandbox.set_faults(DAISO_HANGS)
    assets = ("daiso", "semas", "openapi_tobacco")
    process = terminal.start("refresh", "양천구", "금천구", "--only", ",".join(assets))
    lines_until(process, "[2/6")

    for number in numbers:
        process.send_signal(number)
    status, said = ended(process)

    assert status == 130
    assert "interrupted: what is complete is kept; --retry-failed does the rest" in said
    assert "2 of 6 tables" in said
    assert "Traceback" not in said
    assert "pending" not in said, "no task is left behind"
    complete = cells("양천구", assets=("semas", "openapi_tobacco"))
    assert terminal.tables() == terminal.recorded() == complete
    assert leftovers(terminal) == []
    assert terminal.run_statuses() == ["FAILURE", "CANCELED"]
    sandbox.set_faults(Faults())
    retried = terminal.radius("refresh", "--retry-failed")
    assert retried.status == 0
    assert "4 of 4 tables" in retried.out
    assert terminal.tables() == cells("양천구", "금천구", assets=assets)


@pytest.fixture(scope="module")
def undisturbed(
    _one_sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory
) -> dict[Cell, list[tuple[Any, ...]]]:
    """The tables of a refresh that nothing disturbed."""
    _one_sandbox.set_faults(Faults())
    folder = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as monkeypatch:
        terminal = open_terminal(_one_sandbox.url, folder, monkeypatch)
        assert terminal.radius("refresh", "금천구").status == 0
        return terminal.content()


def test_after_kill_9_a_second_refresh_gives_what_an_undisturbed_one_does(
    undisturbed: dict[Cell, list[tuple[Any, ...]]], terminal: Terminal, sandbox: RunningSandbox
) -> None:
    sandbox.set_faults(DAISO_HANGS)
    process = terminal.start("refresh", "금천구")
    while terminal.tables() != cells("금천구", assets=REGISTERS):
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    ended(process)
    sandbox.set_faults(Faults())

    again = terminal.radius("refresh", "금천구")

    assert process.returncode == -signal.SIGKILL
    assert again.status == 0
    assert terminal.run_statuses() == ["FAILURE", "SUCCESS"], "the dead run is told from others"
    assert terminal.content() == undisturbed


def test_two_refreshes_of_a_district_at_once_leave_whole_tables(
    undisturbed: dict[Cell, list[tuple[Any, ...]]], terminal: Terminal, sandbox: RunningSandbox
) -> None:
    processes = [terminal.start("refresh", "금천구") for _ in range(2)]

    endings = [ended(process) for process in processes]

    assert [status for status, _ in endings] == [0, 0], endings
    assert terminal.recorded() == cells("금천구")
    assert terminal.content() == undisturbed
    assert leftovers(terminal) == []
    for stats in sandbox.stats().values():
        assert stats["refused"] == 0
        assert int(str(stats["worst_second"])) <= 100, "what is set, by both together"


def test_four_processes_stay_within_the_services_limit(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = 10
    with serving(city, SandboxSettings(rate_per_second=limit, latency_ms=5)) as sandbox:
        terminal = open_terminal(sandbox.url, tmp_path, monkeypatch, requests_per_second=limit)
        permits = ("openapi_food", "openapi_tobacco")
        processes = [terminal.start("refresh", name, "--only", ",".join(permits)) for name in CITY]

        endings = [ended(process) for process in processes]

        assert [status for status, _ in endings] == [0, 0, 0, 0], endings
        assert terminal.tables() == cells(*CITY, assets=permits)
        seen = sandbox.stats()["seoul"]
        assert int(str(seen["requests"])) > 4 * limit, "enough to crowd"
        assert int(str(seen["worst_second"])) <= limit
        assert seen["refused"] == 0
