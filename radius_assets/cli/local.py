"""`radius demo` and `radius dev`: the platform on one machine, with an invented city if need be."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from radius_assets.cli.instance import environment, opened_instance
from radius_assets.cli.refresh import Wish, run
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.refresh.order import ASSETS, Cell
from radius_assets.runs import report_orphans
from radius_assets.sandbox.control import environment as sandbox_environment
from radius_assets.settings import Settings

END_WITHIN_S = 15.0  # Dagster's daemon takes some 4 s to end in order


@click.command()
def demo() -> None:
    r"""Refresh all 25 districts: for real if keys are set, else against an invented city.

    \b
    radius demo
    """
    with sandbox_unless_keys() as settings, opened_instance(settings) as instance:
        report_orphans(instance)
        cells = [Cell(asset, name) for name in DISTRICT_NAMES for asset in ASSETS]
        status = run(settings, instance, Wish(cells))
    click.echo("To look at it in the browser: make dev, then http://127.0.0.1:3000")
    raise SystemExit(status)


@click.command()
@click.option("--port", default=3000, show_default=True, help="Port of the UI.")
def dev(port: int) -> None:
    r"""Start the Dagster UI and daemon, with the invented city unless keys are set.

    \b
    radius dev
    radius dev --port 3001
    """
    with sandbox_unless_keys() as settings, ExitStack() as stack:
        with opened_instance(settings) as instance:  # makes the databases before two want to
            report_orphans(instance)
        target = ["-m", "radius_assets.definitions"]
        web = ["dagster-webserver", "-h", "127.0.0.1", "-p", str(port), *target]
        daemon = ["dagster-daemon", "run", *target]
        processes = [stack.enter_context(running(command)) for command in (web, daemon)]
        click.echo(f"UI: http://127.0.0.1:{port} (Ctrl-C ends it)")
        _wait_for_any(processes)


@contextmanager
def sandbox_unless_keys() -> Iterator[Settings]:
    """The settings of the environment; without any key, a sandbox is started and stands in."""
    if environment().has_any_key:
        yield environment()
        return
    click.echo("No key is set: asking an invented city instead (radius sandbox).", err=True)
    with ExitStack() as stack:
        sandbox = stack.enter_context(running(["radius", "sandbox", "--port", "0"], talks=True))
        budgets = stack.enter_context(tempfile.TemporaryDirectory(prefix="radius-budgets-"))
        stack.enter_context(
            environment_with(_exported(sandbox) | {"RADIUS_BUDGET_FOLDER": budgets})
        )
        yield environment()


@contextmanager
def environment_with(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables of this process and of those it starts, for as long as the block lasts."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def _exported(sandbox: subprocess.Popen[str]) -> dict[str, str]:
    """The environment that the sandbox says to set, once it is ready."""
    exported: dict[str, str] = {}
    for line in sandbox.stdout or ():
        name, _, value = line.strip().removeprefix("export ").partition("=")
        exported[name] = value
        if len(exported) == len(sandbox_environment("")):
            return exported
    raise click.ClickException("the sandbox did not start; its own words are above")


@contextmanager
def running(command: Sequence[str], *, talks: bool = False) -> Iterator[subprocess.Popen[str]]:
    """Run one of our commands beside this one, and end it with the block.

    It gets a session of its own, so that Ctrl-C reaches this process first.
    """
    program = shutil.which(command[0], path=str(Path(sys.executable).parent))
    if program is None:
        raise click.ClickException(f"{command[0]} is not installed; run make install")
    process = subprocess.Popen(  # noqa: S603 (our own commands)
        [program, *command[1:]],
        stdout=subprocess.PIPE if talks else None,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(END_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _wait_for_any(processes: Sequence[subprocess.Popen[str]]) -> None:
    """Return at a signal; raise if one of the processes ends by itself."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
    except KeyboardInterrupt:
        return
    raise click.ClickException("the UI or its daemon ended; its own words are above")
