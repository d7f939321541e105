"""The other world, made of real permits: the same each time, and judged listing by listing.

How well it is judged is for `benchmarks.matching_other_world` to say.
"""

from pathlib import Path

import polars as pl
import pytest

from benchmarks import matching_other_world
from benchmarks.other_world import FOLDER, other_world
from benchmarks.other_world_lives import lived_on
from benchmarks.other_world_names import Names, read_name
from benchmarks.other_world_premises import Past
from benchmarks.other_world_real import quarters_of, real_permits
from benchmarks.other_world_shops import Dice
from radius_assets.evaluation.cities import evaluated
from radius_assets.evaluation.trial import Trial
from radius_assets.matching.scores import GONE
from radius_assets.publication.register_schemas import Permit, Semas

DISTRICTS = ("종로구", "중구", "용산구", "성동구")

needs_permits = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"no real permits: {FOLDER} is absent"
)


@pytest.fixture(scope="module")
def world() -> Trial:
    """A few districts of it."""
    return other_world(1, DISTRICTS)


@needs_permits
def test_the_same_seed_gives_the_same_world_and_another_another(world: Trial) -> None:
    again, other = other_world(1, DISTRICTS), other_world(2, DISTRICTS)

    for name in ("places", "food", "tobacco", "semas", "truth", "pairs"):
        assert getattr(again, name).equals(getattr(world, name)), name
        assert not getattr(other, name).equals(getattr(world, name)), name


@needs_permits
def test_its_registers_are_tables_such_as_a_refresh_stores(world: Trial) -> None:
    for table in (world.food, world.tobacco):
        assert Permit.is_valid(table)
        assert table.filter(pl.col("closed_on") < pl.col("permitted_on")).is_empty()
    assert Semas.is_valid(world.semas)
    assert set(world.places["district"]) == set(DISTRICTS)


@needs_permits
def test_each_listing_has_one_truth_and_one_verdict(world: Trial) -> None:
    found = evaluated(world)

    assert world.places.height > 300
    assert sorted(world.truth["place_id"]) == sorted(world.places["place_id"])
    assert sorted(found.listings["place_id"]) == sorted(world.places["place_id"])
    assert set(world.truth["truth"]) >= {"operating", *GONE}
    assert found.listings["verdict"].null_count() == 0


@needs_permits
def test_a_listing_has_an_end_if_and_only_if_its_shop_is_gone(world: Trial) -> None:
    is_gone = world.truth["truth"].is_in(GONE)

    assert world.truth["closed_on"].is_not_null().equals(is_gone)
    assert world.truth.filter(truth="replaced")["succeeded_on"].null_count() == 0


@needs_permits
def test_owners_follow_one_another_and_only_the_last_is_there() -> None:
    dice, real = Dice(1), real_permits(FOLDER, DISTRICTS)
    names = Names(dice, quarters_of(real))
    lives = [lived_on(before, dice, names) for before in Past(dice, names).premises(real)]

    for premises in lives:
        *before, last = (owner for shop in premises.shops for owner in shop.owners)
        assert all(owner.end is not None and owner.start <= owner.end for owner in before)
        assert last.end is None or last.start <= last.end
        starts = [owner.start for owner in (*before, last)]
        assert starts == sorted(starts)


@needs_permits
def test_what_is_one_shop_is_in_the_tables(world: Trial) -> None:
    ids = {
        "food": world.food["management_number"],
        "tobacco": world.tobacco["management_number"],
        "semas": world.semas["store_id"],
    }

    assert set(world.pairs["register"]) == set(ids)
    assert set(world.pairs["place_id"]) <= set(world.places["place_id"])
    for register, known in ids.items():
        assert known.is_unique().all()
        assert set(world.pairs.filter(register=register)["record_id"]) <= set(known)


@needs_permits
def test_registers_tell_of_open_shops_with_a_permit_and_of_gone_ones_without(world: Trial) -> None:
    told = world.truth.filter(
        pl.col("place_id").is_in(matching_other_world.registers_tell(world).implode())
    )
    gone = told.filter(pl.col("truth").is_in(GONE))

    assert 0 < gone.height < told.height < world.truth.height
    assert gone["is_told"].all()


@needs_permits
def test_the_report_has_all_tables(capsys: pytest.CaptureFixture[str]) -> None:
    matching_other_world.main(["1"])

    said = capsys.readouterr().out
    assert "listings of the other worlds 1." in said
    assert said.count("| links |") == 1
    assert said.count("| operating | 0.9") + said.count("| operating | 1.0") == 2
    assert said.count("| truth | closed | operating |") == 2
    assert "| what registers tell |" in said


def test_without_the_permits_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(matching_other_world, "FOLDER", tmp_path / "absent")

    with pytest.raises(SystemExit, match=r"^no real permits at .*absent"):
        matching_other_world.main([])


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("지에스(GS)25 가나중앙점", ("GS25", "가나중앙")),
        ("씨유 다라역점", ("CU", "다라역")),
        ("(주)코리아세븐 마바그린점", ("세븐일레븐", "마바그린")),
        ("이마트(Emart)24 사아점", ("이마트24", "사아")),
        ("가나마트", (None, "가나마트")),
    ],
)
def test_the_names_of_real_permits_are_read(name: str, read: tuple[str | None, str]) -> None:
    assert read_name(name) == read
