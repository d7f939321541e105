"""Files with every column that the registers have, as they are downloaded."""

from collections.abc import Mapping

import pytest

from radius_assets.collection.csv_files import FileRefusedError
from radius_assets.collection.permit_files import district_permits, read_permit_file
from radius_assets.collection.permits import permit_table
from radius_assets.domain.districts import district
from radius_assets.sandbox.city import FOOD_COLUMNS
from radius_assets.sandbox.world import build_city
from radius_assets.sources.seoul import Kind
from radius_assets_tests.collection.register_files import (
    ANSWERED,
    LOCALDATA,
    OFFICIAL,
    csv_text,
    in_memory,
)
from radius_assets_tests.collection.registers import Row

NAME = "금천구"
KINDS: tuple[Kind, ...] = ("food", "tobacco")
OTHER: Mapping[Kind, Kind] = {"food": "tobacco", "tobacco": "food"}
WHOLE: Mapping[str, Mapping[Kind, Mapping[str, str]]] = {
    "official": OFFICIAL,
    "answered": ANSWERED,
    "localdata": {
        kind: {**LOCALDATA, **OFFICIAL[kind]}
        for kind in KINDS  # the number of a row and the names of its register come first
    },
}


@pytest.fixture(scope="module")
def registers() -> Mapping[Kind, list[Row]]:
    """Rows of a district, each permit once, with all their fields filled."""
    city = build_city(7, districts=[NAME])
    tables = {"food": city.food, "tobacco": city.tobacco}
    return {
        kind: tables[kind]
        .unique(["OPNSFTEAMCODE", "MGTNO"], keep="none", maintain_order=True)
        .gather_every(9)
        .to_dicts()
        for kind in KINDS
    }


def test_the_layouts_are_those_that_are_documented() -> None:
    """39 fields are answered; the official table lists five more."""
    documented = list(OFFICIAL["food"].values())
    more = {"APVCANCELYMD", "CLGSTDT", "CLGENDDT", "ROPNYMD", "TOTEPNUM"}

    assert (len(ANSWERED["food"]), len(documented), len(set(documented))) == (39, 44, 44)
    assert set(documented) == {*FOOD_COLUMNS, *more}
    assert [name for name in documented if name not in more] == list(FOOD_COLUMNS)
    assert len(OFFICIAL["tobacco"]) == len(ANSWERED["tobacco"]) == 27


@pytest.mark.parametrize("encoding", ["cp949", "utf-8"])
@pytest.mark.parametrize("layout", WHOLE)
@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_file_makes_the_table_that_the_api_makes(
    kind: Kind, layout: str, encoding: str, registers: Mapping[Kind, list[Row]]
) -> None:
    rows, columns = registers[kind], WHOLE[layout][kind]
    content = csv_text(rows, columns, quoted=layout == "localdata").encode(encoding)

    made = district_permits(read_permit_file(in_memory(content), kind=kind), kind, NAME)

    expected = permit_table(rows, kind=kind, district=district(NAME), provenance="file")
    assert made.frame.equals(expected.frame)
    assert made.frame.height > 200


@pytest.mark.parametrize("layout", WHOLE)
@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_file_of_the_other_register_is_refused_by_its_columns(
    kind: Kind, layout: str, registers: Mapping[Kind, list[Row]]
) -> None:
    content = csv_text(registers[kind], WHOLE[layout][kind])

    with pytest.raises(FileRefusedError, match=f"is the register of .*: use --kind {kind}"):
        read_permit_file(in_memory(content), kind=OTHER[kind])
