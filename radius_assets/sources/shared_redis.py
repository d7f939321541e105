"""The Redis that hosts share, as one process sees it: how it is asked, and that it may be away."""

import math
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

import redis
from redis.backoff import NoBackoff
from redis.exceptions import ReadOnlyError
from redis.retry import Retry

from radius_assets.sources.budget import ThrottleStateError
from radius_assets.sources.budget_file import Clock
from radius_assets.sources.masking import masked

T = TypeVar("T")

ANSWER_TIMEOUT_S = 0.25  # nothing else runs in the process while it waits for Redis
FIRST_RETRY_S, LAST_RETRY_S = 0.1, 2.0

REDIS = "the Redis of RADIUS_REDIS_URL"

_PASSING = (redis.ConnectionError, redis.TimeoutError, ReadOnlyError)

_SWAP = """
local kept = redis.call('GET', KEYS[1]) or ''
if ARGV[1] == kept then
    redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
    return false
end
return {kept, redis.call('TIME')}
"""


class SharedRedis:
    """One Redis, and for how long it has been away; only the waiting counts.

    Args:
        url: As in RADIUS_REDIS_URL; never shown.
        patience_s: How long it may be away.
        clock: Seconds on a clock of this process.
    """

    def __init__(self, url: str, patience_s: float, clock: Clock) -> None:
        self._swap = _connection(url).register_script(_SWAP)
        self._secrets = _secrets(url)
        self._patience_s = patience_s
        self._clock = clock
        self._why = ""
        self._waited_s = 0.0
        self._again_at = -math.inf
        self._is_too_long = False

    def read(self, name: str) -> tuple[bytes, float]:
        """The value of the key, empty where there is none, and the time of the server."""
        return _value_and_time(self._asked(name))

    def swap(
        self, name: str, kept: bytes, new: bytes, *, keep_s: int
    ) -> tuple[bytes, float] | None:
        """Put a value in the place of one that was read; None, or what others put there before."""
        answer = self._asked(name, kept, new, keep_s)
        return None if answer is None else _value_and_time(answer)

    def tried(self, ask: Callable[[], T]) -> T | None:
        """What is asked for; None if Redis is away, or was so shortly before.

        Raises:
            ThrottleStateError: Redis does answer, but it refuses us.
        """
        if self._clock() < self._again_at:
            return None
        try:
            answer = ask()
        except _PASSING as error:
            self._stays_away(self._told(error))
            return None
        self._waited_s, self._again_at, self._is_too_long = 0.0, -math.inf, False
        return answer

    def wait_s(self) -> float:
        """Seconds until it is worth asking again, never 0.

        Raises:
            ThrottleStateError: Patience is over.
        """
        if self._is_too_long:
            raise self.error()
        return max(FIRST_RETRY_S, self._again_at - self._clock())

    def error(self) -> ThrottleStateError:
        """What to tell a person about a Redis that is away."""
        return ThrottleStateError(
            f"{REDIS} does not answer ({self._why}; waited {self._waited_s:.0f} s); start it, or "
            "unset the variable to keep the budget in a file of this machine"
        )

    def _asked(self, name: str, *arguments: bytes | int) -> Any:  # noqa: ANN401  (as the script)
        try:
            return self._swap(keys=[name], args=arguments)
        except redis.RedisError as error:
            if isinstance(error, _PASSING) and not isinstance(error, redis.AuthenticationError):
                raise
            raise ThrottleStateError(f"{REDIS} refuses us ({self._told(error)})") from None

    def _told(self, error: redis.RedisError) -> str:
        return masked(str(error), self._secrets).rstrip(".")

    def _stays_away(self, why: str) -> None:
        self._why = why
        self._is_too_long = self._waited_s >= self._patience_s
        wait_s = min(max(self._waited_s, FIRST_RETRY_S), LAST_RETRY_S)
        self._again_at = self._clock() + wait_s
        if not self._is_too_long:
            self._waited_s += wait_s


@cache
def shared_redis(url: str, patience_s: float, clock: Clock) -> SharedRedis:
    """One for all budgets of this process, so that only one of them waits for a dead Redis."""
    return SharedRedis(url, patience_s, clock)


def _connection(url: str) -> redis.Redis:
    try:
        return redis.Redis.from_url(
            url,
            socket_connect_timeout=ANSWER_TIMEOUT_S,
            socket_timeout=ANSWER_TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),
        )
    except ValueError:
        raise ThrottleStateError(
            "RADIUS_REDIS_URL is no address of a Redis; one is redis://:password@host:6379/0"
        ) from None


def _secrets(url: str) -> list[str]:
    parts = urlsplit(url)
    return [secret for secret in (parts.username, parts.password) if secret]


def _value_and_time(answer: list[Any]) -> tuple[bytes, float]:
    value, (seconds, microseconds) = answer
    return value, int(seconds) + int(microseconds) / 1e6
