"""Keys stay out of messages and logs: the one place where they are masked."""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from urllib.parse import unquote

MASK = "***"

# The loggers that see what is sent: httpx logs every URL at INFO, httpcore headers at DEBUG.
LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy")

_BACKSLASHES = r"\\\\{0,7}"  # with an end: a body of nothing else would take hours


def masked(text: str, secrets: Iterable[str]) -> str:
    r"""The text with every secret replaced, however its letters are written.

    A letter may be written as it is or in the other case, as in a URL (%2B, %252B), as in JSON
    (`\/`, `\u003d`, also within JSON within JSON) or as in XML (`&#43;`), each in its own way.
    JSON stays JSON.
    """
    pattern = _spelled(tuple(secrets))
    return pattern.sub(MASK, text) if pattern else text


@lru_cache(maxsize=64)
def _spelled(secrets: tuple[str, ...]) -> re.Pattern[str] | None:
    """What matches every secret in every spelling; None where there is no secret."""
    plain = {spelling for secret in secrets for spelling in (secret, unquote(secret))} - {""}
    longest_first = sorted(plain, key=len, reverse=True)
    spelled = ["".join(map(_letter, text)) for text in longest_first]
    return re.compile("|".join(spelled)) if spelled else None


def _letter(letter: str) -> str:
    """A pattern for the spellings of a letter.

    Cases are spelled out and each choice begins with a sign of its own: the search then skips
    what can begin no key, and takes 1 ms for a page of 1,000 permits.
    """
    cases = sorted({letter, letter.lower(), letter.upper()})
    ways = [way for case in cases for way in _ways(case)]
    if letter == " ":
        ways.append(re.escape("+"))  # as forms write it
    return f"(?:{'|'.join(ways)})"


def _ways(text: str) -> Iterator[str]:
    """The spellings of a letter in one case."""
    units = text.encode("utf-16-be", "surrogatepass")
    in_json = (f"u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
    in_url = (f"{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))
    yield re.escape(text)
    if not text.isalnum():
        yield _BACKSLASHES + re.escape(text)
    yield "".join(_BACKSLASHES + _any_case(unit) for unit in in_json)
    yield "".join(f"%(?:25)*{_any_case(byte)}" for byte in in_url)
    yield "".join(f"&#(?:0*{ord(sign)}|[xX]0*{_any_case(f'{ord(sign):x}')});" for sign in text)


def _any_case(digits: str) -> str:
    return "".join(f"[{sign}{sign.upper()}]" if sign.isalpha() else sign for sign in digits)


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
