"""How a command ends when it is told to: in order, and with the status that shells expect."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import click

INTERRUPTED = 130  # what a shell reports for a command ended by Ctrl-C


@contextmanager
def interruptible() -> Iterator[None]:
    """Take SIGTERM and a closed terminal for Ctrl-C, and end with status 130 on any of them.

    A signal that the caller ignores stays ignored, for example by `nohup`.
    """
    # Polars takes SIGINT so that the system goes on with a read: a question would wait for Enter.
    signal.siginterrupt(signal.SIGINT, True)  # noqa: FBT003 (takes no keyword)
    ending = [
        number
        for number in (signal.SIGTERM, signal.SIGHUP)
        if signal.getsignal(number) is not signal.SIG_IGN
    ]
    before = {number: signal.signal(number, signal.default_int_handler) for number in ending}
    try:
        with ending_on_ctrl_c():
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def ending_on_ctrl_c() -> Iterator[None]:
    """End with status 130 and a word on Ctrl-C, instead of a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        raise SystemExit(INTERRUPTED) from None
