"""How often a service is asked: the sliding second at the server, and the statistics."""

import dataclasses
from collections import Counter, defaultdict, deque
from dataclasses import dataclass

WINDOW_S = 1.0


class SlidingWindow:
    """The arrivals of the last second; one that is exactly a second old no longer counts."""

    def __init__(self) -> None:
        self._arrivals: deque[float] = deque()

    def arrive(self, at_s: float) -> int:
        """Note an arrival; how many there were in the second that ends with it.

        Args:
            at_s: Seconds of a monotonic clock, not before the last arrival.
        """
        while self._arrivals and self._arrivals[0] <= at_s - WINDOW_S:
            self._arrivals.popleft()
        self._arrivals.append(at_s)
        return len(self._arrivals)


@dataclass(slots=True)
class Statistics:
    """What a service has seen since the last reset.

    `refused` counts what came beyond the rate, `worst_second` the most arrivals with one key in
    any second, refused ones among them. `wrong_key` are the requests without a good key,
    `quota_spent` those after the quota, `faults` what was made to go wrong.
    """

    requests: int = 0
    refused: int = 0
    wrong_key: int = 0
    quota_spent: int = 0
    worst_second: int = 0
    in_flight: int = 0
    in_flight_max: int = 0
    kinds: Counter[str] = dataclasses.field(default_factory=Counter)
    faults: Counter[str] = dataclasses.field(default_factory=Counter)

    def to_json(self) -> dict[str, object]:
        """The statistics as a JSON object."""
        values = {item.name: getattr(self, item.name) for item in dataclasses.fields(self)}
        return values | {"kinds": dict(self.kinds), "faults": dict(self.faults)}


class Turnstile:
    """Counts the requests of one service, and tells which come beyond its rate."""

    def __init__(self, rate_per_second: int) -> None:
        self._rate_per_second = rate_per_second
        self._windows: defaultdict[str, SlidingWindow] = defaultdict(SlidingWindow)
        self.statistics = Statistics()

    def enter(self, kind: str) -> None:
        """Count a request that has come."""
        now = self.statistics
        now.requests += 1
        now.kinds[kind] += 1
        now.in_flight += 1
        now.in_flight_max = max(now.in_flight_max, now.in_flight)

    def leave(self) -> None:
        """Count a request as answered."""
        self.statistics.in_flight -= 1

    def admits(self, key: str, at_s: float) -> bool:
        """Whether an arrival with this key is within the rate; a refused one counts as well."""
        arrivals = self._windows[key].arrive(at_s)
        self.statistics.worst_second = max(self.statistics.worst_second, arrivals)
        admitted = arrivals <= self._rate_per_second
        self.statistics.refused += not admitted
        return admitted

    def reset(self) -> None:
        """Begin the statistics anew; the last second and what is in flight stay as they are."""
        in_flight = self.statistics.in_flight
        self.statistics = Statistics(in_flight=in_flight, in_flight_max=in_flight)
