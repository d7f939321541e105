"""Tests of the budget file: sharing, dead processes, lost and damaged files, clocks."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from radius_assets.sources.budget import LEASE_S, Holder, Limits, ThrottleStateError
from radius_assets.sources.budget_file import (
    LOST_STATE_PAUSE_S,
    FileBudget,
    boot_id,
    pid_namespace,
)
from radius_assets_tests.sources.set_clock import SetClock

ONE = Limits(slots=1, window_s=1.0)

HOLD_A_SLOT = """
import sys, time
from pathlib import Path
from radius_assets.sources.budget import Limits
from radius_assets.sources.budget_file import FileBudget

budget = FileBudget(Path(sys.argv[1]), clock=lambda: 1_000.0)
print(budget.reserve(Limits(slots=1), 1), flush=True)
time.sleep(600)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "kakao.budget"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


def test_two_budgets_on_one_file_share_its_slots(path: Path, clock: SetClock) -> None:
    first, second = FileBudget(path, clock=clock), FileBudget(path, clock=clock)
    assert first.reserve(ONE, 1) == 0.0

    first.give_back(1, after_s=0.75)

    assert second.reserve(ONE, 2) == 0.75
    assert second.requests_today() == 1


def test_a_killed_process_gives_its_slot_back(path: Path, clock: SetClock) -> None:
    command = [sys.executable, "-c", HOLD_A_SLOT, str(path)]
    budget = FileBudget(path, clock=clock)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "0.0\n"
        clock.now += 30.0
        while_alive_s = budget.reserve(ONE, 2)
        process.kill()

    assert while_alive_s == ONE.window_s  # to ask again, not to start
    assert budget.reserve(ONE, 2) == 2 * ONE.window_s
    clock.now += 2 * ONE.window_s
    assert budget.reserve(ONE, 2) == 0.0


def test_a_process_that_cannot_be_seen_keeps_its_slot_for_its_lease(
    path: Path, clock: SetClock
) -> None:
    elsewhere, here = FileBudget(path, clock=clock), FileBudget(path, clock=clock)
    elsewhere._namespace = 1
    elsewhere.reserve(ONE, 1)

    clock.now += LEASE_S - 1.0
    before_s = here.reserve(ONE, 2)
    clock.now += 1.0
    after_s = here.reserve(ONE, 2)

    assert (before_s, after_s) == (1.0, 2 * ONE.window_s)


def test_a_process_of_another_user_is_not_gone(path: Path) -> None:
    budget = FileBudget(path)

    assert not budget._is_gone(Holder(pid=1, namespace=pid_namespace()))


def test_a_file_from_before_a_reboot_is_started_anew_but_for_the_count(
    path: Path, clock: SetClock
) -> None:
    before, after = FileBudget(path, clock=clock), FileBudget(path, clock=clock)
    before._boot = b"another boot"
    before.reserve(ONE, 1)
    before.slow_down(3_600.0)
    clock.now = 5.0

    waited_s = after.reserve(ONE, 2)

    assert waited_s == 0.0
    assert after.requests_today() == 2


def test_a_time_in_the_impossible_future_loses_the_slots_but_not_the_count(
    path: Path, clock: SetClock
) -> None:
    budget = FileBudget(path, clock=clock)
    budget.reserve(ONE, 1)
    clock.now -= 100.0

    waited_s = budget.reserve(ONE, 2)

    assert waited_s == LOST_STATE_PAUSE_S
    assert budget.requests_today() == 1


def test_a_clock_that_steps_back_a_little_keeps_the_slots(path: Path, clock: SetClock) -> None:
    budget = FileBudget(path, clock=clock)
    budget.reserve(ONE, 1)
    clock.now -= 0.5

    budget.give_back(1, after_s=1.0)

    assert budget.reserve(ONE, 2) == 1.0


def test_a_deleted_file_is_made_anew_after_a_pause(path: Path, clock: SetClock) -> None:
    budget = FileBudget(path, clock=clock)
    budget.reserve(ONE, 1)
    path.unlink()

    waited_s = budget.reserve(ONE, 2)

    assert waited_s == LOST_STATE_PAUSE_S
    assert path.exists()


