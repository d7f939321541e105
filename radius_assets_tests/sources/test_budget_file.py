"""Tests of what only a budget file has: reboots, locks, places that cannot be written."""

import fcntl
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from radius_assets.sources.budget import Limits, ThrottleStateError
from radius_assets.sources.budget_file import FileBudget
from radius_assets_tests.sources.set_clock import SetClock

ONE = Limits(slots=1, window_s=1.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "kakao.budget"


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
    assert after.requests_today() == {"all": 2}


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


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="has no folder that nobody may write")
def test_a_read_only_file_system_is_named_with_its_remedy() -> None:
    with pytest.raises(ThrottleStateError, match=r"/proc/radius/.*set RADIUS_BUDGET_FOLDER"):
        FileBudget(Path("/proc/radius/kakao.budget")).requests_today()


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
        assert FileBudget(path).requests_today() == {"all": 1}


def test_a_system_without_boot_ids_keeps_its_state(path: Path, clock: SetClock) -> None:
    budget = FileBudget(path, clock=clock)
    budget._boot = b""
    budget.reserve(ONE, 1)

    assert budget.reserve(ONE, 2) == ONE.window_s
