"""What is a move of a listing, and what the map's own correction."""

import polars as pl
import pytest

from radius_assets.publication.moves import MOVED_M, SCATTER_M, moved

METRE_DEG = 1 / 111_195  # of latitude
HERE = "서울 영등포구 가온로 1"


@pytest.mark.parametrize(
    ("before", "after", "least_m"),
    [
        pytest.param(HERE, "서울 영등포구 가온로 3", MOVED_M, id="another number"),
        pytest.param(HERE, "서울 영등포구 다온로 1", MOVED_M, id="another street"),
        pytest.param(HERE, "서울 마포구 가온로 1", MOVED_M, id="another district"),
        pytest.param(HERE, HERE, SCATTER_M, id="the same"),
        pytest.param(
            HERE,
            "서울특별시 영등포구 가온로 1 (가온동, 한빛타워)",
            SCATTER_M,
            id="the same in other words",
        ),
        pytest.param(HERE, None, SCATTER_M, id="no longer known"),
        pytest.param(None, HERE, SCATTER_M, id="not known before"),
        pytest.param(None, None, SCATTER_M, id="never known"),
        pytest.param(HERE, "가온역 1번 출구", SCATTER_M, id="no road address"),
    ],
)
def test_how_far_it_takes_depends_on_the_address(
    before: str | None, after: str | None, least_m: float
) -> None:
    steps_m = [0.0, least_m - 1, least_m + 1]
    known = pl.DataFrame(
        {
            "road_address": [after] * 3,
            "road_address_before": [before] * 3,
            "lon": [126.9] * 3,
            "lon_before": [126.9] * 3,
            "lat": [37.5 + step_m * METRE_DEG for step_m in steps_m],
            "lat_before": [37.5] * 3,
        },
        schema_overrides={"road_address": pl.String, "road_address_before": pl.String},
    )

    assert moved(known)["m"].to_list() == pytest.approx([least_m + 1], abs=0.1)


def test_nothing_has_moved_where_there_is_nothing() -> None:
    schema = {
        **dict.fromkeys(["lon", "lat", "lon_before", "lat_before"], pl.Float64()),
        **dict.fromkeys(["road_address", "road_address_before"], pl.String()),
    }

    assert moved(pl.DataFrame(schema=schema)).is_empty()
