"""`radius coverage`: is every listing there, and how much of a district does a radius reach?"""

import json
import math
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import click
from rich.console import Console

from radius_assets.cli.choices import chosen_districts
from radius_assets.cli.coverage_tables import proofs, reaches, tiles
from radius_assets.cli.instance import environment
from radius_assets.cli.refresh import WIDTH, terminal
from radius_assets.collection.area import (
    LEAST_RADIUS_M,
    MOST_RADIUS_M,
    RADIUS_M,
    AreaOptions,
    Shape,
)
from radius_assets.collection.drawing import drawn
from radius_assets.collection.reach import Reach, reach
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.publication.exports import write_whole
from radius_assets.publication.storage import TableStore
from radius_assets.publication.store_errors import StoreError
from radius_assets.refresh.coverage import Coverage, stored_coverage
from radius_assets.store import StoreResource

STDOUT = "-"

_HELP = f"""\
Verify that the stored listings of districts are complete, or compare radii.

A table holds its certificate: the area, its tiles with what Kakao declared and what was read, and
the Daiso stores that it was drawn for. It is verified against the stored rows and the stores. An
area reaches up to 500 m over the simplified boundary of its district. The exit status is 0 only if
all is proved.

With --radius nothing is verified: it tells how much of a district lies within a radius of its Daiso
stores ({RADIUS_M:,.0f} m is the usual one), and how many of its listings, where all were read.

\b
Examples:
  radius coverage 강남구 영등포구
  radius coverage --all --geojson coverage.geojson
  radius coverage 강남구 --tiles
  radius coverage --all --radius 500,1000,1800,2500
"""


