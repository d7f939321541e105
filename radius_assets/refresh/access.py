"""Find out with one request a service whether it lets us in, before anything is started."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

from radius_assets.refresh.work import Sources
from radius_assets.sources.errors import AccessRefusedError, SourceError

ASKED_BY: Mapping[str, tuple[str, ...]] = {
    "daiso": ("kakao",),
    "convenience": ("kakao",),
    "openapi_food": ("seoul",),
    "openapi_tobacco": ("seoul",),
    "semas": ("semas",),
    "closures": (),
}
"""The services with a key that each asset asks."""


async def check_access(sources: Sources, assets: Iterable[str]) -> None:
    """Ask each service that the assets need once; a service that has trouble is no obstacle.

    A spent quota is none either: what needs that service will say so, cell by cell.

    Raises:
        AccessRefusedError: A service does not accept the key; a person must act.
    """
    probes: Mapping[str, Callable[[], Awaitable[None]]] = {
        "kakao": sources.kakao.probe,
        "seoul": sources.seoul.probe,
        "semas": sources.semas.probe,
    }
    needed = sorted({service for asset in assets for service in ASKED_BY[asset]})
    answers = await asyncio.gather(
        *(probes[service]() for service in needed), return_exceptions=True
    )
    for answer in answers:
        if isinstance(answer, AccessRefusedError):
            raise answer
        if isinstance(answer, BaseException) and not isinstance(answer, SourceError):
            raise answer
