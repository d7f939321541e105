"""The services as the terminal speaks of them: titles, and what is used of the day's budget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import dagster as dg

from radius_assets.composition import services
from radius_assets.resources import ServiceResource
from radius_assets.settings import Settings
from radius_assets.sources.budget import ThrottleStateError

_TITLES: Mapping[str, tuple[str, str]] = {
    "kakao": ("Kakao", "RADIUS_KAKAO_URL"),
    "seoul": ("Seoul", "RADIUS_SEOUL_URL"),
    "daiso_finder": ("Daiso", "RADIUS_DAISO_URL"),
    "data_go_kr": ("data.go.kr", "RADIUS_DATA_GO_KR_URL"),
}


@dataclass(frozen=True, slots=True)
class Service:
    """A service as a run would ask it; `url_variable` sets where it is."""

    title: str
    url_variable: str
    resource: ServiceResource

    def requests_today(self) -> str:
        """Requests since midnight in Korea, and of how many where there is a daily quota.

        Raises:
            ThrottleStateError: The budget's state cannot be used.
        """
        quota = self.resource.daily_quota
        of_quota = "" if quota is None else f" of {quota:,}"
        return f"{self.resource.requests_today():,}{of_quota}"


def services_of(settings: Settings) -> Sequence[Service]:
    """The services with the keys of these settings."""
    return [Service(*_TITLES[name], _resolved(each)) for name, each in services(settings).items()]


def _resolved(resource: ServiceResource) -> ServiceResource:
    """The resource with the values of variables that Dagster would look up within a run."""
    values = {name: getattr(resource, name) for name in type(resource).model_fields}
    looked_up = {
        name: value.get_value() for name, value in values.items() if isinstance(value, dg.EnvVar)
    }
    return resource.model_copy(update=looked_up)


def budget_use(asked: Sequence[Service]) -> str:
    """One line on the requests of today; a budget that cannot be read ends the run by itself."""
    parts = []
    for service in asked:
        try:
            parts.append(f"{service.title} {service.requests_today()}")
        except ThrottleStateError:
            continue
    return ", ".join(parts)
