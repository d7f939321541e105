"""Our own commands, run beside this one and ended with it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import click

END_WITHIN_S = 15.0  # Dagster's daemon takes some 4 s to end in order


@contextmanager
def running(
    command: Sequence[str], *, talks: bool = False, end_within_s: float = END_WITHIN_S
) -> Iterator[subprocess.Popen[str]]:
    """Run a command beside this one, and end it and all that it started with the block.

    It gets a session of its own, so that Ctrl-C reaches this process first.

    Args:
        command: The name of a program of this environment, and its arguments.
        talks: Whether we read what it prints; otherwise it goes to our own output.
        end_within_s: How long it may take to end in order; then it is killed.

    Raises:
        click.ClickException: There is no such program.
    """
    program = shutil.which(command[0], path=str(Path(sys.executable).parent))
    if program is None:
        raise click.ClickException(f"{command[0]} is not installed; run make install")
    process = subprocess.Popen(  # noqa: S603 (our own commands)
        [program, *command[1:]],
        stdout=subprocess.PIPE if talks else None,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _end(process, end_within_s)


def wait_for_any(processes: Sequence[subprocess.Popen[str]]) -> None:
    """Wait until a signal comes, or one of the processes ends by itself.

    Raises:
        click.ClickException: One ended, which it should not.
    """
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)
    raise click.ClickException("the UI or its daemon ended; its own words are above")


def _end(process: subprocess.Popen[str], within_s: float) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(within_s)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # also what it left behind
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
