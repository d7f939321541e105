"""A Redis for tests: the one that runs on this machine, or one of their own."""

import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

import redis

RUNNING_URL = "redis://127.0.0.1:6379/15"


class OwnRedis:
    """A `redis-server` on a free port that can be stopped and started again, empty each time."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self, *options: str) -> None:
        """Start it, and wait until it takes connections."""
        command = ["redis-server", "--port", str(self._port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self._folder), *options]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while not self._takes_connections():
            if self._process.poll() is not None:
                raise RuntimeError("redis-server ended at once")

    def freeze(self) -> None:
        """Let it answer no more, but keep what it has and its connections."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it answer again."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Kill it; it forgets everything."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _takes_connections(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port), timeout=1.0).close()
        except ConnectionRefusedError:
            return False
        return True


@contextmanager
def own_redis(folder: Path, *options: str) -> Iterator[OwnRedis]:
    """A Redis of the test's own, running until the block ends."""
    server = OwnRedis(folder)
    try:
        server.start(*options)
        yield server
    finally:
        server.stop()


StartRedis: TypeAlias = Callable[..., AbstractContextManager[OwnRedis]]


@contextmanager
def any_redis(folder: Path) -> Iterator[str | None]:
    """The address of a Redis: the running one, else one of our own; None where there is none."""
    if _answers(RUNNING_URL):
        yield RUNNING_URL
    elif can_start():
        with own_redis(folder) as server:
            yield server.url
    else:
        yield None


def can_start() -> bool:
    """Whether this machine has a `redis-server`."""
    return shutil.which("redis-server") is not None


def _answers(url: str) -> bool:
    with redis.Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
