"""Work that several wait for and that is done once."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


@dataclass(slots=True, eq=False)
class _Job(Generic[ValueT]):
    task: asyncio.Task[ValueT]
    waiting: int = 0

    @property
    def is_useless(self) -> bool:
        if not self.task.done():
            return self.waiting == 0
        return self.task.cancelled() or self.task.exception() is not None


class Shared(Generic[KeyT, ValueT]):
    """Work that is done once a key, however many wait for it.

    It runs in a task of its own, so that it outlives whoever asked first; when nobody waits
    any more, it is cancelled. What failed is forgotten and done anew for the next who asks.
    """

    def __init__(self) -> None:
        self._jobs: dict[KeyT, _Job[ValueT]] = {}

    async def get(self, key: KeyT, work: Callable[[], Coroutine[Any, Any, ValueT]]) -> ValueT:
        """What the work of that key gives; `work` is called where nobody began it before."""
        job = self._jobs.get(key)
        if job is None:
            job = self._jobs[key] = _Job(asyncio.create_task(work()))
            job.task.add_done_callback(_look_at)
        job.waiting += 1
        try:
            return await asyncio.shield(job.task)
        finally:
            job.waiting -= 1
            if job.is_useless:
                job.task.cancel()
                if self._jobs.get(key) is job:
                    del self._jobs[key]


def _look_at(task: asyncio.Task[Any]) -> None:
    # A task that fails as its last reader leaves has nobody to tell; asyncio would complain.
    if not task.cancelled():
        task.exception()
