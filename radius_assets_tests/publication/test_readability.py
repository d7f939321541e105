"""Whether a stored table can be read, as far as its columns tell."""

from pathlib import Path

import pytest

from radius_assets.publication.readability import require_readable
from radius_assets.publication.storage import LocalStore
from radius_assets.publication.store_errors import StoredTableError, TableMissingError
from radius_assets_tests.publication.frames import DISTRICT, frame


def test_a_table_of_this_release_is_readable(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.write("semas", DISTRICT, frame("semas"))

    require_readable(store, "semas", DISTRICT)


@pytest.mark.parametrize(("asset", "district"), [("semas", DISTRICT), ("city_summary", None)])
def test_a_table_that_was_never_written_is_missing(
    asset: str, district: str | None, tmp_path: Path
) -> None:
    with pytest.raises(TableMissingError, match=f"^{asset}.* is not in the store, `radius refresh"):
        require_readable(LocalStore(tmp_path), asset, district)


def test_what_the_system_refuses_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "semas" / f"{DISTRICT}.parquet"
    path.mkdir(parents=True)

    with pytest.raises(StoredTableError, match=f"not read, is a directory; see .* to {path}$"):
        require_readable(LocalStore(tmp_path), "semas", DISTRICT)
