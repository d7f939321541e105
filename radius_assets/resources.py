"""The services as Dagster resources: settings, and a way to open a client for one run."""

from abc import abstractmethod
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import ClassVar, Literal, Protocol

import dagster as dg
from dagster._core.storage.tags import PRIORITY_TAG
from pydantic import Field, PrivateAttr

from radius_assets.settings import DATA_GO_KR, KAKAO_KEY, SEOUL_KEY, KeyHelp, MissingKeyError
from radius_assets.sources.budget import Budget
from radius_assets.sources.budget_redis import RedisBudget
from radius_assets.sources.daiso import Daiso, open_daiso
from radius_assets.sources.kakao import Kakao, open_kakao
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
    is_optional: ClassVar[bool] = False
    daily_quota: ClassVar[int | None] = None

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

    def requests_today(self) -> int:
        """Requests sent with this key since midnight in Korea, by all processes."""
        return self.throttle().requests_today()


class KakaoResource(ServiceResource):
    """Kakao Local, https://developers.kakao.com/docs/latest/ko/local/dev-guide."""

    key = KAKAO_KEY
    daily_quota = 100_000  # of each API, as the quota page says

    def open(self) -> AbstractAsyncContextManager[Kakao]:
        """A client for one run; open it with `async with`."""
        return open_kakao(self.secret, base_url=self.base_url, throttle=self.throttle())


class SeoulResource(ServiceResource):
    """Seoul Open Data Plaza, https://data.seoul.go.kr."""

    key = SEOUL_KEY

    def open(self) -> AbstractAsyncContextManager[Seoul]:
        """A client for one run; open it with `async with`."""
        return open_seoul(self.secret, base_url=self.base_url, throttle=self.throttle())


class DataGoKrResource(ServiceResource):
    """The public data portal, https://www.data.go.kr: SEMAS' register, left out without a key."""

    key = DATA_GO_KR
    is_optional = True
    daily_quota = 10_000  # of a development account, as the dataset's page says

    def open(self) -> AbstractAsyncContextManager[Semas]:
        """A client for one run; open it with `async with`."""
        return open_semas(self.secret, base_url=self.base_url, throttle=self.throttle())


class DaisoResource(ServiceResource):
    """Daiso's store finder, https://www.daisomall.co.kr: unofficial, so asked gently."""

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
