"""A sandbox while it runs: its city, its services, and what its owner may ask and change."""

from radius_assets.sandbox.city import City
from radius_assets.sandbox.daiso import Daiso
from radius_assets.sandbox.endpoint import ServiceEndpoint
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.kakao import Kakao
from radius_assets.sandbox.semas import Semas
from radius_assets.sandbox.seoul import Seoul
from radius_assets.sandbox.settings import SandboxSettings


class Sandbox:
    """The four services over one city."""

    def __init__(self, city: City, settings: SandboxSettings) -> None:
        self.city = city
        self.settings = settings
        self.faults = settings.faults
        self.kakao = ServiceEndpoint(Kakao(city), settings)
        self.seoul = ServiceEndpoint(Seoul(city), settings)
        self.daiso = ServiceEndpoint(Daiso(city), settings)
        self.semas = ServiceEndpoint(Semas(city), settings)
        self._endpoints = (self.kakao, self.seoul, self.daiso, self.semas)

    def statistics(self) -> dict[str, dict[str, object]]:
        """What each service has seen since the start or the last reset."""
        return {
            endpoint.name: endpoint.turnstile.statistics.to_json() for endpoint in self._endpoints
        }

    def reset(self) -> None:
        """Begin statistics, quotas and dice anew; the faults stay."""
        for endpoint in self._endpoints:
            endpoint.reset()

    def set_faults(self, faults: Faults) -> None:
        """Have these faults, and no others, from now on."""
        self.faults = faults
        for endpoint in self._endpoints:
            endpoint.disturb(faults)
