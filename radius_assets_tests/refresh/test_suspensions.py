"""When permits began and ceased to be suspended, as far as their register says."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from radius_assets.refresh.suspensions import suspension_days
from radius_assets_tests.matching.rows import permit, permits

AS_OF = date(2026, 9, 1)
FROM, UNTIL = date(2026, 7, 1), date(2026, 8, 1)
LAST_WORD = datetime(2026, 6, 30, 16, tzinfo=UTC)  # the next day in Seoul


@pytest.mark.parametrize(
    ("suspended_from", "until", "state", "days"),
    [
        pytest.param(FROM, None, "suspended", [FROM], id="since a day"),
        pytest.param(FROM, UNTIL, "suspended", [FROM, UNTIL], id="for a time"),
        pytest.param(FROM, date(2027, 1, 1), "suspended", [FROM], id="until later"),
        pytest.param(date(2027, 1, 1), None, "suspended", None, id="from later on"),
        pytest.param(None, None, "suspended", [date(2026, 7, 1)], id="nobody says since when"),
        pytest.param(None, None, "operating", None, id="never"),
        pytest.param(FROM, UNTIL, "operating", [FROM, UNTIL], id="it is over"),
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

    found = suspension_days({"food": permits(resting), "tobacco": None}, as_of=AS_OF)

    assert found == ({} if days is None else {("food", "1"): days})
