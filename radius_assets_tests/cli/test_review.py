"""`radius review`: what is asked about, in what order and in what words."""

import pytest

from radius_assets.publication.corrections import Correction
from radius_assets.publication.corrections_file import FILE, append_correction
from radius_assets_tests.cli.reviewing import TODAY, answer, asked, recorded, with_doubts
from radius_assets_tests.cli.terminal import Terminal
from radius_assets_tests.publication.frames import DISTRICT, EVIDENCE, frame


@pytest.fixture
def doubtful(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose store has verdicts in doubt, and a person with git."""
    return with_doubts(terminal, monkeypatch)


def test_verdicts_in_doubt_are_asked_about_the_least_sure_first(doubtful: Terminal) -> None:
    said = answer("n\nn\nn\n")

    assert said.status == 0
    assert asked(said) == ["3호점,", "2호점,", "4호점,"]
    assert "in doubt: 3 of 4; answers bear the name" in said.out
    assert f"/3\n  rule: its permit has ended\n  - {EVIDENCE['sentence']}\n" in said.out
    assert "https://place.map.kakao.com/3" in said.out
    assert recorded(doubtful) == ()


def test_rule_and_evidence_are_told_in_korean_if_wanted(terminal: Terminal) -> None:
    told = EVIDENCE | {"sentence_ko": "휴게음식점: 폐업 2031-03-04"}
    terminal.store.write("closures", DISTRICT, frame("closures", confidence=0.3, evidence=[told]))

    said = answer("q\n", "--language", "ko")

    assert "\n  rule: 인허가가 끝남\n  - 휴게음식점: 폐업 2031-03-04\n" in said.out


@pytest.mark.parametrize("verdict", ["suspected_closed", "unverifiable"])
def test_what_the_registers_leave_open_is_asked_about_however_sure_that_is(
    verdict: str, doubtful: Terminal
) -> None:
    rows = frame("closures", place_name="가온25 9호점", verdict=verdict, confidence=0.99)
    doubtful.store.write("closures", DISTRICT, rows)

    assert asked(answer("q\n")) == ["9호점,"]


@pytest.mark.usefixtures("doubtful")
def test_what_has_been_answered_is_not_asked_again() -> None:
    answer("c\nshut\nq\n")

    assert asked(answer("q\n")) == ["2호점,"]


def test_a_correction_that_newer_evidence_contradicts_is_asked_about_until_it_is_given_anew(
    doubtful: Terminal,
) -> None:
    word = Correction("1", "operating", "kim", TODAY, "milk")
    append_correction(doubtful.store.files, word, today=TODAY)
    told = EVIDENCE | {"register": "correction", "sentence": f"corrected by {word.sentence}; x"}
    disputed = frame(
        "closures",
        place_id="1",
        place_name="가온25 1호점",
        verdict="operating",
        confidence=0.5,
        closed_on=None,
        evidence=[told],
        corrected_by="kim",
        conflict="the registers say closed since: y",
    )
    doubtful.store.write("closures", DISTRICT, disputed)

    first = answer("k\nstill open\n", "--author", "kim")
    again = answer("q\n")

    assert asked(first) == ["1호점,"]
    assert "in doubt: the registers say closed since: y" in first.out
    assert "nothing is in doubt, of 1 verdicts" in again.out


def test_districts_and_threshold_can_be_chosen(doubtful: Terminal) -> None:
    other = frame("closures", place_id="9", district="강남구", confidence=0.2)
    doubtful.store.write("closures", "강남구", other)

    assert len(asked(answer("n\n" * 9))) == 4
    assert len(asked(answer("n\n" * 9, "강남구"))) == 1
    assert len(asked(answer("n\n" * 9, "--below", "0.2"))) == 1


def test_a_correction_of_a_listing_that_is_nowhere_is_told(doubtful: Terminal) -> None:
    word = Correction("123", "operating", "kim", TODAY, "milk")
    append_correction(doubtful.store.files, word, today=TODAY)

    said = answer("q\n")

    assert "corrections.csv, line 2: no verdict is stored of 123" in said.err


def test_a_broken_file_is_named_and_left_as_it_is(doubtful: Terminal) -> None:
    broken = b"place_id,verdict,author,corrected_on,reason\n1,opn,kim,2026-03-10,milk\n"
    doubtful.store.files.write(FILE, broken)

    said = answer("c\nshut\n")

    assert said.status == 1
    assert "Error: corrections.csv: line 2: verdict is 'opn'" in said.err
    assert doubtful.store.files.read(FILE) == broken


def test_without_verdicts_it_says_what_to_do(terminal: Terminal) -> None:
    said = terminal.radius("review")

    assert said.status == 1
    assert (
        "closures is not in the store, `radius refresh --all --only closures` makes it" in said.err
    )
    assert "`radius refresh --all` with all that it needs; `radius demo` makes those of" in said.err
