"""`radius explain`: which listing is meant, and what is told of it."""

from datetime import date

import pytest

from radius_assets.matching.knowledge import weights
from radius_assets.publication.corrections import Correction, corrected
from radius_assets.publication.corrections_file import append_correction
from radius_assets_tests.cli.terminal import Terminal
from radius_assets_tests.publication.frames import DISTRICT, EVIDENCE, ROWS, frame

TOLD = EVIDENCE | {"record_id": "3180000-104-2031-00001"}


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    """A terminal whose store has two listings, one of them gone, and registers that know one."""
    for asset in ("convenience", "openapi_food", "semas"):
        terminal.store.write(asset, DISTRICT, frame(asset))
    terminal.store.write("closures", DISTRICT, frame("closures", evidence=[TOLD]))
    gone = {"place_id": "5", "place_name": "가온25 은하점", "event": "delisted", "after": None}
    log = frame("closure_events").vstack(frame("closure_events", number=2, **gone))
    terminal.store.write("closure_events", DISTRICT, log)
    return terminal


@pytest.mark.parametrize("wanted", ["77001", "가온25 한빛점", "한빛", "빛점 가온"])
def test_a_listing_is_found_by_its_id_or_a_part_of_its_name(wanted: str, filled: Terminal) -> None:
    said = filled.radius("explain", wanted)

    assert said.status == 0
    assert said.out.startswith(f"가온25 한빛점, {DISTRICT}\n  https://place.map.kakao.com/77001\n")


def test_verdict_evidence_and_history_are_told(filled: Terminal) -> None:
    said = filled.radius("explain", "77001")

    assert "closed (0.9), closed on 2031-03-04\n  given for 2031-03-06; so since 2031-03-06" in (
        said.out
    )
    assert f"  rule: {ROWS['closures']['reason']}\n  - {EVIDENCE['sentence']}\n" in said.out
    assert "registers consulted: food, semas" in said.out
    assert "2031-03-06  verdict_changed  operating -> closed" in said.out
    assert "Corrections\n  none; `radius review` records some" in said.out


def test_each_feature_of_a_candidate_adds_its_bits(filled: Terminal) -> None:
    said = filled.radius("explain", "77001")

    lines = said.out.splitlines()
    start = next(n for n, line in enumerate(lines) if "linked with this listing" in line)
    assert "'가온25 한빛점' (food, closed, permitted 2031-01-02, closed 2031-03-04)" in lines[start]
    end = next(n for n in range(start, len(lines)) if lines[n].split()[:1] == ["sum"])
    steps = [line.split() for line in lines[start + 1 : end]]
    assert [step[0] for step in steps][:3] == ["prior", "distance", "address"]
    assert float(lines[end].split()[1]) == pytest.approx(sum(float(step[1]) for step in steps))
    assert any("█" in line for line in lines[start:end])
    assert "Compared with 2 records" in said.out


def test_a_brand_that_weighs_against_is_accounted_for(terminal: Terminal) -> None:
    name = {"place_name": "GS25 한빛점"}
    terminal.store.write("convenience", DISTRICT, frame("convenience", **name))
    terminal.store.write("openapi_food", DISTRICT, frame("openapi_food", name="GS25 은하점"))
    terminal.store.write("closures", DISTRICT, frame("closures", **name, registers=["food"]))

    said = terminal.radius("explain", "77001")
    without = terminal.radius("explain", "77001", "--candidates", "0")

    note = (
        "'same brand' alone weighs against: most records of a brand nearby are of its other shops"
    )
    assert "same brand\n" in said.out
    assert said.out.count(note) == 1
    assert "'another brand' would weigh -" in said.out
    assert note not in without.out


def test_a_verdict_that_a_person_changed_names_them(filled: Terminal) -> None:
    filled.store.write("closure_events", DISTRICT, frame("closure_events", corrected_by="kim"))

    said = filled.radius("explain", "77001")

    assert "2031-03-06  verdict_changed  operating -> closed, by kim\n" in said.out


def test_a_record_that_is_linked_for_another_reason_is_told_first_and_says_why(
    terminal: Terminal,
) -> None:
    name = {"place_name": "GS25 한빛점"}
    left = {"name": "GS25 은하점", "state": "operating", "closed_on": None}
    link = TOLD | left | {"score": weights().leftover}
    terminal.store.write("convenience", DISTRICT, frame("convenience", **name))
    terminal.store.write("openapi_food", DISTRICT, frame("openapi_food", **left))
    terminal.store.write("semas", DISTRICT, frame("semas", name="GS25"))
    terminal.store.write("closures", DISTRICT, frame("closures", evidence=[link], **name))

    said = terminal.radius("explain", "77001", "--candidates", "1")

    _, shown = said.out.split("Compared with 2 records\n")
    assert shown.startswith(
        "  'GS25 은하점' (food, operating, permitted 2031-01-02), linked with this listing\n"
        "    linked because it is left over at the address: "
    )
    assert f"right in {weights().leftover:.1%} of such cases\n" in shown
    assert "% by these features alone\n" in shown
    assert "likely to be this shop" not in shown


