"""What the check of the registers' age finds: old ones, and those whose age is unknown."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from radius_assets.checks.finding import Finding
from radius_assets.checks.verdicts import MOST_DAYS, OF_VERDICTS, fresh
from radius_assets.matching.normalize import read_on
from radius_assets.publication.storage import LocalStore
from radius_assets_tests.checks.verdicts import verdicts
from radius_assets_tests.publication.frames import DISTRICT, frame

TODAY = date(2031, 3, 6)


def look(store: LocalStore) -> Finding:
    (found,) = [each for each in OF_VERDICTS if each.name == "evidence_is_fresh"]
    return found.look(store, DISTRICT)


@pytest.mark.parametrize("register", MOST_DAYS)
def test_a_register_may_be_silent_for_so_long_and_no_longer(register: str) -> None:
    oldest = TODAY - timedelta(days=MOST_DAYS[register])

    assert fresh({register: oldest}, TODAY).passed
    assert not fresh({register: oldest - timedelta(days=1)}, TODAY).passed


def test_the_old_register_is_named_among_others() -> None:
    words = {"food": date(2031, 3, 5), "tobacco": date(2030, 12, 1), "semas": date(2031, 1, 1)}

    finding = fresh(words, TODAY)

    assert not finding.passed
    assert finding.sentence == ("tobacco is 95 days old on 2031-03-06, 2030-12-01 is its last word")
    assert finding.figures == {
        "food_last_word": "2031-03-05",
        "food_days": 1,
        "tobacco_last_word": "2030-12-01",
        "tobacco_days": 95,
        "semas_last_word": "2031-01-01",
        "semas_days": 64,
    }


def test_all_registers_that_are_young_are_told_with_their_age() -> None:
    finding = fresh({"food": TODAY, "semas": date(2031, 3, 1)}, TODAY)

    assert finding.passed
    assert finding.sentence == "age of the registers' last words: food 0 days, semas 5 days"


@pytest.mark.parametrize("register", MOST_DAYS)
def test_a_register_that_tells_no_day_is_not_held_young(register: str) -> None:
    finding = fresh({register: None}, TODAY)

    assert not finding.passed
    assert finding.sentence == (f"{register} tells no day up to 2031-03-06, so its age is unknown")


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        pytest.param([], None, id="no permit"),
        pytest.param([None, None], None, id="no day"),
        pytest.param([datetime(2031, 3, 1, 20, tzinfo=UTC)], date(2031, 3, 2), id="in Korea"),
        pytest.param(
            [datetime(2031, 3, 1, tzinfo=UTC), None, datetime(2030, 1, 1, tzinfo=UTC)],
            date(2031, 3, 1),
            id="the latest",
        ),
        pytest.param([datetime(2031, 3, 6, 14, 59, tzinfo=UTC)], TODAY, id="the day itself"),
        pytest.param([datetime(2031, 3, 6, 15, tzinfo=UTC)], None, id="the day after"),
        pytest.param(
            [datetime(2099, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)],
            date(2030, 1, 1),
            id="one mistyped",
        ),
    ],
)
def test_the_last_word_of_permits_is_their_latest_change_up_to_the_day(
    changed: list[datetime | None], word: date | None
) -> None:
    table = pl.DataFrame({"updated_at": changed}, schema={"updated_at": pl.Datetime("us", "UTC")})

    both = {"food": table, "tobacco": table}
    assert read_on(both, TODAY) == dict.fromkeys(both, word)


@pytest.mark.parametrize(
    ("months", "word"),
    [
        pytest.param([None, None], None, id="no month"),
        pytest.param(["202912", "203003", None], date(2030, 3, 31), id="the latest"),
        pytest.param(["203102", "203101"], date(2031, 2, 28), id="the month before"),
        pytest.param(["203103"], TODAY, id="this month"),
        pytest.param(["203104", "203012"], date(2030, 12, 31), id="one to come"),
    ],
)
def test_the_last_word_of_semas_is_the_last_day_of_its_month(
    months: list[str | None], word: date | None
) -> None:
    table = pl.DataFrame({"base_month": months}, schema={"base_month": pl.String})

    assert read_on({"semas": table}, TODAY) == {"semas": word}


def test_the_age_of_evidence_is_that_of_the_registers_that_were_consulted(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.write("closures", DISTRICT, verdicts({"operating": 9}))
    store.write("openapi_food", DISTRICT, frame("openapi_food"))
    old = datetime(2030, 3, 5, tzinfo=UTC)
    store.write("openapi_tobacco", DISTRICT, frame("openapi_tobacco", updated_at=old))

    finding = look(store)

    assert finding.passed, "tobacco was not asked, and SEMAS is not stored any more"
    assert finding.sentence == "age of the registers' last words: food 1 days"


@pytest.mark.parametrize(
    ("food", "semas", "said"),
    [
        pytest.param(
            {"updated_at": datetime(2031, 3, 5, tzinfo=UTC)},
            {"base_month": None},
            "semas tells no day up to 2031-03-06, so its age is unknown",
            id="SEMAS without a month",
        ),
        pytest.param(
            {"updated_at": datetime(2099, 1, 1, tzinfo=UTC)},
            {"base_month": "203101"},
            "food tells no day up to 2031-03-06, so its age is unknown",
            id="a day that is to come",
        ),
    ],
)
def test_evidence_of_unknown_age_warns(
    food: dict[str, object], semas: dict[str, object], said: str, tmp_path: Path
) -> None:
    store = LocalStore(tmp_path)
    store.write("closures", DISTRICT, verdicts({"operating": 9}))
    store.write("openapi_food", DISTRICT, frame("openapi_food", **food))
    store.write("semas", DISTRICT, frame("semas", **semas))

    finding = look(store)

    assert not finding.passed
    assert finding.sentence == said
