"""`radius doctor`: is everything set up? One line a finding, with the remedy."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import click
from rich.console import Console
from rich.text import Text

from radius_assets.cli.instance import environment, opened_instance
from radius_assets.composition import services
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.publication.storage import StoreError
from radius_assets.refresh.order import ASSETS
from radius_assets.resources import Probed, ServiceResource
from radius_assets.settings import MissingKeyError, Settings
from radius_assets.sources.budget import ThrottleStateError
from radius_assets.sources.errors import SourceError
from radius_assets.store import StoreResource


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `ok` is None where something optional is left out."""

    what: str
    ok: bool | None
    text: str


@click.command()
def doctor() -> None:
    r"""Check keys, services, quotas, the store and DAGSTER_HOME, one line each.

    Each service is asked once. The exit status is 0 only if a refresh can begin.

    \b
    radius doctor
    """
    settings = environment()
    console, findings = Console(), []
    for finding in _findings(settings):
        findings.append(finding)
        mark, style = _MARKS[finding.ok]
        line = Text(f"{mark} {finding.what}: ", style).append(finding.text, "default")
        console.print(line, soft_wrap=True, highlight=False)
    raise SystemExit(any(finding.ok is False for finding in findings))


_MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("–", "yellow")}


def _findings(settings: Settings) -> Iterator[Finding]:
    yield _home(settings)
    yield _store(settings)
    for name, resource in services(settings).items():
        yield _service(name, resource)


def _home(settings: Settings) -> Finding:
    what = "DAGSTER_HOME"
    try:
        with opened_instance(settings) as instance:
            runs = instance.get_runs_count()
    except click.ClickException as error:
        return Finding(what, ok=False, text=error.message)
    return Finding(what, ok=True, text=f"{settings.dagster_home}, {runs} runs")


def _store(settings: Settings) -> Finding:
    what = "RADIUS_STORE"
    try:
        store = StoreResource(uri=settings.store).open()
        counts = [f"{asset} {len(store.districts(asset))}" for asset in ASSETS]
    except StoreError as error:
        return Finding(what, ok=False, text=f"{settings.store}: {error}")
    held = ", ".join(counts)
    return Finding(
        what, ok=True, text=f"{settings.store}, districts of {len(DISTRICT_NAMES)}: {held}"
    )


def _service(name: str, resource: ServiceResource) -> Finding:
    try:
        resource.require_key()
        asyncio.run(_asked(resource.open))
        today = resource.requests_today()
    except (MissingKeyError, SourceError, ThrottleStateError) as error:
        return Finding(name, ok=None if resource.is_optional else False, text=str(error))
    quota = f" of {resource.daily_quota:,}" if resource.daily_quota is not None else ""
    return Finding(
        name, ok=True, text=f"{resource.base_url} answers; {today:,}{quota} requests today"
    )


async def _asked(opened: Callable[[], AbstractAsyncContextManager[Probed]]) -> None:
    async with opened() as client:
        await client.probe()
