"""What is seen while districts are refreshed, on terminals high and low, and on none."""

import io
import os
import pty
import re
import subprocess
from collections.abc import Iterator

import pytest
from rich.console import Console

from radius_assets.cli.display import LiveWatch, PlainWatch, Watch
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.refresh.order import ASSETS, Cell
from radius_assets.sources.meter import Meter
from radius_assets_tests.cli.outcomes import done, failed, skipped, waiting
from radius_assets_tests.cli.terminal import PROGRAM, Terminal

CITY = [Cell(asset, name) for name in DISTRICT_NAMES for asset in ASSETS]
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def watched(
    cells: list[Cell], *, width: int, height: int, used: str = "Kakao 7 of 100,000"
) -> tuple[LiveWatch, Console]:
    console = Console(
        file=io.StringIO(), force_terminal=True, width=width, height=height, color_system=None
    )
    return LiveWatch(cells, console, budget_use=lambda: used), console


def seen(watch: LiveWatch, console: Console) -> list[str]:
    """The lines of the display as it is now."""
    with console.capture() as capture:
        console.print(watch.table())
    return [line.rstrip() for line in ESCAPES.sub("", capture.get()).splitlines()]


def happen(watch: Watch) -> None:
    """A bit of everything: not started, done, failed, not tried, at work, waiting."""
    watch.ended(waiting("semas", "강동구"))
    for asset, requests in {"daiso": 4, "convenience": 45, "semas": 0}.items():
        watch.started(Cell(asset, "종로구"), Meter(requests=requests))
    watch.ended(done("daiso", "종로구", 1_012))
    lost = failed("convenience", "종로구")
    watch.ended(lost)
    watch.ended(skipped("closures", lost))
    watch.started(Cell("convenience", "중구"), Meter(requests=12))


def test_a_high_terminal_shows_a_row_a_district() -> None:
    watch, console = watched(CITY, width=80, height=30)
    happen(watch)

    lines = seen(watch, console)

    titles = ["district", "daiso", "convenience", "food", "tobacco", "semas", "closures", "events"]
    assert lines[0].split() == titles
    assert len(titles) == 1 + len(ASSETS)
    assert lines[1].split() == ["종로구", "✓", "1,012", "✗", "·", "·", "▸", "–", "·"]
    assert lines[2].split()[:4] == ["중구", "·", "▸", "12"]
    assert [line.split()[0] for line in lines[1:26]] == list(DISTRICT_NAMES)
    assert "✓ rows" in lines[26]
    assert lines[25].split()[5] == "○"
    assert lines[27].startswith("4/175 tables, 61 requests (")
    assert lines[28] == "today Kakao 7 of 100,000"
    assert len(lines) < console.height


def test_a_low_terminal_shows_a_row_an_asset() -> None:
    watch, console = watched(CITY, width=80, height=24)
    happen(watch)

    lines = seen(watch, console)

    assert lines[1].split() == ["daiso", "✓" + "·" * 24, "1/25"]
    assert lines[2].split() == ["convenience", "✗▸" + "·" * 23, "0/25"]
    assert lines[5].split() == ["semas", "▸" + "·" * 23 + "○", "0/25"]
    assert lines[6].split() == ["closures", "–" + "·" * 24, "0/25"]
    assert len(lines) < console.height


def test_a_budget_that_takes_two_lines_leaves_room_for_fewer_districts() -> None:
    used = "Kakao category 1,123, keyword 131 of 100,000 each; Seoul 252; Daiso 26; data.go.kr 3"
    watch, console = watched(CITY, width=80, height=30, used=used)

    lines = seen(watch, console)

    assert lines[0].split()[0] == "asset"
    assert " ".join(lines[-2:]) == f"today {used}"
    assert all(len(line) <= console.width for line in lines)


def test_few_districts_fit_a_low_terminal_and_what_is_not_asked_for_is_blank() -> None:
    watch, console = watched([Cell("semas", "중구"), Cell("daiso", "강동구")], width=80, height=24)

    lines = seen(watch, console)

    assert [line.split() for line in lines[1:3]] == [["중구", "·"], ["강동구", "·"]]
    assert lines[1].rindex("·") > lines[2].rindex("·"), "each below its asset"


