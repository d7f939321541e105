"""What comes of trying a key: a finding for each service, and for each data set of data.go.kr."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Literal, TypeVar

import stamina

from radius_assets.cli.services import Service, counts
from radius_assets.resources import DataGoKrResource, Probed
from radius_assets.settings import DATA_GO_KR, KeyHelp, MissingKeyError
from radius_assets.sources.budget import WHOLE_KEY, ThrottleStateError
from radius_assets.sources.errors import AccessRefusedError, QuotaSpentError, SourceError

ClientT = TypeVar("ClientT")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `ok` is None where something optional is left out."""

    what: str
    ok: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set of data.go.kr, to which a key is admitted by itself.

    Attributes:
        api: The name under which its requests are counted.
        number: Its number at the portal.
        use: What it is for.
        without: What follows where it is left out.
        refused: What follows where there is a key that is not admitted to it.
    """

    api: Literal["semas", "food", "tobacco"]
    number: str
    use: str
    without: str
    refused: str

    @property
    def key(self) -> KeyHelp:
        """The key, and the page on which one applies for this data set with it."""
        page = f"https://www.data.go.kr/data/{self.number}/openapi.do"
        return KeyHelp(DATA_GO_KR.variable, f"{page} (활용신청)")


def _of_permits(api: Literal["food", "tobacco"], number: str) -> DataSet:
    return DataSet(
        api,
        number,
        use=f"what has changed of {api} permits, and all of them where Seoul's service is gone",
        without="permits are always read whole, and nobody is asked instead of Seoul",
        refused="permit_updates_sensor fails, unless RADIUS_PERMITS is seoul",
    )


DATA_SETS: Sequence[DataSet] = (
    DataSet(
        "semas",
        "15012005",
        use="the business register, evidence of stores and the first guess where they are",
        without="the asset semas is left out",
        refused="no refresh of semas begins, `--skip semas` leaves it out",
    ),
    _of_permits("food", "15154921"),
    _of_permits("tobacco", "15155031"),
)


def of_service(service: Service) -> Finding:
    """Ask the service once."""
    resource = service.resource
    try:
        resource.require_key()
        asyncio.run(_ask_once(resource.open, _probe))
        today = service.requests_today()
    except MissingKeyError as error:
        return Finding(service.title, ok=None if resource.is_optional else False, text=str(error))
    except (SourceError, ThrottleStateError) as error:
        return Finding(service.title, ok=False, text=f"{error}{_remedy(error, service)}")
    text = f"{resource.base_url} answers; requests today: {today}"
    return Finding(service.title, ok=True, text=text)


def of_data_set(service: Service, resource: DataGoKrResource, data_set: DataSet) -> Finding:
    """Ask the data set once, unless it is left out by the settings."""
    what, is_of_permits = f"{service.title} {data_set.api}", data_set.api != "semas"
    needed = is_of_permits and resource.permits == "data_go_kr"
    about = _about(data_set, needed=needed)
    if is_of_permits and resource.permits == "seoul":
        return Finding(what, ok=None, text=f"not asked, RADIUS_PERMITS is seoul; {about}")
    if not resource.has_key:
        missing = MissingKeyError(data_set.key)
        return Finding(what, ok=False if needed else None, text=f"{missing}; {about}")
    try:
        asyncio.run(_ask_data_set(resource, data_set))
        sent = resource.requests_today().get(data_set.api, 0)
    except ThrottleStateError as error:
        return Finding(what, ok=False, text=str(error))
    except SourceError as error:
        text = f"{error}{_remedy(error, service)}; {about}"
        if isinstance(error, AccessRefusedError):
            text += f"; apply at {data_set.key.where}, until then {data_set.refused}"
        # Every refresh asks the business register, but permits only where they are chosen.
        return Finding(what, ok=None if is_of_permits and not needed else False, text=text)
    today = counts({WHOLE_KEY: sent}, resource.daily_quota)
    text = f"{resource.base_url} answers; requests today: {today}; for {data_set.use}"
    return Finding(what, ok=True, text=text)


def _about(data_set: DataSet, *, needed: bool) -> str:
    """What it is for, and what follows without it."""
    if needed:
        return f"for {data_set.use}; needed, RADIUS_PERMITS is data_go_kr"
    return f"for {data_set.use}; optional, without it {data_set.without}"


def _remedy(error: SourceError | ThrottleStateError, service: Service) -> str:
    if isinstance(error, AccessRefusedError | ThrottleStateError):
        return ""  # it names the variable itself
    if isinstance(error, QuotaSpentError):
        return "; it starts anew at midnight in Korea"
    address = service.resource.base_url
    return f"; is {service.url_variable} right ({address}), is the network up?"


async def _ask_data_set(resource: DataGoKrResource, data_set: DataSet) -> None:
    kind = data_set.api
    if kind == "semas":
        await _ask_once(resource.open, _probe)
    else:
        await _ask_once(resource.open_permits, lambda client: client.probe(kind))


async def _probe(client: Probed) -> None:
    await client.probe()


async def _ask_once(
    opened: Callable[[], AbstractAsyncContextManager[ClientT]],
    ask: Callable[[ClientT], Awaitable[None]],
) -> None:
    was_active = stamina.is_active()
    stamina.set_active(False)  # a person waits, and a second try would say the same
    try:
        async with opened() as client:
            await ask(client)
    finally:
        stamina.set_active(was_active)
