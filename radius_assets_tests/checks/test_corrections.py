"""Is every listing that somebody corrected known? Asked of all districts at once."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from radius_assets.checks.corrections import known_corrections
from radius_assets.publication.corrections import Correction
from radius_assets.publication.corrections_file import FILE, append_correction
from radius_assets.publication.storage import LocalStore
from radius_assets_tests.publication.frames import DISTRICT, frame

NOW = datetime(2031, 3, 12, tzinfo=UTC)
SAID_ON = date(2031, 3, 10)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    """Verdicts of two districts, and a log that remembers a third listing."""
    store = LocalStore(tmp_path)
    store.write("closures", DISTRICT, frame("closures", place_id="1"))
    store.write("closures", "강남구", frame("closures", place_id="2", district="강남구"))
    store.write("closure_events", DISTRICT, frame("closure_events", place_id="3"))
    return store


def correct(store: LocalStore, *place_ids: str) -> None:
    for place_id in place_ids:
        said = Correction(place_id, "operating", "kim", SAID_ON, "milk")
        append_correction(store.files, said, today=SAID_ON)


@pytest.mark.parametrize(
    ("place_ids", "passed", "figures"),
    [
        pytest.param([], True, (0, 0, 0), id="no correction"),
        pytest.param(["1", "2"], True, (2, 0, 0), id="of listings of several districts"),
        pytest.param(["1", "3"], True, (2, 1, 0), id="of one that is gone"),
        pytest.param(["1", "9", "9"], False, (2, 0, 1), id="of one that nobody knows"),
    ],
)
def test_listings_are_looked_for_in_all_districts(
    place_ids: list[str], passed: bool, figures: tuple[int, int, int], store: LocalStore
) -> None:
    correct(store, *place_ids)

    found = known_corrections(store, NOW)

    assert found.passed == passed
    assert tuple(found.figures[name] for name in ("listings", "gone", "unknown")) == figures


def test_an_unknown_listing_is_named_with_its_line(store: LocalStore) -> None:
    correct(store, "1", "9")

    assert known_corrections(store, NOW).sentence == (
        "2 corrections of 2 listings; of 1 no verdict is stored, in 2 of 25 districts: "
        "9 (line 3); a wrong number does nothing, remove or mend its row"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (FILE, "corrections.csv: line 1"),
        (f"closures/{DISTRICT}.parquet", f"closures of {DISTRICT}: the file is damaged"),
    ],
)
def test_what_cannot_be_read_does_not_pass(name: str, said: str, store: LocalStore) -> None:
    correct(store, "1")
    store.files.write(name, b"broken")

    found = known_corrections(store, NOW)

    assert not found.passed
    assert found.sentence.startswith(said)