def test_the_display_fills_while_one_looks() -> None:
    watch, console = watched(CITY, width=80, height=30)

    with watch.display():
        happen(watch)

    assert isinstance(console.file, io.StringIO)
    assert "district" in console.file.getvalue()


def test_without_a_terminal_there_is_a_line_a_table() -> None:
    file = io.StringIO()
    watch = PlainWatch(CITY, Console(file=file, width=80))

    with watch.display():
        happen(watch)

    lines = [line.partition("] ")[2] for line in file.getvalue().splitlines()]
    assert lines == [
        "semas of 강동구: not started: Kakao category: 9 are left",
        "daiso of 종로구: 1,012 rows, 3 requests, 1.5 s",
        "convenience of 종로구: FAILED: Kakao: CS2 page 1: HTTP 500",
        "closures of 종로구: not tried: convenience of 종로구 failed",
    ]
    assert file.getvalue().startswith("[1/175 ")


def test_an_error_that_nobody_foresaw_is_named_with_its_type() -> None:
    file = io.StringIO()
    watch = PlainWatch(CITY, Console(file=file, width=80))

    watch.ended(failed("daiso", "중구", KeyError("strCd")))

    assert "daiso of 중구: FAILED: KeyError: 'strCd'" in file.getvalue()


def ticks(*seconds: float) -> Iterator[float]:
    yield from seconds


def test_the_time_that_is_left_follows_from_what_is_done() -> None:
    clock = ticks(100.0, 110.0, 120.0, 130.0)
    cells = [Cell("convenience", "중구"), Cell("convenience", "종로구")]
    watch = Watch(cells, clock=lambda: next(clock))

    before = watch.seconds_left()
    watch.ended(done("convenience", "중구", 1))  # at 110
    left = watch.seconds_left()  # at 120

    assert before is None
    assert left == pytest.approx(20.0)


def test_what_is_not_started_shortens_no_time_that_is_left() -> None:
    clock = ticks(100.0, 101.0, 110.0, 120.0)
    cells = [Cell("convenience", name) for name in ("중구", "종로구", "강동구")]
    watch = Watch(cells, clock=lambda: next(clock))

    watch.ended(waiting("convenience", "강동구"))
    before = watch.seconds_left()
    watch.ended(done("convenience", "중구", 1))

    assert before is None
    assert watch.seconds_left() == pytest.approx(20.0)


def test_a_district_takes_from_its_first_start_to_its_last_end() -> None:
    clock = ticks(0.0, 10.0, 12.0, 15.0, 19.0)
    cells = [Cell("daiso", "중구"), Cell("semas", "중구"), Cell("semas", "종로구")]
    watch = Watch(cells, clock=lambda: next(clock))

    watch.started(cells[0], Meter())
    watch.started(cells[1], Meter())
    watch.ended(done("semas", "중구", 1))
    watch.ended(done("daiso", "중구", 1))

    assert watch.seconds_of("중구") == 9.0
    assert watch.seconds_of("종로구") is None


def test_on_a_real_terminal_the_display_is_live(terminal: Terminal) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [PROGRAM, "refresh", "금천구", "--only", "daiso,semas"],
        cwd=terminal.folder,
        env={**os.environ, **terminal.variables, "LINES": "24", "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)

    screen = b""
    while chunk := read_terminal(ours):
        screen += chunk
    os.close(ours)

    text = ESCAPES.sub("", screen.decode())
    assert process.wait() == 0
    assert "today Kakao " in text, "the live display"
    assert "2 of 2 tables" in text, "the summary after it"
    assert "[1/2" not in text, "no plain lines"


def read_terminal(descriptor: int) -> bytes:
    """What comes next; nothing once the program has ended, which Linux tells as an error."""
    try:
        return os.read(descriptor, 65_536)
    except OSError:
        return b""


def test_the_live_display_may_be_forced(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")

    said = terminal.radius("refresh", "금천구", "--only", "semas")

    assert said.status == 0
    assert "[1/1" not in said.out
    assert "1 of 1 tables" in said.out
