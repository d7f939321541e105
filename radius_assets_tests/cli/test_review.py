"""`radius review`: what is asked, what an answer writes, and how one stops."""

import signal
import subprocess
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from click.testing import CliRunner

from radius_assets.cli import radius
from radius_assets.publication.corrections import Correction
from radius_assets.publication.corrections_file import FILE, append_correction, read_corrections
from radius_assets_tests.cli.terminal import PROGRAM, Said, Terminal
from radius_assets_tests.publication.frames import DISTRICT, EVIDENCE, frame

TODAY = datetime.now(UTC).astimezone(ZoneInfo("Asia/Seoul")).date()
PATIENCE_S = 5  # for the ending of a program on a machine that has much else to do
TIMES = 6
TOMORROW = TODAY + timedelta(days=1)  # which may come while a test runs
CONFIDENCES = {"1": 0.9, "2": 0.3, "3": 0.1, "4": 0.59}


@pytest.fixture
def doubtful(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose store has four verdicts, three of them in doubt, and a person with git."""
    rows = [
        frame("closures", place_id=place_id, place_name=f"가온25 {place_id}호점", confidence=sure)
        for place_id, sure in CONFIDENCES.items()
    ]
    terminal.store.write("closures", DISTRICT, pl.concat(rows))
    config = terminal.folder / "gitconfig"
    config.write_text("[user]\n\tname = 김한빛\n", "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return terminal


def answer(answers: str, *arguments: str) -> Said:
    """Review with these lines typed in, after which the input ends."""
    result = CliRunner().invoke(radius, ["review", *arguments], input=answers)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Said(result.exit_code, result.stdout, result.stderr)


def recorded(terminal: Terminal) -> tuple[Correction, ...]:
    return read_corrections(terminal.store.files, today=TOMORROW)


def asked(said: Said) -> list[str]:
    """The listings in the order in which they were asked about."""
    return [line.split()[2] for line in said.out.splitlines() if line.startswith("[")]


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


@pytest.mark.parametrize(
    ("typed", "verdict", "successor"),
    [
        ("o\nbought milk\n", "operating", None),
        ("c\nshutters down\n", "closed", None),
        ("s\na note on the door\n", "suspended", None),
        ("r\n나래마트\nits sign\n", "replaced", "나래마트"),
        ("r\n\nanother sign\n", "replaced", None),
        ("k\nwas there\n", "closed", None),
    ],
)
def test_an_answer_is_recorded_with_author_day_and_reason(
    typed: str, verdict: str, successor: str | None, doubtful: Terminal
) -> None:
    said = answer(typed + "q\n", "--author", "kim")

    (correction,) = recorded(doubtful)
    assert said.status == 0
    assert (correction.place_id, correction.verdict) == ("3", verdict)
    assert correction.author == "kim"
    assert correction.corrected_on in (TODAY, TOMORROW)
    assert correction.replaced_by == successor
    assert correction.reason == typed.splitlines()[-1]
    assert correction.place_name == "가온25 3호점"
    assert "1 recorded in" in said.out
    assert f"`radius refresh {DISTRICT} --only closures,closure_events`" in said.out


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("q\n", id="quit"),
        pytest.param("", id="the input ends"),
        pytest.param("c\n", id="the input ends before the reason"),
        pytest.param("c\n\nq\n", id="without a reason"),
        pytest.param("x\nq\n", id="an answer that there is not"),
    ],
)
def test_what_is_not_said_is_not_recorded(typed: str, doubtful: Terminal) -> None:
    said = answer(typed)

    assert said.status == 0
    assert recorded(doubtful) == ()


def test_what_was_said_before_one_stops_is_kept(doubtful: Terminal) -> None:
    answer("c\nshut\no\nopen\nc\n")

    assert [each.place_id for each in recorded(doubtful)] == ["3", "2"]


def test_ctrl_c_ends_at_once_with_the_words_of_q(doubtful: Terminal) -> None:
    """Nobody types Enter after it, and the input goes on."""
    process = subprocess.Popen(
        [PROGRAM, "review"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("c\nshut\n")
        process.stdin.flush()
        said = ""
        while said.count("[q]uit: ") < 2:
            said += process.stdout.read(1)

        interrupt(process)
        said += process.stdout.read()

    assert process.returncode == 0
    assert "1 recorded in" in said
    assert f"`radius refresh {DISTRICT} --only closures,closure_events`" in said
    assert [each.place_id for each in recorded(doubtful)] == ["3"]


def interrupt(process: "subprocess.Popen[str]") -> None:
    """Press Ctrl-C; once more where the first came just before the program waits for its input."""
    for _ in range(TIMES):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=PATIENCE_S)
            return
    process.kill()


def test_what_is_recorded_before_an_error_is_told(doubtful: Terminal) -> None:
    rows = frame("closures", place_id="1 1", confidence=0.4)
    known = doubtful.store.read("closures", DISTRICT)
    doubtful.store.write("closures", DISTRICT, pl.concat([known, rows]))

    said = answer("c\nshut\nn\nc\nshut\n")

    assert said.status == 1
    assert "1 recorded in" in said.out
    assert "place_id is '1 1'" in said.err


def test_the_author_is_the_one_that_git_knows(doubtful: Terminal) -> None:
    said = answer("c\nshut\nq\n")

    assert "answers bear the name 김한빛" in said.out
    assert recorded(doubtful)[0].author == "김한빛"


def test_without_git_the_author_is_the_login(
    doubtful: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("LOGNAME", "hanbit")

    answer("c\nshut\nq\n")

    assert recorded(doubtful)[0].author == "hanbit"


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
