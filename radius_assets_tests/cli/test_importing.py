"""`radius import`: tables out of files, told to Dagster, and what a person reads of it."""

import csv
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus
from dagster._core.loader import LoadingContextForTest

from radius_assets.composition import build_definitions
from radius_assets.refresh.order import Cell
from radius_assets.refresh.progress import Unwatched
from radius_assets.sandbox.city import SEMAS_COLUMNS, City
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.semas import COLUMN_NAMES
from radius_assets.sandbox.server import RunningSandbox
from radius_assets.settings import settings_from
from radius_assets_tests.cli.terminal import Terminal
from radius_assets_tests.collection.register_files import OFFICIAL, csv_text, written

DISTRICT = "금천구"


def permit_file(folder: Path, rows: pl.DataFrame, *, name: str = "휴게음식점.csv") -> str:
    columns = OFFICIAL["tobacco" if "ASGNYMD" in rows.columns else "food"]
    text = csv_text(rows.to_dicts(), columns, quoted=True)
    return str(written(folder, text.encode("cp949"), name=name))


@pytest.fixture
def food(terminal: Terminal, city: City) -> str:
    """The city's food register as a file."""
    return permit_file(terminal.folder, city.food)


@pytest.fixture
def tobacco(terminal: Terminal, city: City) -> str:
    """The city's tobacco register as a file."""
    return permit_file(terminal.folder, city.tobacco, name="담배소매업.csv")


@pytest.fixture
def semas(terminal: Terminal, city: City) -> str:
    """The city's register of businesses as a file."""
    path = terminal.folder / f"상가정보_서울_{city.semas_month}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMN_NAMES)
        writer.writerows(city.semas.select(SEMAS_COLUMNS).rows())
    return str(path)


def stale(terminal: Terminal) -> set[str]:
    """The assets that the UI shows as out of date in the district."""
    definitions = build_definitions(settings_from(terminal.variables), progress=Unwatched())
    with terminal.instance() as instance:
        resolver = CachingStaleStatusResolver(
            instance, definitions.resolve_asset_graph(), LoadingContextForTest(instance)
        )
        return {
            asset
            for asset in ("openapi_food", "closures")
            if resolver.get_status(dg.AssetKey(asset), DISTRICT) == StaleStatus.STALE
        }


def registers(terminal: Terminal) -> set[str]:
    """The registers that the district's verdicts rest on."""
    return set(terminal.store.read("closures", DISTRICT)["registers"].list.explode())


def test_a_file_makes_the_tables_that_the_service_makes(terminal: Terminal, food: str) -> None:
    terminal.radius("refresh", DISTRICT, "양천구", "--only", "openapi_food")
    asked = {name: terminal.store.read("openapi_food", name) for name in (DISTRICT, "양천구")}

    said = terminal.radius("import", "permits", food, "--kind", "food")

    assert said.status == 0, said.text
    for name, table in asked.items():
        stored = terminal.store.read("openapi_food", name)
        assert set(stored["provenance"]) == {"file"}
        assert stored.drop("provenance").equals(table.drop("provenance"))
    names = ("양천구", "구로구", DISTRICT, "영등포구")
    assert terminal.recorded() == {Cell("openapi_food", name) for name in names}
    assert "휴게음식점.csv, read as CP949\n" in said.out
    next_step = f"radius refresh {' '.join(names)} --skip openapi_food\n"
    assert f"Next, where no listings are stored: {next_step}" in said.out


def test_the_figures_of_each_district_are_told(terminal: Terminal, city: City, food: str) -> None:
    said = terminal.radius("import", "permits", food, "--kind", "food", "--district", DISTRICT)

    rows = city.food.filter(OPNSFTEAMCODE="3170000").height
    after = terminal.store.read("openapi_food", DISTRICT).height
    figures = [f"{rows:,}", "–", f"{after:,}", "0", f"{rows - after:,}"]
    assert [DISTRICT, *figures] in [line.split() for line in said.out.splitlines()]
    assert f"{city.food.height - rows:,} rows of others left out: authority '" in said.out


def test_what_is_made_from_an_imported_table_shows_as_stale(terminal: Terminal, city: City) -> None:
    terminal.radius("refresh", DISTRICT)
    at_first = stale(terminal)
    changed = city.food.with_columns(BPLCNM=pl.col("BPLCNM") + "!")

    file = permit_file(terminal.folder, changed)
    said = terminal.radius("import", "permits", file, "--kind", "food")

    assert at_first == set()
    assert stale(terminal) == {"closures"}
    assert f"Next: radius refresh {DISTRICT} --only closures,closure_events\n" in said.out
    assert terminal.radius("refresh", DISTRICT, "--only", "closures").status == 0
    assert stale(terminal) == set()


def test_an_import_does_what_a_failed_refresh_left_undone(
    terminal: Terminal, sandbox: RunningSandbox, food: str
) -> None:
    sandbox.set_faults(Faults(failing_districts={"food": (DISTRICT,)}))
    assert terminal.radius("refresh", DISTRICT).status == 1

    terminal.radius("import", "permits", food, "--kind", "food", "--district", DISTRICT)

    said = terminal.radius("refresh", "--retry-failed")
    assert (said.status, "openapi_food" in said.out) == (0, False), said.text
    assert "food" in registers(terminal)


