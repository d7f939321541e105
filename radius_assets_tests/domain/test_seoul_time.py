"""Days in Seoul, also those that are set."""

from datetime import UTC, date, datetime, timedelta

import pytest

from radius_assets.domain.seoul_time import day_in_seoul, latest_day, now_on

FAR = datetime(2101, 1, 31, 15, tzinfo=UTC)  # midnight in Seoul


@pytest.mark.parametrize("day", [date(2001, 2, 28), date(2101, 12, 31)])
def test_a_moment_of_the_day_that_is_set_is_of_that_day_in_seoul(day: date) -> None:
    assert day_in_seoul(now_on(day)) == day
    assert now_on(day).utcoffset() == timedelta(0)


def test_without_a_day_it_is_now() -> None:
    before, moment, after = datetime.now(UTC), now_on(None), datetime.now(UTC)

    assert before <= moment <= after


def test_the_latest_day_is_that_of_the_moment_only_where_it_is_yet_to_come() -> None:
    assert latest_day(FAR) == date(2101, 2, 1)
    assert date(2026, 1, 1) < latest_day(datetime(2001, 1, 1, tzinfo=UTC)) < date(2101, 1, 1)
