"""`radius review`: what an answer writes, whose and of what day it is, and how one stops."""

import os
import signal
import subprocess
from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from radius_assets.publication.corrections_file import FILE
from radius_assets_tests.cli.reviewing import TODAY, TOMORROW, answer, recorded, with_doubts
from radius_assets_tests.cli.terminal import PROGRAM, Terminal
from radius_assets_tests.publication.frames import DISTRICT, frame

PATIENCE_S = 5  # for the ending of a program on a machine that has much else to do
TIMES = 6


@pytest.fixture
def doubtful(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose store has verdicts in doubt, and a person with git."""
    return with_doubts(terminal, monkeypatch)


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

    said = answer("c\nshut\nn\nc\nrubble\n")

    assert said.status == 1
    assert "1 recorded in" in said.out
    assert "place_id is '1 1'" in said.err
    assert (
        f"not recorded is 1 1, 김한빛 on {recorded(doubtful)[0].corrected_on}: closed; rubble"
        in (said.err)
    )


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
@pytest.mark.parametrize(
    ("arguments", "login"), [(["--author", "  "], "hanbit"), ([], " ")], ids=["given", "the login"]
)
def test_a_blank_name_is_refused_before_anybody_types(
    arguments: list[str], login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("LOGNAME", login)

    said = answer("c\nshut\n", *arguments)

    assert said.status == 2
    assert "the author's name is blank; give one with --author" in said.err
    assert said.out == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="ROOT MAY WRITE ALL: a refusal is UNTESTED")
def test_a_store_that_takes_no_answer_is_told_before_anybody_types(doubtful: Terminal) -> None:
    store = Path(doubtful.variables["RADIUS_STORE"])
    store.chmod(0o500)

    said = answer("c\nshut\n")

    assert said.status == 1
    assert said.err == f"Error: {FILE} cannot be written, permission denied\n"
    assert said.out == ""


@pytest.mark.parametrize(
    ("set_day", "days"),
    [("2020-01-06", [date(2020, 1, 6)]), ("2099-12-31", [TODAY, TOMORROW])],
    ids=["gone by", "yet to come"],
)
def test_an_answer_is_of_the_day_that_is_set_unless_it_is_yet_to_come(
    set_day: str, days: list[date], doubtful: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No verdict is given while a correction is of a later day."""
    monkeypatch.setenv("RADIUS_TODAY", set_day)
    answer("c\nshut\nq\n")
    monkeypatch.delenv("RADIUS_TODAY")

    again = answer("q\n")

    assert again.status == 0
    assert recorded(doubtful)[0].corrected_on in days
