"""The tables after a refresh, on wide terminals and narrow ones."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from radius_assets.cli.display import Watch
from radius_assets.cli.summary import print_summary
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.publication.schemas import VERDICTS
from radius_assets.refresh.order import ASSETS, Cell
from radius_assets.refresh.progress import Doubt
from radius_assets.sources.meter import Meter
from radius_assets_tests.cli.outcomes import done, failed, skipped, waiting


def summary(watch: Watch, *, width: int = 130, note: str | None = None) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    print_summary(console, watch, store="data/", note=note)
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def refreshed(districts: tuple[str, ...], *, rows: int = 12_345) -> Watch:
    """Everything of the districts is done."""
    watch = Watch([Cell(asset, name) for name in districts for asset in ASSETS])
    verdicts = {f"verdict_{verdict}": rows for verdict in VERDICTS}
    for cell in watch.cells:
        watch.started(cell, Meter(requests=7))
        figures = verdicts if cell.asset == "closures" else {}
        watch.ended(done(cell.asset, cell.district, rows, **figures))
    return watch


def row(lines: list[str], first: str) -> list[str]:
    return next(line.split() for line in lines if line.split()[:1] == [first])


@pytest.mark.parametrize("width", [80, 100, 130, 200])
def test_no_figure_and_no_title_is_cut_off(width: int) -> None:
    lines = summary(refreshed(DISTRICT_NAMES), width=width)

    text = "\n".join(lines)
    assert "…" not in text
    assert all(cell_len(line) <= width for line in lines[:-1])
    for title in ("daiso", "listings", "permits", "semas", "unverifiable", "requests", "seconds"):
        assert title in text
    assert text.count("12,345") >= 25 * 9
    assert text.count("24,690") == 25, "permits are both registers'"


def test_a_wide_terminal_has_one_table_a_narrow_one_two() -> None:
    watch = refreshed(("종로구", "중구"))

    wide, narrow = summary(watch, width=130), summary(watch, width=80)

    assert sum(line.startswith(" all") for line in wide) == 1
    assert sum(line.startswith(" all") for line in narrow) == 2


def test_all_districts_are_added_up() -> None:
    lines = summary(refreshed(("종로구", "중구"), rows=1_000))

    assert row(lines, "종로구")[1:5] == ["1,000", "1,000", "2,000", "1,000"]
    assert row(lines, "all")[1:5] == ["2,000", "2,000", "4,000", "2,000"]
    assert row(lines, "all")[5:11] == ["2,000"] * 6
    assert row(lines, "all")[11] == "98"


def test_one_district_needs_no_sum() -> None:
    lines = summary(refreshed(("종로구",)))

    assert not any(line.startswith(" all") for line in lines)


def test_only_what_was_asked_for_has_a_column() -> None:
    watch = Watch([Cell("semas", "중구"), Cell("openapi_food", "종로구")])
    watch.ended(done("semas", "중구", 326))

    lines = summary(watch)

    titles = next(line.split() for line in lines if "district" in line)
    assert titles == ["district", "permits", "semas", "requests", "seconds"]


def test_what_is_lost_is_marked_and_explained() -> None:
    watch = Watch([Cell(asset, name) for name in ("종로구", "중구") for asset in ASSETS])
    lost = failed("openapi_food", "종로구")
    for outcome in (done("openapi_tobacco", "종로구", 5), lost, skipped("closures", lost)):
        watch.ended(outcome)

    lines = summary(watch)

    assert row(lines, "종로구")[3] == "✗", "permits are both registers, or none"
    assert any("Not refreshed" in line for line in lines)
    assert row(lines, "openapi_food")[1:] == [
        "종로구",
        "Kakao:",
        "CS2",
        "page",
        "1:",
        "HTTP",
        "500",
    ]
    assert " ".join(row(lines, "closures")).endswith("not tried: openapi_food of 종로구 failed")
    assert lines[-1].startswith("1 of 14 tables in ")


def test_what_was_not_started_is_explained_a_row_a_district() -> None:
    watch = Watch([Cell(asset, name) for name in ("종로구", "중구") for asset in ASSETS])
    for cell in watch.cells:
        watch.ended(waiting(cell.asset, cell.district, f"{cell.district} needs 61, 9 are left"))

    lines = summary(watch)

    assert not any("Not refreshed" in line for line in lines)
    assert any("Not started, waiting for the next quota" in line for line in lines)
    tables = str(len(ASSETS))
    assert [line.split() for line in lines if "are left" in line] == [
        [tables, "종로구", "종로구", "needs", "61,", "9", "are", "left"],
        [tables, "중구", "중구", "needs", "61,", "9", "are", "left"],
    ]
    assert row(lines, "종로구")[1] == "✗", "it was asked for and is not there"
    assert lines[-1].startswith(f"0 of {len(watch.cells)} tables in ")


@pytest.mark.parametrize(
    ("times", "often"), [(1, "once"), (1_003, "1,003 times")], ids=["once", "often"]
)
def test_a_service_that_was_asked_too_fast_is_named(times: int, often: str) -> None:
    watch = refreshed(("중구",))
    watch.started(Cell("convenience", "중구"), Meter(requests=7, slow_downs={"Kakao": times}))

    line = summary(watch)[-2]

    assert (
        line == f"Kakao answered {often} that it is asked too fast; then it was asked half as fast"
    )


@pytest.mark.parametrize(
    ("districts", "told"), [(("중구",), "1 table"), (("중구", "종로구"), "2 tables")]
)
def test_permits_that_another_service_gave_are_told(districts: tuple[str, ...], told: str) -> None:
    watch = refreshed(districts)
    for name in districts:
        watch.ended(done("openapi_food", name, 9, asked_instead_because="Seoul: gone [410]"))

    lines = summary(watch)

    assert f"{told} of permits were read from data.go.kr instead: Seoul: gone [410]" in lines


def test_nothing_is_told_of_other_services_where_none_was_asked() -> None:
    assert not any("data.go.kr" in line for line in summary(refreshed(("중구",))))


@pytest.mark.parametrize(
    ("sentences", "told"),
    [
        (["food is old"], "1 중구: food is old"),
        (["food is old", "food is old"], "2 food is old"),
        (["[5 days]", "[6 days]"], "2 for example 중구: [5 days]"),
    ],
    ids=["one district", "the same in all", "districts differ"],
)
def test_checks_that_did_not_pass_have_a_row_each(sentences: list[str], told: str) -> None:
    watch = refreshed(("중구", "종로구"))
    for sentence, name in zip(sentences, ("중구", "종로구"), strict=False):
        watch.doubted(Doubt(Cell("closures", name), "evidence_is_fresh", sentence))
    watch.doubted(Doubt(Cell("semas", "종로구"), "rows_stay", "40 of the 90 rows are gone"))

    lines = [" ".join(line.split()) for line in summary(watch)]

    at = lines.index("Checks that did not pass")
    assert f"closures: evidence_is_fresh {told}" in lines[at:]
    assert "semas: rows_stay 1 종로구: 40 of the 90 rows are gone" in lines[at:]
    assert "What to do: docs/operations.md, Asset checks" in lines[at:]


def test_nothing_is_told_of_checks_where_all_passed() -> None:
    assert not any("hecks" in line for line in summary(refreshed(("중구",))))


def test_slow_downs_are_added_up_by_source() -> None:
    watch = Watch([Cell("daiso", "중구"), Cell("convenience", "중구")])
    watch.started(watch.cells[0], Meter(slow_downs={"Kakao": 2, "Daiso": 1}))
    watch.started(watch.cells[1], Meter(slow_downs={"Kakao": 3}))

    assert watch.slow_downs == {"Kakao": 5, "Daiso": 1}


def test_markup_in_an_error_is_shown_as_it_is() -> None:
    watch = Watch([Cell("daiso", "중구")])
    watch.ended(failed("daiso", "중구", ValueError("[red]no[/] list")))

    assert "[red]no[/] list" in " ".join(row(summary(watch), "daiso"))


def test_a_note_and_the_place_of_the_tables_are_told() -> None:
    lines = summary(refreshed(("중구",)), note="semas is left out")

    assert lines[-2] == "semas is left out"
    assert lines[-1].endswith("Tables: data/ASSET/DISTRICT.parquet")