@pytest.mark.parametrize(
    ("language", "reason", "sentence"),
    [
        ("en", "its permit has ended", "corrected by kim on 2031-03-07: operating; milk"),
        ("ko", "인허가가 끝남", "2031-03-07 kim 정정: 영업; milk"),
    ],
)
def test_a_correction_is_the_rule_and_that_of_the_registers_stands_beside_it(
    language: str, reason: str, sentence: str, filled: Terminal
) -> None:
    word = Correction("77001", "operating", "kim", date(2031, 3, 7), "milk")
    filled.store.write("closures", DISTRICT, corrected(frame("closures"), [word]))

    said = filled.radius("explain", "77001", "--language", language)

    assert "operating (1.0)\n" in said.out
    assert (
        "  rule: a correction by kim on 2031-03-07; the registers say: closed (0.9), "
        f"{reason}\n  - {sentence}; " in said.out
    )


def test_evidence_and_rule_are_told_in_korean_if_wanted(filled: Terminal) -> None:
    korean = TOLD | {"sentence_ko": "휴게음식점: 폐업 2031-03-04"}
    doubt = f"the registers say closed since: {TOLD['sentence']}"
    judged = frame("closures", evidence=[korean])
    filled.store.write("closures", DISTRICT, judged)

    plain = filled.radius("explain", "77001", "--language", "ko")
    word = Correction("77001", "operating", "kim", date(2031, 3, 1), "milk")
    filled.store.write("closures", DISTRICT, corrected(judged, [word]))
    disputed = filled.radius("explain", "77001", "--language", "ko")

    assert "  rule: 인허가가 끝남\n  - 휴게음식점: 폐업 2031-03-04\n" in plain.out
    assert f"  in doubt: {doubt}\n" in filled.radius("explain", "77001").out
    assert "  in doubt: the registers say closed since: 휴게음식점: 폐업" in disputed.out
    assert str(TOLD["sentence"]) not in plain.out + disputed.out


def test_brackets_in_a_name_are_shown_as_they_are(filled: Terminal) -> None:
    told = TOLD | {"sentence": "'[bold]가온25[/] 한빛점' closed"}
    filled.store.write("closures", DISTRICT, frame("closures", evidence=[told]))

    assert "  - '[bold]가온25[/] 한빛점' closed\n" in filled.radius("explain", "77001").out


def test_only_as_many_candidates_are_taken_apart_as_are_wanted(filled: Terminal) -> None:
    none = filled.radius("explain", "77001", "--candidates", "0")
    one = filled.radius("explain", "77001", "--candidates", "1")

    assert none.out.count("    sum ") == 0
    assert one.out.count("    sum ") == 1
    assert "Compared with 2 records" in none.out


def test_a_listing_that_is_gone_has_its_history(filled: Terminal) -> None:
    said = filled.radius("explain", "은하")

    assert said.status == 0
    assert "no longer on the map" in said.out
    assert "2031-03-06  delisted         operating" in said.out
    assert "Compared" not in said.out


def test_corrections_are_told_and_which_of_them_counts(filled: Terminal) -> None:
    for day, author in ((1, "kim"), (2, "lee")):
        word = Correction("77001", "operating", author, date(2026, 3, day), "milk")
        append_correction(filled.store.files, word, today=date(2026, 3, 3))

    said = filled.radius("explain", "77001")

    assert "line 2: kim on 2026-03-01: operating; milk (a later one counts)\n" in said.out
    assert "line 3: lee on 2026-03-02: operating; milk\n" in said.out


def test_a_listing_without_a_verdict_yet_says_how_to_get_one(filled: Terminal) -> None:
    filled.store.files.remove(f"closures/{DISTRICT}.parquet")

    said = filled.radius("explain", "77001")

    assert said.status == 0
    assert f"`radius refresh {DISTRICT} --only closures` gives one" in said.out


def test_a_register_that_is_no_longer_stored_is_left_out(filled: Terminal) -> None:
    filled.store.files.remove(f"semas/{DISTRICT}.parquet")

    said = filled.radius("explain", "77001")

    assert "Compared with 1 records" in said.out


@pytest.mark.parametrize("wanted", ["1234", "나래24", "   "])
def test_what_is_nowhere_is_said_to_be(wanted: str, filled: Terminal) -> None:
    said = filled.radius("explain", wanted)

    assert said.status == 1
    assert "no listing of the 1 stored districts has the id" in said.err


def test_several_listings_are_listed_with_their_ids(filled: Terminal) -> None:
    names = {"77001": "가온25 한빛점", "77002": "가온25 한빛역점"}
    rows = [frame("convenience", place_id=one, place_name=name) for one, name in names.items()]
    filled.store.write("convenience", DISTRICT, rows[0].vstack(rows[1]))

    several = filled.radius("explain", "한빛")
    exact = filled.radius("explain", "가온25한빛점")

    assert several.status == 1
    assert "2 listings are called so; give the id of one:" in several.err
    assert f"  77002  가온25 한빛역점, {DISTRICT}" in several.err
    assert exact.status == 0, "the whole name counts more than a part"


def test_an_empty_store_says_what_to_do(terminal: Terminal) -> None:
    said = terminal.radius("explain", "77001")

    assert said.status == 1
    assert "no listing is stored yet: `radius refresh --all` reads them" in said.err
