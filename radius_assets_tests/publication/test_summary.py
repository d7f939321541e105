"""Tests of the city at a glance."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.publication.schemas import VERDICTS
from radius_assets.publication.summary import city_summary_frame
from radius_assets.publication.tables import checked
from radius_assets_tests.publication.frames import frame, frames

NAMES = ("금천구", "영등포구", "종로구")

verdicts = st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(VERDICTS)))
store_counts = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3))


def closures(given_verdicts: dict[str, list[str]]) -> pl.DataFrame:
    rows = [
        frame("closures", district=name, place_id=f"{name} {n}", verdict=verdict)
        for name, listed in given_verdicts.items()
        for n, verdict in enumerate(listed)
    ]
    return pl.concat([frame("closures").clear(), *rows])


def daiso(counts: dict[str, int]) -> pl.DataFrame:
    tables = [
        frames("daiso", [f"{name} {n}" for n in range(count)], district=name)
        for name, count in counts.items()
        if count
    ]
    return pl.concat([frame("daiso").clear(), *tables])


@given(verdicts, store_counts)
def test_the_summary_counts_what_the_tables_hold(
    listed: dict[str, list[str]], counts: dict[str, int]
) -> None:
    summary = checked("city_summary", city_summary_frame(daiso(counts), closures(listed)))

    rows = {row["district"]: row for row in summary.iter_rows(named=True)}
    assert set(rows) == {name for name, verdicts in listed.items() if verdicts}
    for name, row in rows.items():
        assert row["listings"] == len(listed[name])
        assert row["daiso_stores"] == counts.get(name, 0)
        assert {verdict: row[verdict] for verdict in VERDICTS} == {
            verdict: listed[name].count(verdict) for verdict in VERDICTS
        }
        assert row["share_operating"] == row["operating"] / row["listings"]


def test_a_summary_is_as_old_as_the_newest_verdict() -> None:
    days = [date(2031, 3, 4), date(2031, 3, 11), date(2031, 3, 5)]
    verdicts = [frame("closures", place_id=str(day), as_of=day) for day in days]

    summary = city_summary_frame(frame("daiso"), pl.concat(verdicts))

    assert summary["as_of"].to_list() == [date(2031, 3, 11)]


def test_the_districts_are_sorted() -> None:
    summary = city_summary_frame(daiso({}), closures({name: ["closed"] for name in NAMES[::-1]}))

    assert summary["district"].to_list() == sorted(NAMES)