def test_verdicts_need_no_key_of_a_register_but_its_file(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, food: str, tobacco: str, semas: str
) -> None:
    for variable in ("SEOUL_OPENAPI_KEY", "DATA_GO_KR_KEY"):
        monkeypatch.setenv(variable, "")

    assert terminal.radius("import", "permits", food, "--kind", "food").status == 0
    assert terminal.radius("import", "permits", tobacco, "--kind", "tobacco").status == 0
    assert terminal.radius("import", "semas", semas).status == 0
    said = terminal.radius("refresh", DISTRICT, "--skip", "openapi_food,openapi_tobacco,semas")

    assert said.status == 0, said.text
    assert registers(terminal) == {"food", "tobacco", "semas"}


def test_without_key_and_file_verdicts_do_without_the_business_register(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_GO_KR_KEY", "")

    assert terminal.radius("refresh", DISTRICT).status == 0
    assert terminal.radius("refresh", DISTRICT, "--only", "closures").status == 0

    assert registers(terminal) == {"food", "tobacco"}


def test_the_register_of_businesses_is_that_of_the_service(
    terminal: Terminal, city: City, semas: str
) -> None:
    terminal.radius("refresh", DISTRICT, "--only", "semas")
    asked = terminal.store.read("semas", DISTRICT)

    said = terminal.radius("import", "semas", semas, "--district", DISTRICT)

    assert said.status == 0, said.text
    assert terminal.store.read("semas", DISTRICT).equals(asked)
    assert set(asked["base_month"]) == {city.semas_month}


def test_a_file_without_a_month_in_its_name_needs_one(terminal: Terminal, semas: str) -> None:
    renamed = str(Path(semas).rename(terminal.folder / "seoul.csv"))

    without = terminal.radius("import", "semas", renamed)
    wrong = terminal.radius("import", "semas", renamed, "--base-month", "202613")
    given = terminal.radius("import", "semas", renamed, "--base-month", "203109")

    assert (without.status, wrong.status, given.status) == (1, 2, 0)
    assert "seoul.csv: says no month in its name: give --base-month" in without.err
    assert "--base-month is '202613'; it takes a month as YYYYMM" in wrong.text
    assert set(terminal.store.read("semas", DISTRICT)["base_month"]) == {"203109"}


def test_a_dry_run_writes_nothing(terminal: Terminal, food: str) -> None:
    said = terminal.radius("import", "permits", food, "--kind", "food", "--dry-run")

    assert "Nothing was written: this was a dry run." in said.out
    assert [path.name for path in terminal.folder.iterdir()] == ["휴게음식점.csv"]


def test_a_file_that_holds_less_replaces_nothing_unless_told_to(
    terminal: Terminal, city: City, food: str
) -> None:
    few = permit_file(terminal.folder, city.food.gather_every(50), name="few.csv")
    chosen = ["--kind", "food", "--district", DISTRICT]
    terminal.radius("import", "permits", food, *chosen)
    before = terminal.content()

    said = terminal.radius("import", "permits", few, *chosen)
    untouched = terminal.content() == before
    forced = terminal.radius("import", "permits", few, *chosen, "--force")

    assert (said.status, untouched) == (1, True)
    assert f"{DISTRICT} is left as it is: the file has " in said.out
    assert "With --force they are replaced all the same." in said.out
    assert "Next" not in said.out
    assert forced.status == 0
    assert terminal.store.read("openapi_food", DISTRICT).height < 200


def test_a_district_that_the_file_lacks_is_named(terminal: Terminal, food: str) -> None:
    said = terminal.radius(
        "import", "permits", food, "--kind", "food", "--district", "강남구", "--district", DISTRICT
    )

    assert (said.status, "Not in the file: 강남구" in said.out) == (1, True)
    assert terminal.tables() == {Cell("openapi_food", DISTRICT)}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "nothing.csv: cannot be read: no such file or directory"),
        ("", "nothing.csv: is empty"),
        ("a,b\n1,2\n", "nothing.csv: is no file of permits (휴게음식점): columns 개방자치단체코드"),
    ],
)
def test_a_file_that_is_refused_is_named_in_one_line(
    terminal: Terminal, content: str | None, why: str
) -> None:
    path = terminal.folder / "nothing.csv"
    if content is not None:
        path.write_text(content, "utf-8")

    said = terminal.radius("import", "permits", str(path), "--kind", "food")

    assert (said.status, said.out) == (1, "")
    assert said.err.startswith(f"Error: {why}")
    assert said.err.count("\n") == 1


def test_a_store_of_the_real_services_takes_no_invented_register(
    terminal: Terminal, food: str
) -> None:
    store = Path(terminal.variables["RADIUS_STORE"])
    store.mkdir()
    store.joinpath("_origin.json").write_text('{"origin": "real"}', "utf-8")

    said = terminal.radius("import", "permits", food, "--kind", "food")

    assert said.status == 1
    assert "the store holds real tables, sandbox ones must not mix with them" in said.err
    assert terminal.tables() == set()
