"""How a sandbox behaves: its port, limits, latency and faults."""

from dataclasses import dataclass, field

from radius_assets.sandbox.faults import Faults


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSettings:
    """What can be set of a sandbox.

    `port` 0 takes any free one. `rate_per_second` holds for each service and key. An answer
    takes `latency_ms`, give or take up to `jitter_ms`. With `truth` the answers of an ideal
    judge can be read at /_sandbox/truth.

    Raises:
        ValueError: A value is out of range.
    """

    port: int = 0
    rate_per_second: int = 10
    latency_ms: float = 150.0
    jitter_ms: float = 0.0
    faults: Faults = field(default_factory=Faults)
    truth: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65_535:
            raise ValueError(f"port {self.port} is not between 0 and 65535")
        if self.rate_per_second < 1:
            raise ValueError(f"rate {self.rate_per_second} a second is below 1")
        if self.latency_ms < 0 or self.jitter_ms < 0:
            raise ValueError(f"latency {self.latency_ms} ± {self.jitter_ms} ms is below 0")
