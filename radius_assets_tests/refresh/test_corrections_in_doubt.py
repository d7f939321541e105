"""A correction that a register overtakes, from the stored tables to the verdict."""

from datetime import timedelta
from pathlib import Path

import pytest

from radius_assets.domain.addresses import with_address_keys
from radius_assets.publication.corrections import Correction
from radius_assets.publication.corrections_file import append_correction
from radius_assets.publication.storage import LocalStore
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.publication.frames import frame
from radius_assets_tests.refresh.clients import DISTRICT
from radius_assets_tests.refresh.weeks import MONDAY, refresh

pytestmark = pytest.mark.anyio

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "is_doubted"), [(MONDAY + DAY, True), (MONDAY - DAY, False)], ids=["since", "before"]
)
async def test_a_permit_that_was_suspended_since_is_told(
    since: object,
    is_doubted: bool,
    looked_at: LocalStore,
    sandbox: RunningSandbox,
    budget: Path,
) -> None:
    listed = looked_at.read("convenience", DISTRICT).row(0, named=True)
    permit = frame(
        "openapi_food",
        **{name: listed[name] for name in ("road_address", "lon", "lat")},
        name=listed["place_name"],
        state="suspended",
        closed_on=None,
        suspended_from=since,
    )
    keyed = with_address_keys(permit).select(permit.columns)
    looked_at.write("openapi_food", DISTRICT, keyed)
    said = Correction(listed["place_id"], "operating", "kim", MONDAY, "milk")
    append_correction(looked_at.files, said, today=MONDAY)

    await refresh(sandbox.url, looked_at, budget, day=MONDAY + WEEK, assets=["closures"])

    closures = looked_at.read("closures", DISTRICT).filter(place_id=listed["place_id"])
    (row,) = closures.iter_rows(named=True)
    assert row["verdict"] == "operating"
    assert "the registers say suspended" in row["evidence"][0]["sentence"]
    assert (row["conflict"] is not None) == is_doubted