def test_an_answer_to_a_request_that_nobody_knows_of_still_cools_its_slot(
    path: Path, clock: SetClock
) -> None:
    budget = FileBudget(path, clock=clock)
    budget.reserve(ONE, 1)
    path.unlink()

    budget.give_back(1, after_s=3.0)

    assert budget.reserve(ONE, 2) == 3.0


def test_a_first_use_starts_without_a_pause(path: Path, clock: SetClock) -> None:
    path.parent.mkdir()
    path.touch()

    assert FileBudget(path, clock=clock).reserve(ONE, 1) == 0.0


def first_half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def start_of_the_frame(data: bytes) -> bytes:
    return data[:10]


def flipped_bit(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize("damage", [first_half, start_of_the_frame, flipped_bit])
def test_a_damaged_file_is_made_anew_after_a_pause(
    damage: Callable[[bytes], bytes], path: Path, clock: SetClock
) -> None:
    FileBudget(path, clock=clock).reserve(ONE, 1)
    path.write_bytes(damage(path.read_bytes()))

    assert FileBudget(path, clock=clock).reserve(ONE, 2) == LOST_STATE_PAUSE_S


def test_what_stands_behind_the_record_is_not_read(path: Path, clock: SetClock) -> None:
    budget = FileBudget(path, clock=clock)
    budget.reserve(ONE, 1)
    path.write_bytes(path.read_bytes() + b"left over")

    budget.give_back(1, after_s=0.5)

    assert budget.reserve(ONE, 2) == 0.5


def test_a_file_of_something_else_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("somebody's notes")

    with pytest.raises(ThrottleStateError, match=r"kakao\.budget is no request budget"):
        FileBudget(path).requests_today()

    assert path.read_text() == "somebody's notes"


def folder_is_a_file(path: Path) -> None:
    path.parent.write_text("")


def file_is_a_folder(path: Path) -> None:
    path.mkdir(parents=True)


def folder_is_read_only(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o500)


@pytest.mark.parametrize(
    "spoil",
    [
        folder_is_a_file,
        file_is_a_folder,
        pytest.param(
            folder_is_read_only,
            marks=pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere"),
        ),
    ],
)
def test_a_place_that_cannot_be_written_is_named_with_its_remedy(
    spoil: Callable[[Path], None], path: Path
) -> None:
    spoil(path)

    with pytest.raises(ThrottleStateError, match=r"kakao\.budget.*set RADIUS_BUDGET_FOLDER"):
        FileBudget(path).reserve(ONE, 1)


def test_a_file_that_stays_locked_is_named_with_its_remedy(path: Path) -> None:
    path.parent.mkdir()
    with path.open("wb") as locked:
        fcntl.flock(locked, fcntl.LOCK_EX)

        with pytest.raises(ThrottleStateError, match=r"kakao\.budget stays locked.*delete"):
            FileBudget(path, lock_timeout_s=0.01).reserve(ONE, 1)


def opened(path: Path) -> int:
    """How many times this process has the file open."""
    links = []
    for file in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            links.append(file.readlink())
    return links.count(path)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="cannot see when it is opened")
def test_a_file_deleted_before_its_lock_is_had_is_not_written(path: Path) -> None:
    path.parent.mkdir()
    with ThreadPoolExecutor() as pool, path.open("wb") as locked:
        fcntl.flock(locked, fcntl.LOCK_EX)
        waited_s = pool.submit(FileBudget(path).reserve, ONE, 1)
        while opened(path) < 2:
            pass

        path.unlink()
        fcntl.flock(locked, fcntl.LOCK_UN)

        assert waited_s.result() == 0.0
        assert FileBudget(path).requests_today() == 1


def test_the_count_starts_anew_at_midnight_in_korea(path: Path) -> None:
    midnight = datetime(2026, 3, 1, 15, tzinfo=UTC).timestamp()
    wall_clock = SetClock(midnight - 1.0)
    budget = FileBudget(path, wall_clock=wall_clock)
    budget.reserve(ONE, 1)
    before = budget.requests_today()

    wall_clock.now = midnight

    assert (before, budget.requests_today()) == (1, 0)


def test_a_system_without_proc_has_no_boot_id_and_no_pid_namespaces(tmp_path: Path) -> None:
    assert boot_id(tmp_path / "boot_id") == b""
    assert pid_namespace(tmp_path / "pid") == 0
