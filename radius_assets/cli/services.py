"""The services as the terminal speaks of them: titles, and what is used of the day's budget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import dagster as dg

from radius_assets.composition import services
from radius_assets.resources import ServiceResource
from radius_assets.settings import Settings
from radius_assets.sources.budget import WHOLE_KEY, ThrottleStateError

_URL_VARIABLES: Mapping[str, str] = {
    "kakao": "RADIUS_KAKAO_URL",
    "seoul": "RADIUS_SEOUL_URL",
    "daiso_finder": "RADIUS_DAISO_URL",
    "data_go_kr": "RADIUS_DATA_GO_KR_URL",
}


@dataclass(frozen=True, slots=True)
class Service:
    """A service as a run would ask it; `url_variable` sets where it is."""

    url_variable: str
    resource: ServiceResource

    @property
    def title(self) -> str:
        """The name by which people know it."""
        return self.resource.title

    def requests_today(self) -> str:
        """Requests by API since midnight in Korea, and of how many where there is a daily quota.

        Raises:
            ThrottleStateError: The budget's state cannot be used.
        """
        return counts(self.resource.requests_today(), self.resource.daily_quota)


def counts(sent: Mapping[str, int], quota: int | None) -> str:
    """Requests by API, in short: `category 84, keyword 12 of 100,000 each`."""
    parts = [
        f"{requests:,}" if api == WHOLE_KEY else f"{api} {requests:,}"
        for api, requests in sorted(sent.items())
    ]
    of_quota = "" if quota is None else f" of {quota:,}{' each' if len(parts) > 1 else ''}"
    return f"{', '.join(parts) or '0'}{of_quota}"


def services_of(settings: Settings) -> Sequence[Service]:
    """The services with the keys of these settings."""
    return [
        Service(_URL_VARIABLES[name], _resolved(each)) for name, each in services(settings).items()
    ]


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
    return "; ".join(parts)
