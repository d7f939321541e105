"""What passes between the HTTP side and a service: what was asked, what is answered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from radius_assets.sandbox.faults import Faults

KEY = "sandbox"
"""The one key that every service of the sandbox accepts."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a service sees it: decoded path and query, lower-case header names."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answers; `content_type` is sent to the letter."""

    body: bytes
    content_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Troubles:
    """What a service answers when it does not want to or cannot answer.

    `quota_spent` holds the shapes it alternates between; it is empty for a service without a
    quota. `broken` is the service's own word of failure, for now or for one district.
    """

    too_fast: Answer
    unavailable: Answer
    broken: Answer
    refused: Answer
    quota_spent: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Oddities:
    """How this one answer differs from an undisturbed one.

    `total_shift` is added to the declared total; `row_shift` rows of the page before come
    again at the top of a page after the first, and push as many off its end.
    """

    faults: Faults
    total_shift: int = 0
    row_shift: int = 0


class Service(Protocol):
    """One of the real services, answering from the city's tables."""

    @property
    def name(self) -> str:
        """The name in statistics and faults."""
        ...

    @property
    def troubles(self) -> Troubles:
        """The answers that have nothing to do with what was asked."""
        ...

    def kind(self, asked: Asked) -> str | None:
        """The kind of request for the statistics, None for an address that is not served."""
        ...

    def key(self, asked: Asked) -> str:
        """The key the request counts on; empty for a service without keys."""
        ...

    def refusal(self, asked: Asked) -> Answer | None:
        """The answer to a request without a good key."""
        ...

    def district(self, asked: Asked) -> str | None:
        """The district that is asked about, None where the request names none."""
        ...

    def answer(self, asked: Asked, oddities: Oddities) -> Answer:
        """The answer to a request that nothing speaks against."""
        ...

    def forget(self) -> None:
        """Forget what earlier requests have set in motion."""
        ...


def json_answer(value: object, status: int = 200) -> Answer:
    """An answer in JSON, written as the services write it: Hangul as it is."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Answer(text.encode(), "application/json;charset=UTF-8", status)


def xml_answer(text: str, status: int = 200) -> Answer:
    """An answer in XML."""
    return Answer(text.encode(), "text/xml;charset=UTF-8", status)


def html_answer(title: str, status: int) -> Answer:
    """An error page of the proxy before a service, where a client expects JSON."""
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return Answer(page.encode(), "text/html", status)
