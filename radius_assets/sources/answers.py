"""An answer as it came, before anything in it is believed, and the errors it can mean.

HTTP 200 proves nothing and neither does the Content-Type: what an answer is, its first byte
and its own codes tell.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from radius_assets.sources.errors import (
    AccessRefusedError,
    BadRequestError,
    SourceChangedError,
    SourceError,
    TransientSourceError,
)
from radius_assets.sources.fields import Fields
from radius_assets.sources.masking import masked

KEY_LENGTH_MIN = 8  # real keys have 32 signs and more; "1" or "xx" is a part of codes and rows
QUOTE_LENGTH_MAX = 200
ERROR_LENGTH_MAX = 10_000  # an error is some hundred characters long

_URL = re.compile(r"\bhttps?://\S+", re.IGNORECASE)
_HALF_A_LETTER = re.compile(r"\\u[dD][89a-fA-F]")  # one of two that only together are a letter
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+)?(?:html|head|body)\b", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)

ErrorT = TypeVar("ErrorT", bound=SourceError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source answered to one request.

    `text` is the body without blanks around it, and without `secrets`: services repeat keys, and
    so no row, name, error or archive can hold one. `retry_after_s` is the time the source named,
    if any. A body that is not UTF-8 has signs in it that stand for what cannot be read, and is
    believed in nothing but its status and codes.
    """

    source: str
    asked: str
    status: int
    text: str = field(repr=False)
    retry_after_s: float | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)
    is_utf8: bool = True

    def __post_init__(self) -> None:
        keys = [secret for secret in self.secrets if len(secret) >= KEY_LENGTH_MIN]
        object.__setattr__(self, "text", masked(self.text, keys))

    @property
    def is_markup(self) -> bool:
        """Whether the body is XML or HTML."""
        return self.text.startswith("<")

    def fields(self) -> Fields:
        """The JSON object that the body is.

        Raises:
            TransientSourceError: It is no JSON, or no UTF-8: empty, cut off, or the page of a
                proxy.
            SourceChangedError: It is JSON, but no object.
        """
        value = self.json_value()
        if value is None:
            raise self.transient(self.said(f"no JSON but {self._kind()}"))
        if not self.is_utf8:
            raise self.transient("answered JSON in another encoding than UTF-8")
        if not isinstance(value, dict):
            raise self.error(SourceChangedError, f"answered {type(value).__name__}, not an object")
        return Fields(value, lambda why: self.error(SourceChangedError, why))

    def json_value(self) -> object:
        """The JSON value that the body is, None where it is none."""
        if not self.text.startswith(("{", "[")):
            return None
        try:
            value = json.loads(self.text)
        except (ValueError, RecursionError):
            return None
        return _encodable(value) if _HALF_A_LETTER.search(self.text) else value

    def element(self, name: str) -> str | None:
        """The text of the first XML element of that name, None where there is none.

        A comment has no elements, and neither has a page of HTML: whoever made it, it was not
        the service.
        """
        if not self.is_markup:
            return None
        text = _COMMENT.sub("", self.text[:ERROR_LENGTH_MAX])
        if _HTML.match(text):
            return None
        pattern = rf"<{name}>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</{name}>"
        found = re.search(pattern, text)
        return found[1].strip() if found else None

    def said(self, why: str, words: str | None = None) -> str:
        """`why`, with the HTTP status unless it is 200, and the words of the service quoted.

        The words are masked, cut to 200 characters and rid of addresses. The text of a page
        is its title, and that of broken JSON is not quoted: half a key cannot be masked.
        """
        if words is None:
            words = self._plain_words()
        words = _on_one_line(words[:ERROR_LENGTH_MAX])
        words = _URL.sub("(address)", masked(words, self.secrets))
        if len(words) > QUOTE_LENGTH_MAX:
            words = f"{words[: QUOTE_LENGTH_MAX - 1]}…"
        parts = ("" if self.status == 200 else f"HTTP {self.status}", why, words and f'"{words}"')
        return " ".join(part for part in parts if part)

    def error(self, kind: Callable[[str, str, str], ErrorT], why: str) -> ErrorT:
        """An error of that kind about this answer."""
        return kind(self.source, self.asked, masked(why, self.secrets))

    def transient(
        self, why: str, *, throttled: bool = False, code: str | None = None
    ) -> TransientSourceError:
        """The error of an answer that may be another one soon; `code` is the service's own."""
        return TransientSourceError(
            self.source,
            self.asked,
            masked(why, self.secrets),
            throttled=throttled,
            retry_after_s=self.retry_after_s,
            code=code,
        )

    def status_error(self, words: str | None = None, *, advice: str = "") -> SourceError:
        """The error that the HTTP status means where the service's own words say no more.

        `advice` says what a person does about a refusal.
        """
        said = self.said("", words) or "an answer of unknown shape"
        if self.status in {408, 429} or self.status >= 500:
            return self.transient(said, throttled=self.status in {429, 503})
        if self.status in {401, 403}:
            return self.error(AccessRefusedError, f"{said}; {advice}" if advice else said)
        if self.status < 400 or self.status in {404, 405, 410}:
            return self.error(SourceChangedError, said)
        return self.error(BadRequestError, said)

    def _kind(self) -> str:
        if not self.text:
            return "an empty body"
        if self.is_markup:
            return "a page"
        if self.text.startswith(("{", "[")):
            return f"the beginning of it, {len(self.text)} characters"
        return "a text"

    def _plain_words(self) -> str:
        if self.is_markup:
            title = _TITLE.search(self.text[:ERROR_LENGTH_MAX])
            return title[1] if title else ""
        return "" if self.text.startswith(("{", "[")) else self.text


def _encodable(value: object) -> object:
    """The JSON value with `?` for halves of letters, which no table could hold."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _on_one_line(text: str) -> str:
    """The text with blanks for all that a terminal or log could take for a command."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
