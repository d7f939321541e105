"""The sandbox on a port of the loopback: in the foreground, or in a thread for tests."""

import asyncio
import datetime as dt
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from radius_assets.sandbox.app import sandbox_app
from radius_assets.sandbox.city import City
from radius_assets.sandbox.endpoint import HANG_UP
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.settings import SandboxSettings
from radius_assets.sandbox.state import CityOn, Sandbox

LOOPBACK = "127.0.0.1"


class PortTakenError(OSError):
    """Something else listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is taken by another program")


class _HangingUpProtocol(H11Protocol):
    """HTTP that lets the application close the connection without an answer."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state | {HANG_UP: self._hang_up}, _loop)

    def _hang_up(self) -> None:
        self.transport.close()


class _Server(uvicorn.Server):
    """A server that tells when it is ready, and waits for nobody when it ends."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets)


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """A sandbox that is being served at `url`."""

    url: str
    sandbox: Sandbox

    def stats(self) -> dict[str, dict[str, object]]:
        """What each service has seen, by its name."""
        return self.sandbox.statistics()

    def set_faults(self, faults: Faults) -> None:
        """Have these faults, and no others, from now on."""
        self.sandbox.set_faults(faults)

    def reset(self) -> None:
        """Begin statistics, quotas and dice anew."""
        self.sandbox.reset()

    def set_city(self, city: City) -> None:
        """Show this city from now on; statistics and faults stay."""
        self.sandbox.set_city(city)

    def age(self, days: int) -> None:
        """Show the same city so many days later, or earlier where negative.

        Raises:
            ValueError: It cannot be shown on another day, or not on that one.
        """
        self.sandbox.set_today(self.sandbox.city.today + dt.timedelta(days=days))


def run(
    city_factory: Callable[[], City],
    settings: SandboxSettings,
    *,
    on_ready: Callable[[str], None],
    city_on: CityOn | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C; `on_ready` is called once with the address.

    The port is taken before the city is built, which may take seconds. With `city_on` the city
    can be shown on another day.

    Raises:
        PortTakenError: The port is not free.
    """
    with _bound(settings.port) as listener:
        sandbox = Sandbox(city_factory(), settings, city_on=city_on)
        url = _listening(listener)
        server = _server(sandbox_app(sandbox), lambda: on_ready(url))
        with _ending_on_signals():
            server.run(sockets=[listener])


@contextmanager
def serving(
    city: City,
    settings: SandboxSettings,
    *,
    clock: Callable[[], float] = time.monotonic,
    city_on: CityOn | None = None,
) -> Iterator[RunningSandbox]:
    """Serve a city from a thread of this process for as long as the block lasts.

    The limits count in the seconds of `clock`; nothing else does. With `city_on` the city can be
    shown on another day.

    Raises:
        PortTakenError: The port is not free.
    """
    ready = threading.Event()
    with _bound(settings.port) as listener:
        sandbox = Sandbox(city, settings, city_on=city_on)
        url = _listening(listener)
        server = _server(sandbox_app(sandbox, clock=clock), ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        ready.wait()
        try:
            yield RunningSandbox(url, sandbox)
        finally:
            server.should_exit = True
            thread.join()


def _server(app: ASGIApp, on_ready: Callable[[], None]) -> _Server:
    config = uvicorn.Config(
        app,
        http=_HangingUpProtocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=60,
    )
    return _Server(config, on_ready)


@contextmanager
def _bound(port: int) -> Iterator[socket.socket]:
    # asyncio turns Nagle's delay (40 ms an answer) off only where the protocol is named
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            raise PortTakenError(port) from None
        yield listener


def _listening(listener: socket.socket) -> str:
    """The address, on which it listens from now on; until now a client was refused."""
    port: int = listener.getsockname()[1]
    try:
        listener.listen()
    except OSError:
        raise PortTakenError(port) from None
    return f"http://{LOOPBACK}:{port}"


@contextmanager
def _ending_on_signals() -> Iterator[None]:
    """Take SIGTERM for Ctrl-C, and either of them as the end that was meant.

    uvicorn ends gracefully and then raises the signal again; before it listens to signals, one
    ends the block at once.
    """
    ending = (signal.SIGINT, signal.SIGTERM)
    before = {name: signal.signal(name, signal.default_int_handler) for name in ending}
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
