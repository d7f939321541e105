"""What comes of trying a key: a finding for each service, and for each data set of data.go.kr."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

import stamina

from radius_assets.cli.services import Service, counts
from radius_assets.resources import DataGoKrResource, Probed, SeoulResource, ServiceResource
from radius_assets.settings import DATA_GO_KR, KeyHelp, MissingKeyError
from radius_assets.sources.budget import WHOLE_KEY, ThrottleStateError
from radius_assets.sources.errors import (
    AccessRefusedError,
    QuotaSpentError,
    ServiceGoneError,
    SourceError,
)
from radius_assets.sources.seoul import SERVICES, Seoul, may_be_gone

ClientT = TypeVar("ClientT")


State: TypeAlias = Literal["fine", "odd", "bad", "left out"]
"""`bad` keeps a refresh from being done, or from being done in full; `odd` does not, but a person
should look."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `left out` is something optional."""

    what: str
    state: State
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
    def is_of_permits(self) -> bool:
        """Whether it has permits, as Seoul has."""
        return self.api != "semas"

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


def of_service(service: Service, instead: Callable[[], Sequence[Finding]] | None = None) -> Finding:
    """Ask the service once, Seoul once for each register; more often where one may be gone.

    Args:
        service: Any but data.go.kr.
        instead: What is found of the data sets that are asked for permits where this service no
            longer knows them; None where RADIUS_PERMITS lets nobody be asked instead.
    """
    resource = service.resource
    try:
        resource.require_key()
        if resource.is_optional:  # Seoul alone can be
            return Finding(service.title, "left out", "not asked, RADIUS_PERMITS is data_go_kr")
        try:
            asyncio.run(_ask_service(resource))
        except SourceError as error:
            if not may_be_gone(error):
                raise
            asyncio.run(_ask_service(resource, patiently=True))  # as a refresh finds it out
        today = service.requests_today()
    except MissingKeyError as error:
        return Finding(service.title, "left out" if resource.is_optional else "bad", str(error))
    except ServiceGoneError as error:
        return _gone(service, error, None if instead is None else instead())
    except (SourceError, ThrottleStateError) as error:
        return Finding(service.title, "bad", f"{error}{_remedy(error, service)}")
    text = f"{resource.base_url} answers; requests today: {today}"
    return Finding(service.title, "fine", text)


def _gone(service: Service, error: ServiceGoneError, instead: Sequence[Finding] | None) -> Finding:
    """A register that is gone is no obstacle where another service has it."""
    if instead is None:
        lacks = "data.go.kr is not asked instead, as RADIUS_PERMITS is seoul; set it to auto"
        return Finding(service.title, "bad", f"{error}; {lacks}")
    if instead and all(each.state == "fine" for each in instead):
        serves = "data.go.kr answers and is asked for permits instead, as RADIUS_PERMITS is auto"
        return Finding(service.title, "odd", f"{error}; {serves}")
    lacks = "data.go.kr is asked instead with DATA_GO_KR_KEY, admitted to food and tobacco"
    return Finding(service.title, "bad", f"{error}; {lacks}")


def of_data_set(service: Service, resource: DataGoKrResource, data_set: DataSet) -> Finding:
    """Ask the data set once, unless it is left out by the settings."""
    what, is_of_permits = f"{service.title} {data_set.api}", data_set.is_of_permits
    needed = is_of_permits and resource.permits == "data_go_kr"
    about = _about(data_set, needed=needed)
    if is_of_permits and resource.permits == "seoul":
        return Finding(what, "left out", f"not asked, RADIUS_PERMITS is seoul; {about}")
    if not resource.has_key:
        missing = MissingKeyError(data_set.key)
        return Finding(what, "bad" if needed else "left out", f"{missing}; {about}")
    try:
        asyncio.run(_ask_data_set(resource, data_set))
        sent = resource.requests_today().get(data_set.api, 0)
    except ThrottleStateError as error:
        return Finding(what, "bad", str(error))
    except SourceError as error:
        text = f"{error}{_remedy(error, service)}; {about}"
        if isinstance(error, AccessRefusedError):
            text += f"; apply at {data_set.key.where}, until then {data_set.refused}"
        # Every refresh asks the business register, but permits only where they are chosen.
        return Finding(what, "left out" if is_of_permits and not needed else "bad", text)
    today = counts({WHOLE_KEY: sent}, resource.daily_quota)
    text = f"{resource.base_url} answers; requests today: {today}; for {data_set.use}"
    return Finding(what, "fine", text)


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


async def _ask_service(resource: ServiceResource, *, patiently: bool = False) -> None:
    if isinstance(resource, SeoulResource):
        await _ask(resource.open, _probe_registers, patiently=patiently)
    else:
        await _ask(resource.open, _probe, patiently=patiently)


async def _probe_registers(client: Seoul) -> None:
    for kind in SERVICES:
        await client.probe(kind)


async def _ask_data_set(resource: DataGoKrResource, data_set: DataSet) -> None:
    kind = data_set.api
    if kind == "semas":
        await _ask(resource.open, _probe)
    else:
        await _ask(resource.open_permits, lambda client: client.probe(kind))


async def _probe(client: Probed) -> None:
    await client.probe()


async def _ask(
    opened: Callable[[], AbstractAsyncContextManager[ClientT]],
    ask: Callable[[ClientT], Awaitable[None]],
    *,
    patiently: bool = False,
) -> None:
    was_active = stamina.is_active()
    if not patiently:
        stamina.set_active(False)  # a person waits, and a second try would say the same
    try:
        async with opened() as client:
            await ask(client)
    finally:
        stamina.set_active(was_active)
