"""A sandbox while it runs: its city, its services, and what its owner may ask and change."""

import datetime as dt
from collections.abc import Callable
from typing import TypeAlias

from radius_assets.sandbox.city import City
from radius_assets.sandbox.daiso import Daiso
from radius_assets.sandbox.endpoint import ServiceEndpoint
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.kakao import Kakao
from radius_assets.sandbox.mois import Mois
from radius_assets.sandbox.semas import Semas
from radius_assets.sandbox.seoul import Seoul
from radius_assets.sandbox.settings import SandboxSettings

CityOn: TypeAlias = Callable[[dt.date], City]
"""Builds the city as it is on a day, or raises ValueError where it has none then."""


class FixedCityError(ValueError):
    """The sandbox shows a city that was made for one day."""

    def __init__(self) -> None:
        super().__init__("this city was made for one day; nobody told how to build it for another")


class Sandbox:
    """The services over one city; with `city_on` it can be shown on another day."""

    def __init__(
        self, city: City, settings: SandboxSettings, *, city_on: CityOn | None = None
    ) -> None:
        self.city = city
        self.settings = settings
        self.faults = settings.faults
        self._city_on = city_on
        self._seoul = Seoul(city)
        self.kakao = ServiceEndpoint(Kakao(city), settings)
        self.seoul = ServiceEndpoint(self._seoul, settings)
        self.daiso = ServiceEndpoint(Daiso(city), settings)
        self.semas = ServiceEndpoint(Semas(city), settings)
        self.mois = ServiceEndpoint(Mois(city), settings)
        self._endpoints = (self.kakao, self.seoul, self.daiso, self.semas, self.mois)

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

    def set_city(self, city: City) -> None:
        """Show this city from now on; statistics, quotas, dice and faults stay as they are."""
        kakao, daiso, semas, mois = Kakao(city), Daiso(city), Semas(city), Mois(city)
        self.city, self._seoul = city, Seoul(city, requests=self._seoul.requests)
        self.kakao.serve(kakao)
        self.seoul.serve(self._seoul)
        self.daiso.serve(daiso)
        self.semas.serve(semas)
        self.mois.serve(mois)

    def set_today(self, today: dt.date) -> None:
        """Show the same city on another day; it takes seconds to build a whole one.

        Raises:
            FixedCityError: Nobody told how to build it.
            ValueError: The city has no history on that day.
        """
        if self._city_on is None:
            raise FixedCityError
        self.set_city(self._city_on(today))
