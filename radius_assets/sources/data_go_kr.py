"""What the services of the public data portal (data.go.kr) share: its key, codes and lists.

The gateway before them answers in XML whatever was asked for; newer ones send HTTP statuses and
plain text. Source: the portal's common error-code table.
"""

import re
from types import MappingProxyType
from urllib.parse import unquote

from radius_assets.sources.answers import Answer
from radius_assets.sources.errors import (
    AccessRefusedError,
    BadRequestError,
    QuotaSpentError,
    SourceChangedError,
    SourceError,
)
from radius_assets.sources.fields import Fields

BASE_URL = "https://apis.data.go.kr"
SUCCESS, NO_DATA = 0, 3

_TRANSIENT = {1, 4, 5, 99}
_TOO_FAST = 23
_QUOTA_SPENT = 22
_OURS = {10, 11}
_ANEW = "the quota of the key is spent and starts anew at 00:00 Korean time"
_MY_PAGE = "마이페이지 at data.go.kr"

ADVICE = MappingProxyType(
    {
        20: f"apply for the data set with the key of DATA_GO_KR_KEY (활용신청), see {_MY_PAGE}",
        21: f"the key of DATA_GO_KR_KEY is disabled for now, see {_MY_PAGE}",
        30: f"check DATA_GO_KR_KEY, see {_MY_PAGE}; a new key is known only after some hours",
        31: f"the key of DATA_GO_KR_KEY has expired, extend it on {_MY_PAGE}",
        32: f"allow this computer's IP address for the key of DATA_GO_KR_KEY on {_MY_PAGE}",
        33: f"check DATA_GO_KR_KEY, see {_MY_PAGE}",
    }
)
"""What a person does about the codes that refuse us."""

_CODE = re.compile(r"\d{1,9}")
_QUOTA_WORDS = re.compile(r"quota|REQUESTS_EXCEEDS", re.IGNORECASE)
_PERCENT_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")


def decoded(key: str) -> str:
    """The key as it is: the portal also shows it percent-encoded, to be put into a URL."""
    return unquote(key) if _PERCENT_ENCODED.search(key) else key


def gateway_result(answer: Answer) -> tuple[int, str] | None:
    """The code and words of the gateway, None where it passed on what the service answered.

    Trouble is believed with any status, "no data" and success with 200 alone.

    Raises:
        SourceError: The status is not 200, though the code is no trouble.
        SourceChangedError: The code is no number.
    """
    code = answer.element("returnReasonCode")
    if code is None:
        return None
    words = answer.element("returnAuthMsg") or answer.element("errMsg") or ""
    if not _CODE.fullmatch(code):
        raise answer.error(SourceChangedError, answer.said(f"code {code!r}", words))
    if answer.status != 200 and int(code) in {SUCCESS, NO_DATA}:
        raise status_error(answer, f"code {code} {words}")
    return int(code), words


def code_error(answer: Answer, code: int, words: str | None) -> SourceError:
    """What a code of the portal means; it comes with HTTP 200 as a rule."""
    said = answer.said(f"code {code}", words or "")
    if code in ADVICE:
        return answer.error(AccessRefusedError, f"{said}; {ADVICE[code]}")
    if code == _QUOTA_SPENT:
        return answer.error(QuotaSpentError, f"{said}; {_ANEW}")
    if code == _TOO_FAST or code in _TRANSIENT:
        return answer.transient(said, throttled=code == _TOO_FAST)
    return answer.error(BadRequestError if code in _OURS else SourceChangedError, said)


def status_error(answer: Answer, words: str | None = None) -> SourceError:
    """What an answer means whose status is not 200 and that has no code to go by."""
    if answer.status == 429 and _QUOTA_WORDS.search(answer.text):
        return answer.error(QuotaSpentError, f"{answer.said('', words)}; {_ANEW}")
    return answer.status_error(words, advice=ADVICE[30])


def listed_items(body: Fields) -> list[Fields]:
    """The objects of `items.item`: a list of them, one alone, or nothing in one of its spellings.

    Raises:
        SourceChangedError: There is something else.
    """
    if _is_nothing(body.values.get("items")):
        return []
    items = body.nested("items")
    item = items.values.get("item")
    if _is_nothing(item):
        return []
    return [items.nested("item")] if isinstance(item, dict) else items.each("item")


def _is_nothing(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
