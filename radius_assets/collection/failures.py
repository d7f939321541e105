"""What is raised where pages failed: one error that says it all.

Callers decide by the class of an error whether asking again may help, and show its message.
So several failures become one error of the gravest class among them, and no group: an
`except SourceError` catches it, and its message has the others with their pages.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from radius_assets.sources.errors import (
    AccessRefusedError,
    PermanentSourceError,
    QuotaSpentError,
    SourceError,
    TransientSourceError,
)

PageT = TypeVar("PageT")

# What a person must act on goes before what asking tomorrow, or soon, may cure.
_GRAVEST_FIRST = (
    AccessRefusedError,
    PermanentSourceError,
    QuotaSpentError,
    TransientSourceError,
    SourceError,
)


def naming_page(ask: Callable[[int], Awaitable[PageT]]) -> Callable[[int], Awaitable[PageT]]:
    """`ask`, whose errors have the number of the page as a note."""

    async def ask_noting(number: int) -> PageT:
        try:
            return await ask(number)
        except Exception as error:
            error.add_note(f"page {number}")
            raise

    return ask_noting


def joined(failures: Mapping[int, BaseException]) -> BaseException:
    """The one error to raise for the failures, given by page.

    A single one is given as it is. Of several an error that is no `SourceError` goes first:
    it is our own trouble. Else it is an error of the gravest class, of the first page that
    has it, whose message goes on with the other pages. Its `__cause__` is the group of all.
    """
    pages = sorted(failures)
    if len(pages) == 1:
        return failures[pages[0]]
    first = min(pages, key=lambda page: (_rank(failures[page]), page))
    others = {page: failures[page] for page in pages if page != first}
    raised = failures[first]
    if isinstance(raised, SourceError):
        raised = _with(raised, _told(raised, others))
    raised.__cause__ = BaseExceptionGroup(
        f"{len(pages)} pages failed", [failures[page] for page in pages]
    )
    return raised


def _rank(error: BaseException) -> int:
    if not isinstance(error, SourceError):
        return -1
    return next(rank for rank, kind in enumerate(_GRAVEST_FIRST) if isinstance(error, kind))


def _told(raised: SourceError, others: Mapping[int, BaseException]) -> str:
    """The other failures with their pages, those of one reason together."""
    pages_of: dict[str, list[int]] = {raised.why: []}
    for page, error in others.items():
        pages_of.setdefault(_why(error), []).append(page)
    alike, *different = pages_of.items()
    parts = [f"the same on {_named(alike[1])}"] if alike[1] else []
    return "; ".join([*parts, *(f"{_named(pages)}: {why}" for why, pages in different)])


def _named(pages: Sequence[int]) -> str:
    return f"{'page' if len(pages) == 1 else 'pages'} {', '.join(map(str, pages))}"


def _why(error: BaseException) -> str:
    return error.why if isinstance(error, SourceError) else repr(error)


def _with(error: SourceError, told: str) -> SourceError:
    why = f"{error.why}; {told}"
    if isinstance(error, TransientSourceError):
        return TransientSourceError(
            error.source,
            error.asked,
            why,
            throttled=error.throttled,
            retry_after_s=error.retry_after_s,
            code=error.code,
        )
    return type(error)(error.source, error.asked, why)
