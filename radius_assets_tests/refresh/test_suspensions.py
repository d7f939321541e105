"""When permits began and ceased to be suspended, as far as their register says."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import polars as pl
import pytest

from radius_assets.publication.conflicts import Suspension
from radius_assets.refresh.suspensions import suspensions
from radius_assets_tests.matching.rows import permit, permits

AS_OF = date(2026, 9, 1)
FROM, UNTIL = date(2026, 7, 1), date(2026, 8, 1)
LAST_WORD = datetime(2026, 7, 9, 16, tzinfo=UTC)
SAID_ON = date(2026, 7, 10)  # it is the next day in Seoul

KEY = ("food", "1", "지에스25 한빛점", date(2015, 3, 2))


@pytest.mark.parametrize(
    ("suspended_from", "until", "state", "days"),
    [
        pytest.param(FROM, None, "suspended", [FROM], id="since a day"),
        pytest.param(FROM, UNTIL, "suspended", [FROM, UNTIL], id="for a time"),
        pytest.param(FROM, date(2027, 1, 1), "suspended", [FROM], id="until later"),
        pytest.param(date(2027, 1, 1), None, "suspended", None, id="from later on"),
        pytest.param(None, None, "suspended", [SAID_ON], id="nobody says since when"),
        pytest.param(None, None, "operating", None, id="never"),
        pytest.param(FROM, UNTIL, "operating", [FROM, UNTIL], id="it is over"),
        pytest.param(FROM, date(2027, 1, 1), "operating", [FROM, SAID_ON], id="over too soon"),
        pytest.param(FROM, None, "operating", [FROM, SAID_ON], id="over, nobody says when"),
    ],
)
def test_days_are_those_that_have_come(
    suspended_from: date | None, until: date | None, state: str, days: Sequence[date] | None
) -> None:
    resting = permit(
        number="1",
        state=state,
        suspended_from=suspended_from,
        suspended_until=until,
        updated_at=LAST_WORD,
    )

    found = suspensions({"food": permits(resting), "tobacco": None}, as_of=AS_OF)

    lifted_on = SAID_ON if state == "operating" else None
    told = Suspension(tuple(days or ()), lifted_on)
    assert found == ({} if told == Suspension() else {KEY: told})


def test_permits_of_two_authorities_with_one_number_are_two() -> None:
    own = permit("지에스25 한빛점", number="1", state="suspended", suspended_from=FROM)
    other = permit(
        "씨유 은하점",
        number="1",
        authority_code="3170000",
        state="suspended",
        suspended_from=UNTIL,
    )

    for rows in ([own, other], [other, own]):
        found = suspensions({"food": permits(*rows)}, as_of=AS_OF)

        assert found[KEY].days == (FROM,)
        assert len(found) == 2


def test_of_permits_that_nothing_tells_apart_the_districts_own_counts() -> None:
    own = permit(number="1", state="suspended", suspended_from=FROM)
    other = own | {"authority_code": "3170000", "suspended_from": UNTIL}

    assert suspensions({"food": permits(own, other)}, as_of=AS_OF)[KEY].days == (FROM,)


@pytest.mark.parametrize("state", ["suspended", "operating"])
def test_a_register_that_spoke_in_no_year_tells_no_day(state: str) -> None:
    permits_of_no_year = permits(permit(number="1", state=state)).with_columns(
        updated_at=pl.lit("0000-01-01")
        .str.to_datetime("%Y-%m-%d", time_unit="us")
        .dt.replace_time_zone("Asia/Seoul")
    )

    assert suspensions({"food": permits_of_no_year}, as_of=AS_OF) == {}
