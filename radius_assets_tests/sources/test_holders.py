"""Tests of who can be seen to be gone."""

import os
from pathlib import Path

import pytest

from radius_assets.sources.budget import Holder
from radius_assets.sources.holders import boot_id, is_gone, pid_namespace, this_namespace

NO_PROCESS = 2**22 + 1  # more than Linux and macOS ever give


@pytest.mark.parametrize(
    ("pid", "namespace", "gone"),
    [
        pytest.param(os.getpid(), 7, False, id="lives"),
        pytest.param(1, 7, False, id="of another user"),
        pytest.param(NO_PROCESS, 7, True, id="no such process"),
        pytest.param(NO_PROCESS, 8, False, id="cannot be seen from here"),
    ],
)
def test_only_a_process_that_could_be_seen_is_gone(pid: int, namespace: int, gone: bool) -> None:
    assert is_gone(Holder(pid, namespace), namespace=7) is gone


def test_the_namespace_is_the_same_for_all_who_see_each_other() -> None:
    assert this_namespace() == this_namespace()
    assert 0 <= this_namespace() < 2**64


def test_a_system_without_proc_has_no_boot_id_and_no_pid_namespaces(tmp_path: Path) -> None:
    assert boot_id(tmp_path / "boot_id") == b""
    assert pid_namespace(tmp_path / "pid") == 0
