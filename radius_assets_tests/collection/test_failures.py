"""Several failures become one error that callers know how to take."""

import asyncio

import pytest

from radius_assets.collection.failures import joined
from radius_assets.collection.paging import read_pages
from radius_assets.domain.records import RowsPage
from radius_assets.refresh.order import Cell, Failed
from radius_assets.reports import is_worth_retrying
from radius_assets.sources.budget import ThrottleStateError
from radius_assets.sources.errors import (
    AccessRefusedError,
    QuotaSpentError,
    SourceChangedError,
    SourceError,
    TransientSourceError,
)


def transient(page: int, why: str = "HTTP 502") -> TransientSourceError:
    return TransientSourceError("register", f"page {page}", why)


REFUSED = AccessRefusedError("register", "page 5", "INFO-100")
SPENT = QuotaSpentError("register", "page 4", "code 22")
CHANGED = SourceChangedError("register", "page 6", "row is missing")


@pytest.mark.parametrize(
    ("failures", "kind", "message"),
    [
        ({7: transient(7)}, TransientSourceError, "register: page 7: HTTP 502"),
        (
            {3: transient(3), 2: transient(2)},
            TransientSourceError,
            "register: page 2: HTTP 502; the same on page 3",
        ),
        (
            {2: transient(2), 3: transient(3, "time-out"), 4: transient(4), 5: transient(5)},
            TransientSourceError,
            "register: page 2: HTTP 502; the same on pages 4, 5; page 3: time-out",
        ),
        (
            {2: transient(2), 4: SPENT},
            QuotaSpentError,
            "register: page 4: code 22; page 2: HTTP 502",
        ),
        (
            {2: transient(2), 3: transient(3), 4: SPENT, 6: CHANGED},
            SourceChangedError,
            "register: page 6: row is missing; pages 2, 3: HTTP 502; page 4: code 22",
        ),
        (
            {5: REFUSED, 6: CHANGED},
            AccessRefusedError,
            "register: page 5: INFO-100; page 6: row is missing",
        ),
    ],
    ids=["one", "alike", "different", "quota", "permanent", "refused"],
)
def test_the_gravest_is_raised_and_tells_of_the_others(
    failures: dict[int, SourceError], kind: type[SourceError], message: str
) -> None:
    error = joined(failures)

    assert type(error) is kind
    assert str(error) == message


def test_what_the_source_named_is_kept() -> None:
    named = TransientSourceError("register", "page 2", "503", throttled=True, retry_after_s=7.0)

    error = joined({2: named, 3: transient(3)})

    assert isinstance(error, TransientSourceError)
    assert (error.throttled, error.retry_after_s) == (True, 7.0)


def test_the_cause_has_all_in_the_order_of_pages() -> None:
    failures: dict[int, BaseException] = {9: transient(9), 2: transient(2), 4: SPENT}

    error = joined(failures)

    assert isinstance(error.__cause__, ExceptionGroup)
    assert error.__cause__.exceptions == (failures[2], failures[4], failures[9])
    assert "page" not in SPENT.why, "an error that somebody else may hold stays as it was"


def test_trouble_of_our_own_goes_first_and_as_it_is() -> None:
    ours = ThrottleStateError("the budget cannot be read")

    error = joined({2: REFUSED, 3: ours})

    assert error is ours
    assert isinstance(error.__cause__, ExceptionGroup)


@pytest.mark.parametrize(
    ("failures", "is_worth"),
    [
        ({2: transient(2), 3: transient(3)}, True),
        ({2: transient(2), 4: SPENT}, False),
        ({2: transient(2), 6: CHANGED}, False),
    ],
)
def test_whether_to_retry_is_decided_by_the_gravest(
    failures: dict[int, SourceError], *, is_worth: bool
) -> None:
    lost = [Failed(Cell("openapi_food", "영등포구"), joined(failures))]

    assert is_worth_retrying(lost) is is_worth


def test_each_error_has_its_page_as_a_note() -> None:
    async def page(number: int) -> RowsPage:
        if number > 1:
            raise transient(number)
        return RowsPage(total=3, rows=())

    async def read() -> None:
        _ = [number async for number, _ in read_pages(page, page_size=1, concurrency=4)]

    with pytest.raises(TransientSourceError) as raised:
        asyncio.run(read())

    group = raised.value.__cause__
    assert isinstance(group, ExceptionGroup)
    assert [error.__notes__ for error in group.exceptions] == [["page 2"], ["page 3"]]
