"""The time of the city: registers, quotas and verdicts go by its days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import polars as pl

SEOUL_TIME = ZoneInfo("Asia/Seoul")


def day_in_seoul(moment: datetime) -> date:
    """The day that it is in Seoul at this moment, which has a time zone."""
    return moment.astimezone(SEOUL_TIME).date()


def now_on(day: date | None) -> datetime:
    """This moment; if a day is given, the same time of that day in Seoul."""
    now = datetime.now(SEOUL_TIME)
    moment = now if day is None else datetime.combine(day, now.timetz())
    return moment.astimezone(UTC)


def latest_day(moment: datetime) -> date:
    """The day in Seoul of this moment, or that of the clock if it is later."""
    return day_in_seoul(max(moment, datetime.now(UTC)))


def days_in_seoul(column: str) -> pl.Expr:
    """The same of a column of moments, whatever their time zone."""
    return pl.col(column).dt.convert_time_zone(SEOUL_TIME.key).dt.date()
