"""Where answers go that somebody wants kept as they came; nobody needs to."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from radius_assets.sources.answers import Answer


class Recorder(Protocol):
    """Someone who keeps answers."""

    async def keep(self, answer: Answer) -> None:
        """Keep an answer that was accepted; its secrets are not to be kept with it."""
        ...

    async def finish(self) -> int:
        """Know that what was kept is one whole reading; gives how many batches that is."""
        ...


current_recorder: ContextVar[Recorder | None] = ContextVar("current_recorder", default=None)


@contextmanager
def recording(recorder: Recorder | None) -> Iterator[None]:
    """Let it keep what is accepted within, also in the tasks that are started within."""
    token = current_recorder.set(recorder)
    try:
        yield
    finally:
        current_recorder.reset(token)


async def keep(answer: Answer) -> None:
    """Give an accepted answer to whoever records here."""
    if (recorder := current_recorder.get()) is not None:
        await recorder.keep(answer)


async def finish_recording() -> int | None:
    """Say that what was accepted so far is one whole reading, whatever is made of it.

    Gives how many batches it was written in, None where nobody records.
    """
    recorder = current_recorder.get()
    return None if recorder is None else await recorder.finish()
