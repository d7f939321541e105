"""`radius sandbox`: the city in a box on the command line."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from radius_assets.sandbox.city import City
from radius_assets.sandbox.control import environment
from radius_assets.sandbox.faults import Faults, faults_from_json, meanings
from radius_assets.sandbox.server import PortTakenError, run
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.sandbox.state import CityOn
from radius_assets.sandbox.world import DEFAULT_TODAY, build_city, real_city

DEFAULT_PORT = 8765

_HELP = """\
Run an invented Seoul on this machine (가상의 서울).

One server answers as Kakao Local, Seoul Open Data, Daiso's store search, SEMAS and the permits of
data.go.kr do, with their limits and oddities, so everything can be tried without a key. Its shops
are invented, and the same seed and day give the same city. It listens on this machine alone; its
key is "sandbox".

API 키 없이 전체 과정을 시험해 볼 수 있는 연습용 서버입니다. 점포는 모두 가상이며, 같은 seed 는
언제나 같은 도시를 만듭니다. 인증키는 모두 "sandbox" 입니다.

\b
Examples (예시):
  radius sandbox
  radius sandbox --port 8800 --seed 7 --latency-ms 20 --today 2026-12-24
  radius sandbox --faults '{"unavailable": 0.05, "quota": {"kakao": 500}}'
  radius sandbox --faults '{"failing_districts": {"food": ["영등포구"]}}'
  radius sandbox --places places.csv --semas semas.csv

\b
What a week changes (한 주 뒤), with what it prints exported in another terminal:
  RADIUS_TODAY=2026-09-28 radius refresh 중구
  curl -X PUT http://127.0.0.1:8765/_sandbox/today -d '{"today": "2026-10-05"}'
  RADIUS_TODAY=2026-10-05 radius refresh 중구
  radius export closure_events --since 2026-10-05

\b
Faults (장애):
"""
_READABLE_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


def _help() -> str:
    return _HELP + "".join(f"  {name:<19} {meaning}\n" for name, meaning in meanings().items())


def _read_faults(ctx: click.Context, param: click.Parameter, value: str) -> Faults:
    """Faults written out, or the name of a file that holds them."""
    inline = value.lstrip().startswith("{")
    try:
        return faults_from_json(value if inline else Path(value).read_bytes())
    except OSError as error:
        raise click.BadParameter(f"{value}: {error.strerror}", ctx, param) from None
    except ValueError as error:
        where = "" if inline else f"{value}: "
        raise click.BadParameter(f"{where}{error}", ctx, param) from None


def serve(
    city_factory: Callable[[], City], settings: SandboxSettings, *, city_on: CityOn | None = None
) -> None:
    """Build the city, serve it until a signal comes, and say on the terminal what goes on.

    Raises:
        click.ClickException: The port is taken, the city's files cannot be read, or it has no
            history on that day.
    """

    def build() -> City:
        click.echo("building the city ... (도시를 만드는 중)", err=True)
        city = city_factory()
        click.echo(f"{city.places.height} listings as of {city.today}", err=True)
        return city

    try:
        run(build, settings, on_ready=_announce, city_on=city_on)
    except (PortTakenError, ValueError) as error:
        raise click.ClickException(str(error)) from None


def _announce(url: str) -> None:
    """The environment to copy goes to standard output, the rest to standard error."""
    for name, value in environment(url).items():
        click.echo(f"export {name}={value}")
    click.echo(f"ready at {url}, end with Ctrl-C (준비 완료, Ctrl-C 로 종료)", err=True)


@click.command(help=_help(), context_settings={"show_default": True})
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=DEFAULT_PORT, help="0 takes a free one"
)
@click.option("--seed", type=click.IntRange(min=0), default=1, help="which city is invented")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    default=DEFAULT_TODAY.isoformat(),
    help="the day that the city shows; PUT /_sandbox/today changes it, and RADIUS_TODAY gives the "
    "verdicts of that day",
)
@click.option(
    "--rate", type=click.IntRange(min=1), default=10, help="requests a second, service and key"
)
@click.option(
    "--latency-ms", type=click.FloatRange(min=0), default=150.0, help="time an answer takes"
)
@click.option(
    "--jitter-ms", type=click.FloatRange(min=0), default=0.0, help="how far the latency varies"
)
@click.option("--places", type=_READABLE_FILE, help="CSV of listings to serve instead")
@click.option("--semas", type=_READABLE_FILE, help="CSV of the SEMAS rows that go with --places")
@click.option("--faults", callback=_read_faults, default="{}", help="JSON, or a file of it")
@click.option("--truth", is_flag=True, help="also serve the truth at /_sandbox/truth")
def sandbox(  # noqa: PLR0913 # an argument an option
    *,
    port: int,
    seed: int,
    today: dt.datetime,
    rate: int,
    latency_ms: float,
    jitter_ms: float,
    places: Path | None,
    semas: Path | None,
    faults: Faults,
    truth: bool,
) -> None:
    """Serve the city; the help text of the command is `_HELP`."""
    if semas is not None and places is None:
        raise click.UsageError("--semas goes with --places")
    settings = SandboxSettings(
        port=port,
        rate_per_second=rate,
        latency_ms=latency_ms,
        jitter_ms=jitter_ms,
        faults=faults,
        truth=truth,
    )

    def city_on(day: dt.date) -> City:
        if places is None:
            return build_city(seed, today=day)
        return real_city(places, semas, seed, today=day)

    serve(partial(city_on, today.date()), settings, city_on=city_on)
