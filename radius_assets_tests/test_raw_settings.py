"""Raw answers are kept where RADIUS_RAW says, and nowhere if it says nothing."""

from pathlib import Path

import pytest

from radius_assets.composition import build_definitions
from radius_assets.refresh.progress import Unwatched
from radius_assets.settings import settings_from
from radius_assets.store import StoreResource


def test_raw_answers_are_kept_only_if_somebody_says_where() -> None:
    settings = settings_from({"RADIUS_RAW": " "})

    assert (settings.raw, settings.raw_days) == (None, 90)
    assert StoreResource(raw_uri=settings.raw or "").open_archive() is None


def test_the_place_may_be_in_the_home_folder() -> None:
    settings = settings_from({"RADIUS_RAW": "~/raw", "RADIUS_RAW_DAYS": "7"})

    assert settings.raw == str(Path.home() / "raw")
    assert settings.raw_days == 7


@pytest.mark.parametrize("days", ["0", "-1", "x", "36501", "1.5"])
def test_days_that_are_none_are_refused(days: str) -> None:
    with pytest.raises(ValueError, match=r"RADIUS_RAW_DAYS is .*; it takes 1 to 36500"):
        settings_from({"RADIUS_RAW_DAYS": days})


def test_the_refresh_is_told_where(tmp_path: Path) -> None:
    settings = settings_from({"RADIUS_RAW": str(tmp_path / "raw"), "RADIUS_RAW_DAYS": "7"})

    definitions = build_definitions(settings, progress=Unwatched())

    assert definitions.resources is not None
    store = definitions.resources["store"]
    assert isinstance(store, StoreResource)
    archive = store.open_archive()
    assert archive is not None
    assert archive.uri() == str(tmp_path / "raw")
    assert store.raw_days == 7
