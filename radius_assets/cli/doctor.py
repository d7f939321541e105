"""`radius doctor`: is everything set up? One line a finding, with the remedy."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import click
from rich.text import Text

from radius_assets.cli.findings import DATA_SETS, Finding, State, of_data_set, of_service
from radius_assets.cli.instance import environment, opened_instance
from radius_assets.cli.refresh import terminal
from radius_assets.cli.services import Service, services_of
from radius_assets.cli.store_findings import PLACE, of_corrections, of_place, of_tables
from radius_assets.publication.store_errors import StoreError
from radius_assets.resources import DataGoKrResource, SeoulResource
from radius_assets.settings import TODAY, Settings
from radius_assets.sources.budget import ThrottleStateError
from radius_assets.store import StoreResource

_HELP = """\
Check keys, services, quotas, the store and what is in it, and DAGSTER_HOME, one line each.

✓ is fine, ! is odd and should be looked at, ✗ keeps a refresh from being done, or from being done
in full, – is left out. The exit status is 0 only if no line has ✗. Each service is asked once,
Seoul once for each of two registers and data.go.kr once for each of three data sets. Where Seoul
may have lost a register it is asked on, as a refresh would ask.

\b
Example:
  radius doctor
"""
_MARKS: Mapping[State, tuple[str, str]] = {
    "fine": ("✓", "green"),
    "odd": ("!", "yellow"),
    "bad": ("✗", "red"),
    "left out": ("–", "yellow"),
}


@click.command(help=_HELP, short_help="Check keys, services, quotas, store and instance.")
def doctor() -> None:
    """Look at everything; the help text of the command is `_HELP`."""
    settings = environment()
    console, ok = terminal(), True
    for finding in _findings(settings):
        ok = ok and finding.state != "bad"
        mark, style = _MARKS[finding.state]
        line = Text(f"{mark} {finding.what}: ", style).append(finding.text, "default")
        console.print(line, soft_wrap=True, highlight=False)
    raise SystemExit(not ok)


def _findings(settings: Settings) -> Iterator[Finding]:
    yield _home(settings)
    if settings.today is not None:
        yield _today(settings)
    yield from _in_store(settings)
    asked = services_of(settings)
    budgets = _budgets(settings, asked)
    yield budgets
    if budgets.state == "fine":  # no service is asked without its budget
        yield from _of_services(asked)


def _home(settings: Settings) -> Finding:
    what = "DAGSTER_HOME"
    try:
        with opened_instance(settings) as instance:
            runs = instance.get_runs_count()
    except click.ClickException as error:
        return Finding(what, "bad", error.message)
    return Finding(what, "fine", f"{settings.dagster_home}, {runs:,} runs")


def _today(settings: Settings) -> Finding:
    """The day that is set, for the invented city; with a real key none is taken."""
    text = f"verdicts are given for {settings.today}, and looks are of that day"
    return Finding(TODAY, "fine", f"{text}, whatever the day of this machine")


def _in_store(settings: Settings) -> Iterator[Finding]:
    """What lies in the store is looked at only if the store itself is fine."""
    try:
        store = StoreResource(uri=settings.store).open()
    except StoreError as error:
        yield Finding(PLACE, "bad", f"{settings.store}: {error}")
        return
    place = of_place(settings, store)
    yield place
    if place.state == "fine":
        tables = of_tables(store)
        yield tables
        yield of_corrections(store, tables, now=settings.now())


def _of_services(asked: Sequence[Service]) -> Iterator[Finding]:
    """Each service; data.go.kr before its turn where Seoul's register is gone."""

    @cache
    def data_sets() -> Sequence[Finding]:
        return [
            of_data_set(service, service.resource, each)
            for service in asked
            if isinstance(service.resource, DataGoKrResource)
            for each in DATA_SETS
        ]

    def permits() -> Sequence[Finding]:
        return [found for found, of in zip(data_sets(), DATA_SETS, strict=True) if of.is_of_permits]

    choices = [
        each.resource.permits for each in asked if isinstance(each.resource, DataGoKrResource)
    ]
    for service in asked:
        if isinstance(service.resource, DataGoKrResource):
            yield from data_sets()
        elif isinstance(service.resource, SeoulResource) and choices == ["auto"]:
            yield of_service(service, instead=permits)
        else:
            yield of_service(service)


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
        return Finding(what, "bad", str(error))
    return Finding(what, "fine", text)
