"""The sandbox as one ASGI application: every service at the root of one address."""

import time
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from radius_assets.sandbox.control import Control
from radius_assets.sandbox.endpoint import ArrivalClock
from radius_assets.sandbox.state import Sandbox


def sandbox_app(sandbox: Sandbox, *, clock: Callable[[], float] = time.monotonic) -> ASGIApp:
    """The application of a sandbox; `clock` gives the seconds that its limits count in.

    The paths of the services do not collide: Seoul's, which begin with the key, come last.
    """
    routes = [
        *Control(sandbox).routes(),
        Route("/v2/local/{rest:path}", sandbox.kakao, methods=["GET"]),
        Route("/ms/msg/selStr", sandbox.daiso, methods=["POST"]),
        Route("/api/ms/msg/selStr", sandbox.daiso, methods=["POST"]),
        Route("/B553077/{rest:path}", sandbox.semas, methods=["GET"]),
        Route("/1741000/{rest:path}", sandbox.mois, methods=["GET"]),
        Route("/{rest:path}", sandbox.seoul, methods=["GET"]),
    ]
    return ArrivalClock(Starlette(routes=routes), clock=clock)
