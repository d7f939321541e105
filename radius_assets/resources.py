"""The services as Dagster resources: settings, and a way to open a client for one run."""

from abc import abstractmethod
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import ClassVar, Literal, Protocol

import dagster as dg
from dagster._core.storage.tags import PRIORITY_TAG
from pydantic import Field, PrivateAttr

from radius_assets.domain.records import PermitsChoice
from radius_assets.refresh.quota import DailyQuota
from radius_assets.settings import (
    DATA_GO_KR,
    DATA_GO_KR_DAILY_QUOTA,
    KAKAO_DAILY_QUOTA,
    KAKAO_KEY,
    SEOUL_KEY,
    KeyHelp,
    MissingKeyError,
)
from radius_assets.sources.budget import Budget
from radius_assets.sources.budget_redis import RedisBudget
from radius_assets.sources.daiso import Daiso, open_daiso
from radius_assets.sources.kakao import Kakao, open_kakao
from radius_assets.sources.mois import Mois, open_mois
from radius_assets.sources.semas import Semas, open_semas
from radius_assets.sources.seoul import Seoul, open_seoul
from radius_assets.sources.throttle import Throttle, budget_name

MOST_PRIORITY = 1_000_000  # beyond it, priorities are alike


class Probed(Protocol):
    """A client that can find out with one request whether its service lets it in."""

    async def probe(self) -> None:
        """Ask once."""
        ...


class ServiceResource(dg.ConfigurableResource):
    """What all services share: an address, a key, and a budget that all processes share."""

    key: ClassVar[KeyHelp | None] = None
    title: ClassVar[str]  # as forecasts and people name it

    base_url: str
    api_key: str = Field(default="", description="Empty where it is not set, or not needed.")
    budget_folder: str = Field(description="Folder of the budgets that all processes share.")
    redis_url: str = Field(
        default="", description="A Redis that keeps the budgets instead, shared by all hosts."
    )
    redis_patience_s: float = Field(
        default=30.0, ge=0, description="How long Redis may be away before requests fail."
    )
    requests_per_second: int = Field(default=10, ge=1, le=100)
    mode: Literal["slots", "paced"] = Field(
        default="slots",
        description="slots: never more than the limit in any second at the server. "
        "paced: faster, now and then one more.",
    )
    is_optional: bool = Field(
        default=False, description="Whether runs do without the service where its key is not set."
    )
    daily_quota: int | None = Field(
        default=None,
        ge=0,
        description="Requests a day that the service takes for each of its APIs; without one, any.",
    )
    _priority: int = PrivateAttr(default=0)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Take the priority of the run over into the line for the budget."""
        if context.run is not None:
            self._priority = priority_of(context.run.tags)

    @abstractmethod
    def open(self) -> AbstractAsyncContextManager[Probed]:
        """A client for one run; open it with `async with`."""

    @property
    def has_key(self) -> bool:
        """Whether the key is set."""
        return bool(self.secret)

    @property
    def secret(self) -> str:
        """The key without the blanks that copying may have put around it."""
        return self.api_key.strip()

    def require_key(self) -> None:
        """Do nothing if the key is set, or none is needed.

        Raises:
            MissingKeyError: It is not set; the message says where to get one.
        """
        if self.key is not None and not self.has_key:
            raise MissingKeyError(self.key)

    def throttle(self) -> Throttle:
        """The budget of this service and key, the same one wherever the same settings are."""
        return Throttle(
            self._budget(),
            slots=self.requests_per_second,
            mode=self.mode,
            priority=self._priority,
        )

    def _budget(self) -> Path | Budget:
        name = budget_name(
            service=type(self).__name__.removesuffix("Resource").lower(),
            base_url=self.base_url,
            key=self.secret,
        )
        if url := self.redis_url.strip():
            return RedisBudget(url, f"radius:budget:{name}", patience_s=self.redis_patience_s)
        return Path(self.budget_folder) / f"{name}.budget"

    def requests_today(self) -> Mapping[str, int]:
        """Requests sent with this key to each API since midnight in Korea, by all processes."""
        return self.throttle().requests_today()

    def quota_today(self) -> DailyQuota | None:
        """The day's quota and what is used of it, None where the service has none.

        Raises:
            ThrottleStateError: The state of the budget cannot be read.
        """
        if self.daily_quota is None:
            return None
        return DailyQuota(self.daily_quota, self.requests_today())


class KakaoResource(ServiceResource):
    """Kakao Local, https://developers.kakao.com/docs/latest/ko/local/dev-guide."""

    key = KAKAO_KEY
    title = "Kakao"

    daily_quota: int | None = Field(default=KAKAO_DAILY_QUOTA, ge=0)

    def open(self) -> AbstractAsyncContextManager[Kakao]:
        """A client for one run; open it with `async with`."""
        return open_kakao(self.secret, base_url=self.base_url, throttle=self.throttle())


class SeoulResource(ServiceResource):
    """Seoul Open Data Plaza, https://data.seoul.go.kr."""

    key = SEOUL_KEY
    title = "Seoul"

    def open(self) -> AbstractAsyncContextManager[Seoul]:
        """A client for one run; open it with `async with`."""
        return open_seoul(self.secret, base_url=self.base_url, throttle=self.throttle())


class DataGoKrResource(ServiceResource):
    """The public data portal, https://www.data.go.kr: SEMAS' register, left out without a key.

    It has the permits of Seoul, too.
    """

    key = DATA_GO_KR
    is_optional: bool = True
    title = "data.go.kr"

    daily_quota: int | None = Field(default=DATA_GO_KR_DAILY_QUOTA, ge=0)
    permits: PermitsChoice = Field(
        default="auto",
        description="Who is asked for permits: seoul, data_go_kr, or auto, which is Seoul, and "
        "data.go.kr where Seoul's service is gone.",
    )
    margin_days: int = Field(
        default=3,
        ge=0,
        description="How many days late the registers may show a change: changes are asked for "
        "from so long before the last reading.",
    )

    @property
    def margin(self) -> timedelta:
        """`margin_days`, to be taken from a moment."""
        return timedelta(days=self.margin_days)

    def open(self) -> AbstractAsyncContextManager[Semas]:
        """A client for one run; open it with `async with`."""
        return open_semas(self.secret, base_url=self.base_url, throttle=self.throttle())

    def open_permits(self) -> AbstractAsyncContextManager[Mois]:
        """A client for one run that asks for permits, out of the same budget."""
        return open_mois(self.secret, base_url=self.base_url, throttle=self.throttle())


class DaisoResource(ServiceResource):
    """Daiso's store finder, https://www.daisomall.co.kr: unofficial, so asked gently."""

    title = "Daiso"

    requests_per_second: int = Field(default=4, ge=1, le=10)

    def open(self) -> AbstractAsyncContextManager[Daiso]:
        """A client for one run; open it with `async with`."""
        return open_daiso(base_url=self.base_url, throttle=self.throttle())


def priority_of(tags: Mapping[str, str]) -> int:
    """The priority in a run's tags, read as Dagster's queue reads it: 0 where it is no number."""
    try:
        priority = int(tags.get(PRIORITY_TAG, "0"))
    except ValueError:
        return 0
    return max(-MOST_PRIORITY, min(MOST_PRIORITY, priority))
