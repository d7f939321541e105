"""Keys stay out of messages and logs: the one place where they are masked."""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import quote, quote_plus, unquote

MASK = "***"

# The loggers that see what is sent: httpx logs every URL at INFO, httpcore headers at DEBUG.
LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy")


def masked(text: str, secrets: Iterable[str]) -> str:
    """The text with every secret replaced, also where it is written as a part of a URL."""
    spellings = {spelling for secret in secrets for spelling in _spellings(secret)} - {""}
    if not spellings:
        return text
    longest_first = sorted(spellings, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), MASK, text, flags=re.IGNORECASE)


def _spellings(secret: str) -> tuple[str, ...]:
    return secret, unquote(secret), quote(secret), quote(secret, safe=""), quote_plus(secret)


@contextmanager
def masked_logs(secrets: Sequence[str]) -> Iterator[None]:
    """Mask the secrets in what the HTTP library logs meanwhile, at any level."""
    masking = _MaskingFilter(secrets)
    loggers = [logging.getLogger(name) for name in LOGGERS]
    for logger in loggers:
        logger.addFilter(masking)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(masking)


class _MaskingFilter(logging.Filter):
    """Lets every record through, without the secrets."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__()
        self._secrets = tuple(secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = masked(record.getMessage(), self._secrets)
        record.args = None
        return True
