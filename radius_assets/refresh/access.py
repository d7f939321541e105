"""Find out with one request a service whether it lets us in, before anything is started."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial

from radius_assets.domain.records import PermitsChoice
from radius_assets.refresh.work import Sources
from radius_assets.sources.errors import AccessRefusedError, SourceError

ASKED_BY: Mapping[str, tuple[str, ...]] = {
    "daiso": ("kakao",),
    "convenience": ("kakao",),
    "openapi_food": ("seoul",),
    "openapi_tobacco": ("seoul",),
    "semas": ("semas",),
    "closures": (),
    "closure_events": (),
}
"""The services with a key that each asset asks, permits those that come first."""

_PERMITS_OF_DATA_GO_KR: Mapping[str, str] = {
    "openapi_food": "food permits",  # a data set each, to which a key is admitted by itself
    "openapi_tobacco": "tobacco permits",
}


async def check_access(
    sources: Sources, assets: Iterable[str], *, permits: PermitsChoice = "auto"
) -> None:
    """Ask each service that the assets need once; a service that has trouble is no obstacle.

    A spent quota is none either: what needs that service will say so, cell by cell. What is only
    asked where another service is gone is not asked here.

    Raises:
        AccessRefusedError: A service does not accept the key; a person must act.
    """
    probes: Mapping[str, Callable[[], Awaitable[None]]] = {
        "kakao": sources.kakao.probe,
        "seoul": sources.seoul.probe,
        "semas": sources.semas.probe,
    }
    if sources.mois is not None:
        food, tobacco = (partial(sources.mois.probe, kind) for kind in ("food", "tobacco"))
        probes = {**probes, "food permits": food, "tobacco permits": tobacco}
    needed = sorted({service for asset in assets for service in _asked_by(asset, permits)})
    answers = await asyncio.gather(
        *(probes[service]() for service in needed), return_exceptions=True
    )
    for service, answer in zip(needed, answers, strict=True):
        if isinstance(answer, AccessRefusedError):
            raise _with_a_way_out(answer) if service == "semas" else answer
        if isinstance(answer, BaseException) and not isinstance(answer, SourceError):
            raise answer


def _with_a_way_out(refused: AccessRefusedError) -> AccessRefusedError:
    """The business register is optional: a key that it refuses need not keep the rest waiting."""
    why = f"{refused.why}; `radius refresh --skip semas` does without it"
    return AccessRefusedError(refused.source, refused.asked, why)


def _asked_by(asset: str, permits: PermitsChoice) -> tuple[str, ...]:
    if permits == "data_go_kr" and asset in _PERMITS_OF_DATA_GO_KR:
        return (_PERMITS_OF_DATA_GO_KR[asset],)
    return ASKED_BY[asset]
