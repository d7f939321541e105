"""`radius demo` and `radius dev`: an invented city unless keys are set, and nothing left behind."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import click
import httpx
import pytest

import radius_assets
from radius_assets.cli.local import exported_by, sandbox_unless_keys, workspace
from radius_assets.cli.processes import running, wait_for_any
from radius_assets.sandbox.control import environment
from radius_assets.sandbox.server import RunningSandbox
from radius_assets.settings import SANDBOX_KEY
from radius_assets_tests.cli.terminal import Terminal

PATIENCE_S = 60
IGNORES_SIGTERM = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
signal.pause()
"""
LEAVES_A_CHILD = """
import subprocess
child = subprocess.Popen(["sleep", "600"])
print(child.pid, flush=True)
child.wait()
"""


@pytest.fixture
def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def processes_of(terminal: Terminal) -> list[str]:
    """The programs that run with the terminal's variables, besides this one (on Linux)."""
    mark = f"DAGSTER_HOME={terminal.variables['DAGSTER_HOME']}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.name != str(os.getpid()) and mark in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text("utf-8").replace("\0", " "))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found


def assert_all_end(terminal: Terminal) -> None:
    """What was killed is gone a moment later."""
    for _ in range(PATIENCE_S * 10):
        if not processes_of(terminal):
            return
        time.sleep(0.1)
    raise AssertionError(f"left behind: {processes_of(terminal)}")


def answer(url: str, process: "subprocess.Popen[str]") -> httpx.Response:
    """The first answer of the program that comes up at the address."""
    while True:
        assert process.poll() is None, process.communicate()
        try:
            return httpx.get(url, timeout=PATIENCE_S)
        except httpx.ConnectError:
            time.sleep(0.1)


def test_dev_loads_what_the_workspace_of_the_repository_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Path(radius_assets.__file__).parents[1] / "workspace.yaml"
    monkeypatch.chdir(tmp_path)

    with workspace() as file:
        assert file.read_text("utf-8") == ours.read_text("utf-8")
    Path("workspace.yaml").touch()
    with workspace() as file:
        assert file == Path("workspace.yaml")


def test_dev_serves_the_ui_until_sigterm_and_leaves_nothing_behind(
    terminal: Terminal, free_port: int
) -> None:
    process = terminal.start("dev", "--port", str(free_port))

    info = answer(f"http://127.0.0.1:{free_port}/server_info", process)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE_S)

    assert info.json()["dagster_version"]
    assert process.returncode == 130
    assert f"UI: http://127.0.0.1:{free_port}" in out
    assert "Traceback" not in err
    assert_all_end(terminal)


def test_dev_starts_nothing_where_its_port_is_taken(terminal: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = terminal.radius("dev", "--port", str(port))

    assert said.status == 1
    assert f"Error: port {port} of 127.0.0.1 cannot be had, address already in use" in said.err
    assert "--port chooses another" in said.err
    assert not Path(terminal.variables["DAGSTER_HOME"]).exists()


def test_dev_ends_if_the_ui_does() -> None:
    with (
        running(["python", "-c", ""]) as ending,
        running(["python", "-c", "input()"], talks=True) as other,
        pytest.raises(click.ClickException, match="the UI or its daemon ended"),
    ):
        wait_for_any([other, ending])


@pytest.mark.parametrize("command", ["dev", "demo"])
def test_nothing_is_started_where_the_instance_cannot_be_used(
    command: str, terminal: Terminal, sandbox: RunningSandbox
) -> None:
    Path(terminal.variables["DAGSTER_HOME"]).touch()

    said = terminal.radius(command)

    assert said.status == 1
    assert "Error: DAGSTER_HOME" in said.err
    assert all(stats["requests"] == 0 for stats in sandbox.stats().values())


def test_the_demo_asks_the_real_services_where_keys_are_set(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKAO_API_KEY", "wrong")

    said = terminal.radius("demo")

    assert said.status == 1
    assert "Error: Kakao: " in said.err
    with terminal.instance() as instance:
        assert [run.tags["dagster/asset_partition_range_end"] for run in instance.get_runs()] == [
            "강동구"
        ], "the last of all districts"


def test_with_keys_the_services_of_the_environment_are_asked(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    with sandbox_unless_keys() as settings:
        pass

    assert settings.kakao_url == terminal.variables["RADIUS_KAKAO_URL"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("given", "today"), [("", "2026-09-28"), ("2026-10-05", "2026-10-05")])
def test_without_any_key_an_invented_city_stands_in_as_long_as_needed(
    given: str,
    today: str,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name in environment(""):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("RADIUS_TODAY", given)
    before = dict(os.environ)

    with sandbox_unless_keys() as settings:
        health = httpx.get(f"{settings.kakao_url}/_sandbox").json()
        within = processes_of(terminal)

    assert health["listings"] > 9_000, "a whole city"
    assert (health["today"], str(settings.today)) == (today, today)
    assert settings.kakao_key == settings.seoul_key == SANDBOX_KEY
    assert str(settings.budget_folder) != terminal.variables["RADIUS_BUDGET_FOLDER"]
    assert not settings.budget_folder.exists()
    assert "sandbox --port 0" in "".join(within)
    assert_all_end(terminal)
    assert dict(os.environ) == before
    assert "No key is set: asking an invented city instead" in capfd.readouterr().err


def test_a_sandbox_that_does_not_start_is_told() -> None:
    with (
        running(["python", "-c", "print('export A=1')"], talks=True) as sandbox,
        pytest.raises(click.ClickException, match="the sandbox did not start"),
    ):
        exported_by(sandbox)


def test_a_program_that_is_not_installed_is_named() -> None:
    with (
        pytest.raises(click.ClickException, match="no-such-program is not installed; run make"),
        running(["no-such-program"]),
    ):
        pass


def test_a_program_that_does_not_end_is_killed() -> None:
    with running(["python", "-c", IGNORES_SIGTERM], talks=True, end_within_s=0.1) as process:
        assert process.stdout is not None
        process.stdout.readline()

    assert process.returncode == -signal.SIGKILL


def test_what_a_program_leaves_behind_ends_with_it() -> None:
    with running(["python", "-c", LEAVES_A_CHILD], talks=True) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())

    assert process.returncode == -signal.SIGTERM
    assert has_ended(child)


def has_ended(pid: int) -> bool:
    """Whether the process is gone, or dead and not waited for by who adopted it."""
    for _ in range(PATIENCE_S * 100):
        try:
            os.kill(pid, 0)
            if "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text("utf-8"):
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.01)
    return False
