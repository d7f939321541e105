"""How long to wait before a service is asked again, by what it said."""

from email.utils import parsedate_to_datetime

import httpx

from radius_assets.sources.errors import TransientSourceError

PAUSE_S = 2.0  # for everyone, where a service that is asked too fast names no time
LONGEST_PAUSE_S = 120.0  # a source that wants more is not to be had in this run


def pause_after(error: Exception) -> bool | float:
    """Whether to ask again after the error, and where the source named a time, how soon."""
    if not isinstance(error, TransientSourceError):
        return False
    if error.retry_after_s is None:
        return True
    return error.retry_after_s if error.retry_after_s <= LONGEST_PAUSE_S else False


def everyones_pause_s(error: TransientSourceError) -> float:
    """For how many seconds nobody asks, after a service said that it is asked too fast."""
    return PAUSE_S if error.retry_after_s is None else min(error.retry_after_s, LONGEST_PAUSE_S)


def retry_after_s(headers: httpx.Headers) -> float | None:
    """Retry-After in seconds; a date counts from the answer's own, not from our clock."""
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        pause = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, TypeError):
        return None
    return max(0.0, pause.total_seconds())
