"""Where budgets are kept, a file or a Redis, for tests that hold for both."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import redis

from radius_assets.sources.budget_file import Clock, FileBudget
from radius_assets.sources.budget_redis import RedisBudget


class FilePlace:
    """A budget file; `address` names it for another process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.address = str(path)

    def opened(self, clock: Clock | None = None) -> FileBudget:
        """One more budget on the same state, as another process would open it."""
        if clock is None:
            return FileBudget(self.path)
        return FileBudget(self.path, clock=clock, wall_clock=clock)

    def read(self) -> bytes:
        """What is kept."""
        return self.path.read_bytes()

    def write(self, data: bytes) -> None:
        """Keep something else."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(data)

    def delete(self) -> None:
        """Keep nothing."""
        self.path.unlink(missing_ok=True)


class RedisPlace:
    """A value in a Redis; `address` names it for another process."""

    def __init__(self, url: str, name: str) -> None:
        self._url, self.name = url, name
        self.address = f"{url}#{name}"

    def opened(self, clock: Clock | None = None) -> RedisBudget:
        """One more budget on the same state, as another process would open it."""
        return RedisBudget(self._url, self.name, clock=clock)

    def read(self) -> bytes:
        """What is kept."""
        with self.client() as client:
            kept = client.get(self.name)
        assert isinstance(kept, bytes)
        return kept

    def write(self, data: bytes) -> None:
        """Keep something else."""
        with self.client() as client:
            client.set(self.name, data)

    def delete(self) -> None:
        """Keep nothing."""
        with self.client() as client:
            client.delete(self.name)

    def client(self) -> redis.Redis:
        """A client of the Redis; close it."""
        return redis.Redis.from_url(self._url)


Place: TypeAlias = FilePlace | RedisPlace
NewPlace: TypeAlias = Callable[[], AbstractContextManager[Place]]


def place_at(address: str) -> Place:
    """The place with this address."""
    url, _, name = address.partition("#")
    return RedisPlace(url, name) if name else FilePlace(Path(address))


@contextmanager
def new_file_place() -> Iterator[FilePlace]:
    """A file that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield FilePlace(Path(folder) / "state" / "kakao.budget")


@contextmanager
def new_redis_place(url: str) -> Iterator[RedisPlace]:
    """A value that nobody else uses, and that is gone afterwards."""
    place = RedisPlace(url, f"radius:test:{uuid4()}")
    try:
        yield place
    finally:
        place.delete()
