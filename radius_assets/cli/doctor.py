"""`radius doctor`: is everything set up? One line a finding, with the remedy."""

from collections.abc import Iterator, Sequence

import click
from rich.text import Text

from radius_assets.cli.findings import DATA_SETS, Finding, of_data_set, of_service
from radius_assets.cli.instance import environment, opened_instance
from radius_assets.cli.refresh import terminal
from radius_assets.cli.services import Service, services_of
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.publication.store_errors import StoreError
from radius_assets.refresh.order import ASSETS
from radius_assets.resources import DataGoKrResource
from radius_assets.settings import Settings
from radius_assets.sources.budget import ThrottleStateError
from radius_assets.store import StoreResource

_HELP = """\
Check keys, services, quotas, the store and DAGSTER_HOME, one line each.

Each service is asked once; data.go.kr, where each data set admits a key by itself, once for each
of three. The exit status is 0 only if a refresh can begin.

\b
Example:
  radius doctor
"""
_MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("–", "yellow")}


@click.command(help=_HELP, short_help="Check keys, services, quotas, store and instance.")
def doctor() -> None:
    """Look at everything; the help text of the command is `_HELP`."""
    settings = environment()
    console, ok = terminal(), True
    for finding in _findings(settings):
        ok = ok and finding.ok is not False
        mark, style = _MARKS[finding.ok]
        line = Text(f"{mark} {finding.what}: ", style).append(finding.text, "default")
        console.print(line, soft_wrap=True, highlight=False)
    raise SystemExit(not ok)


def _findings(settings: Settings) -> Iterator[Finding]:
    yield _home(settings)
    yield _store(settings)
    asked = services_of(settings)
    budgets = _budgets(settings, asked)
    yield budgets
    if budgets.ok:  # no service is asked without its budget
        for service in asked:
            if isinstance(service.resource, DataGoKrResource):
                for data_set in DATA_SETS:
                    yield of_data_set(service, service.resource, data_set)
            else:
                yield of_service(service)


def _home(settings: Settings) -> Finding:
    what = "DAGSTER_HOME"
    try:
        with opened_instance(settings) as instance:
            runs = instance.get_runs_count()
    except click.ClickException as error:
        return Finding(what, ok=False, text=error.message)
    return Finding(what, ok=True, text=f"{settings.dagster_home}, {runs:,} runs")


def _store(settings: Settings) -> Finding:
    what = "RADIUS_STORE"
    try:
        store = StoreResource(uri=settings.store).open()
        counts = {asset: len(store.districts(asset)) for asset in ASSETS}
        if any(counts.values()):  # an empty store is not claimed by looking at it
            store.claim_origin(settings.origin)
    except StoreError as error:
        return Finding(what, ok=False, text=f"{settings.store}: {error}")
    held = ", ".join(f"{asset} {count}" for asset, count in counts.items())
    text = f"{settings.store}, tables of {len(DISTRICT_NAMES)} districts: {held}"
    return Finding(what, ok=True, text=text)


def _budgets(settings: Settings, asked: Sequence[Service]) -> Finding:
    if settings.redis_url is None:
        what = "RADIUS_BUDGET_FOLDER"
        text = f"{settings.budget_folder}, requests are counted on this machine"
    else:
        what = "RADIUS_REDIS_URL"
        text = "Redis answers, requests are counted over all machines that use it"
    try:
        for service in asked:
            service.requests_today()
    except ThrottleStateError as error:
        return Finding(what, ok=False, text=str(error))
    return Finding(what, ok=True, text=text)
