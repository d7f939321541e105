"""The time of the city: registers, quotas and verdicts go by its days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

SEOUL_TIME = ZoneInfo("Asia/Seoul")


def day_in_seoul(moment: datetime) -> date:
    """The day that it is in Seoul at this moment, which has a time zone."""
    return moment.astimezone(SEOUL_TIME).date()


def days_in_seoul(column: str) -> pl.Expr:
    """The same of a column of moments, whatever their time zone."""
    return pl.col(column).dt.convert_time_zone(SEOUL_TIME.key).dt.date()
