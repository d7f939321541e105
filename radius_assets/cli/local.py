"""`radius demo` and `radius dev`: the platform on one machine, with an invented city if need be."""

import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from radius_assets.cli.choices import require_keys
from radius_assets.cli.instance import environment, opened_instance
from radius_assets.cli.processes import running, wait_for_any
from radius_assets.cli.refresh import run
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.refresh.order import ASSETS, Cell
from radius_assets.refresh.work import Options
from radius_assets.runs import report_orphans
from radius_assets.sandbox.control import environment as sandbox_environment
from radius_assets.sandbox.world import DEFAULT_TODAY
from radius_assets.settings import TODAY, Settings

HOST = "127.0.0.1"

_DEMO_HELP = """\
Refresh all 25 districts: for real if keys are set, else against an invented city.

\b
Example:
  radius demo
"""
_DEV_HELP = """\
Start the Dagster UI and daemon, with the invented city unless keys are set.

\b
Examples:
  radius dev
  radius dev --port 3001
"""
_WORKSPACE = """\
load_from:
  - python_module:
      module_name: radius_assets.definitions
      location_name: radius_assets
"""


@click.command(help=_DEMO_HELP, short_help="Refresh all of an invented Seoul; no key needed.")
def demo() -> None:
    """Refresh the city; the help text of the command is `_DEMO_HELP`."""
    with sandbox_unless_keys() as settings:
        _require_all_keys(settings)
        with opened_instance(settings) as instance:
            report_orphans(instance)
            cells = [Cell(asset, name) for name in DISTRICT_NAMES for asset in ASSETS]
            status = run(settings, instance, dict.fromkeys(cells, Options()))
    if status == 0:
        click.echo("To look at it in the browser: make dev, then http://127.0.0.1:3000")
    raise SystemExit(status)


def _require_all_keys(settings: Settings) -> None:
    try:
        require_keys(settings, ASSETS)
    except click.ClickException as error:
        hint = "other keys are set, so the real services are asked; without any, an invented city"
        raise click.ClickException(f"{error.message}\n{hint}") from None


@click.command(help=_DEV_HELP, short_help="Start the Dagster UI and daemon.")
@click.option(
    "--port", type=click.IntRange(1, 65_535), default=3000, show_default=True, help="Of the UI."
)
def dev(port: int) -> None:
    """Serve until a signal comes; the help text of the command is `_DEV_HELP`."""
    _require_free(port)
    with sandbox_unless_keys() as settings, ExitStack() as stack:
        with opened_instance(settings) as instance:  # makes the databases before two want to
            report_orphans(instance)
        target = ["-w", str(stack.enter_context(workspace()))]
        web = ["dagster-webserver", "-h", HOST, "-p", str(port), *target]
        daemon = ["dagster-daemon", "run", *target]
        processes = [stack.enter_context(running(command)) for command in (web, daemon)]
        click.echo(f"UI: http://{HOST}:{port}, in a few seconds (Ctrl-C ends it)")
        wait_for_any(processes)


@contextmanager
def workspace() -> Iterator[Path]:
    """A file that tells Dagster what to load: the one that is here, else one like ours.

    Dagster keeps by the name of the location whether a sensor is switched on, so the name must be
    the same however it is started.
    """
    if (here := Path("workspace.yaml")).is_file():
        yield here
        return
    with tempfile.TemporaryDirectory(prefix="radius-workspace-") as folder:
        file = Path(folder, "workspace.yaml")
        file.write_text(_WORKSPACE, "utf-8")
        yield file


def _require_free(port: int) -> None:
    """Refuse a port that cannot be had, before anything is started for it."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise click.ClickException(
            f"port {port} of {HOST} cannot be had, {why}; is `radius dev` running already? "
            "--port chooses another"
        ) from None


@contextmanager
def sandbox_unless_keys() -> Iterator[Settings]:
    """The settings of the environment; without any key, a sandbox is started and stands in.

    It shows its city on the day that is set, else on its usual one, and that is today then.

    Raises:
        click.ClickException: The sandbox does not start.
    """
    settings = environment()
    if settings.has_any_key:
        yield settings
        return
    today = (settings.today or DEFAULT_TODAY).isoformat()
    click.echo("No key is set: asking an invented city instead (radius sandbox).", err=True)
    with ExitStack() as stack:
        command = ["radius", "sandbox", "--port", "0", "--today", today]
        sandbox = stack.enter_context(running(command, talks=True))
        budgets = stack.enter_context(tempfile.TemporaryDirectory(prefix="radius-budgets-"))
        stack.enter_context(
            environment_with(exported_by(sandbox) | {TODAY: today, "RADIUS_BUDGET_FOLDER": budgets})
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


def exported_by(sandbox: subprocess.Popen[str]) -> dict[str, str]:
    """The environment that the sandbox says to set, once it is ready.

    Raises:
        click.ClickException: It ends without a word.
    """
    exported: dict[str, str] = {}
    for line in sandbox.stdout or ():
        name, _, value = line.strip().removeprefix("export ").partition("=")
        exported[name] = value
        if len(exported) == len(sandbox_environment("")):
            return exported
    raise click.ClickException("the sandbox did not start; its own words are above")
