"""What can go wrong when we ask someone else for data.

SourceError
├── TransientSourceError     asking again soon may work: time-out, 5xx, a cut-off body
├── QuotaSpentError          asking works again once the quota starts anew
└── PermanentSourceError     asking again cannot work
    ├── AccessRefusedError       the key, the product or the address is not accepted
    ├── BadRequestError          the service does not accept what we asked: our bug
    ├── SourceChangedError       the answer no longer has the shape we read
    ├── ServiceGoneError         the service we ask is no longer there
    └── IncompleteAnswerError    the source holds more than it lets us read

A failed request is never an empty list: "no permit" means "closed" downstream,
so a swallowed time-out would close every shop of the district. Messages name the
source and what was asked, never a URL or a key: Seoul's key is part of its path.
"""

WHY_LENGTH_MAX = 1_000


class SourceError(Exception):
    """Base of every error of a source: who was asked, for what, and what came back.

    Of a `why` that is too long, as it quotes what was sent, the middle is left out.
    """

    def __init__(self, source: str, asked: str, why: str) -> None:
        if len(why) > WHY_LENGTH_MAX:
            half = (WHY_LENGTH_MAX - 1) // 2  # what to do about it stands at the end
            why = f"{why[:half]}…{why[-half:]}"
        super().__init__(f"{source}: {asked}: {why}")
        self.source = source
        self.asked = asked
        self.why = why


class TransientSourceError(SourceError):
    """Asking again soon may work, after `retry_after_s` if the source named a time.

    `throttled` is True where the source said that we ask too fast; `code` is the source's own for
    what it said, if it has one.
    """

    def __init__(
        self,
        source: str,
        asked: str,
        why: str,
        *,
        throttled: bool = False,
        retry_after_s: float | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(source, asked, why)
        self.throttled = throttled
        self.retry_after_s = retry_after_s
        self.code = code


class QuotaSpentError(SourceError):
    """Asking works again once the source's quota starts anew, often at midnight."""


class PermanentSourceError(SourceError):
    """Asking again cannot work."""


class AccessRefusedError(PermanentSourceError):
    """The source does not accept our key, product or address; a person must act."""


class BadRequestError(PermanentSourceError):
    """The source does not accept what we asked; we asked wrongly."""


class SourceChangedError(PermanentSourceError):
    """The answer no longer has the shape we read."""


class ServiceGoneError(PermanentSourceError):
    """The service that we ask is no longer there, though the source answers; another may be."""


class IncompleteAnswerError(PermanentSourceError):
    """The source holds more rows than it lets us read, or never agrees with itself."""