class Radii(click.ParamType[tuple[float, ...]]):
    """Radii in metres, separated by commas."""

    name = "metres"

    def convert(
        self,
        value: str | tuple[float, ...],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[float, ...]:
        """The radii, shortest first, each once."""
        if isinstance(value, tuple):
            return value
        return tuple(
            sorted({self._radius_m(part.strip(), param, ctx) for part in value.split(",")})
        )

    def _radius_m(
        self, text: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        try:
            radius_m = float(text)
        except ValueError:
            radius_m = math.nan
        if not LEAST_RADIUS_M <= radius_m <= MOST_RADIUS_M:
            bounds = f"{LEAST_RADIUS_M:,} to {MOST_RADIUS_M:,}"
            self.fail(f"{text!r} is no radius of {bounds} metres", param, ctx)
        return radius_m


@click.command(help=_HELP, short_help="Is every listing there? Verify it, or compare radii.")
@click.argument("districts", nargs=-1, metavar="[DISTRICT ...]")
@click.option("--all", "everything", is_flag=True, help="All districts that have listings.")
@click.option("--tiles", "with_tiles", is_flag=True, help="List the tiles of each district.")
@click.option(
    "--geojson",
    "output",
    metavar="FILE",
    help="Write areas and tiles as GeoJSON; `-` is the standard output.",
)
@click.option(
    "--radius",
    "radii_m",
    type=Radii(),
    metavar="M[,M ...]",
    help="Tell what each of these radii reaches, in metres.",
)
@click.option(
    "--shape",
    type=click.Choice(get_args(Shape)),
    help="With --radius: what is drawn around a Daiso store; a square if not given.",
)
def coverage(
    districts: tuple[str, ...],
    *,
    everything: bool,
    with_tiles: bool,
    output: str | None,
    radii_m: tuple[float, ...] | None,
    shape: Shape | None,
) -> None:
    """Look at what is stored; the help text of the command is `_HELP`."""
    if radii_m is not None and (with_tiles or output is not None):
        raise click.UsageError("--radius goes without --tiles and --geojson")
    if radii_m is None and shape is not None:
        raise click.UsageError("--shape goes with --radius")
    store = StoreResource(uri=environment().store).open()
    names = _names(store, districts, everything=everything)
    found = [stored_coverage(store, name) for name in names]
    if radii_m is not None:
        raise SystemExit(_compare(found, radii_m, shape or "square"))
    console = terminal() if output != STDOUT else Console(stderr=True, width=WIDTH)
    for table in proofs(console, found):
        console.print(table)
    if with_tiles:
        for each in found:
            if each.certificate is not None:
                console.print(tiles(each))
    if output is not None:
        click.echo(_drawn(found, output), err=True)
    for line in (*_remarks(found), *_troubles(found)):
        click.echo(line, err=True)
    raise SystemExit(0 if all(each.is_proved for each in found) else 1)


def _names(store: TableStore, districts: Sequence[str], *, everything: bool) -> Sequence[str]:
    names = chosen_districts(districts, everything=everything)
    if not names:
        raise click.UsageError(
            "name one or more districts, or give --all; there are: " + " ".join(DISTRICT_NAMES)
        )
    if not everything:
        return names
    try:
        stored = store.districts("convenience")
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    if not stored:
        raise click.ClickException("no listings are stored: `radius refresh --all` reads them")
    return stored


def _drawn(found: Sequence[Coverage], output: str) -> str:
    """Write what certificates there are as GeoJSON; what was written, in words."""
    certificates = [each.certificate for each in found if each.certificate is not None]
    text = json.dumps(drawn(certificates), ensure_ascii=False) + "\n"
    if output == STDOUT:
        click.echo(text, nl=False)
    else:
        try:
            write_whole(Path(output), text.encode())
        except OSError as error:
            raise click.ClickException(f"{output} cannot be written: {error.strerror}") from None
    count = sum(len(each.reading.tiles) for each in certificates)
    place = "standard output" if output == STDOUT else output
    return f"areas of {len(certificates)} districts and {count} tiles: {place}"


def _remarks(found: Sequence[Coverage]) -> list[str]:
    """What is odd but not wrong: nothing near these stores was read."""
    lines = []
    for each in found:
        if (certificate := each.certificate) is None:
            continue
        name = each.district.name
        if certificate.reading.reason is not None:
            lines.append(f"{name}: {certificate.reading.reason}")
        if certificate.stores_without_position:
            stores = ", ".join(certificate.stores_without_position)
            lines.append(f"{name}: Daiso stores without a position: {stores}")
        if certificate.stores_out_of_reach:
            stores = ", ".join(certificate.stores_out_of_reach)
            lines.append(f"{name}: Daiso stores too far out of the district: {stores}")
    return lines


def _troubles(found: Sequence[Coverage]) -> list[str]:
    """What is wrong, and the commands that help."""
    lines = [f"✗ {each.district.name}: {problem}" for each in found for problem in each.problems]
    helped: defaultdict[str, list[str]] = defaultdict(list)
    for each in found:
        if not each.is_proved:
            helped[_remedy(each)].append(each.district.name)
    return [
        *lines,
        *(f"radius refresh {' '.join(names)} {how}" for how, names in helped.items()),
    ]


def _remedy(of: Coverage) -> str:
    """The options of a refresh that makes the table anew, as large as it was meant to be."""
    words = ["--only", "daiso,convenience" if of.daiso is None else "convenience"]
    if of.certificate is not None:
        usual, options = AreaOptions(), of.certificate.options
        if options.radius_m != usual.radius_m:
            words += ["--radius", f"{options.radius_m:g}"]
        if options.shape != usual.shape:
            words += ["--shape", options.shape]
        if options.area != usual.area:
            words += ["--area", options.area]
    return " ".join(words)


def _compare(found: Sequence[Coverage], radii_m: Sequence[float], shape: Shape) -> int:
    """Print what each radius reaches; the exit status."""
    reached: dict[str, list[Reach]] = {}
    options = [AreaOptions(radius_m, shape) for radius_m in radii_m]
    for each in found:
        if each.daiso is not None:
            of, stores = each.district, each.daiso
            listings = each.listings if _is_whole(each) else None
            reached[of.name] = [reach(of, stores, one, listings) for one in options]
    if reached:
        console = terminal()
        for table in reaches(console, reached, radii_m, shape):
            console.print(table)
    partly = [
        name for each in found if (name := each.district.name) in reached and not _is_whole(each)
    ]
    if partly:
        command = f"radius refresh {' '.join(partly)} --area district --only daiso,convenience"
        click.echo(f"shares of listings need all of a district: {command}", err=True)
    without = [each.district.name for each in found if each.daiso is None]
    if without:
        command = f"radius refresh {' '.join(without)} --only daiso"
        click.echo(f"✗ no Daiso stores to measure from: {command}", err=True)
    return 1 if without else 0


def _is_whole(coverage: Coverage) -> bool:
    """Whether all listings of the district are stored, and proved to be."""
    certificate = coverage.certificate
    return coverage.is_proved and certificate is not None and certificate.options.area == "district"
