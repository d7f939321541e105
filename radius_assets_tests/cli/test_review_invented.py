"""`radius review` after a refresh of the invented city, whose keys are set no longer."""

import re
import shlex
from datetime import timedelta
from pathlib import Path

import pytest

from radius_assets.cli.stored import is_invented
from radius_assets.publication.corrections_file import read_corrections
from radius_assets.publication.layout import ORIGIN_FILE
from radius_assets.publication.storage import LocalStore
from radius_assets_tests.cli.reviewing import TODAY, TOMORROW, answer
from radius_assets_tests.cli.terminal import Said, Terminal
from radius_assets_tests.publication.frames import DISTRICT, frame

IN_CITY = "금천구"
DAY = TODAY - timedelta(days=3)
CORRECT_ONE = ("c\nshut\nq\n", "--below", "1", "--author", "kim")


@pytest.fixture
def invented(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal without keys, whose store has a doubtful verdict of the invented city."""
    days = {"as_of": DAY, "first_seen_on": DAY, "verdict_since": DAY}
    terminal.store.write("closures", DISTRICT, frame("closures", **days))
    terminal.store.claim_origin("sandbox")
    unset_keys(monkeypatch)
    return terminal


def unset_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("KAKAO_API_KEY", "SEOUL_OPENAPI_KEY", "DATA_GO_KR_KEY"):
        monkeypatch.delenv(variable)


def typed_as_told(said: Said, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Said:
    """Type in the command that stands there in backquotes."""
    found = re.search(r"`(.+)`", said.out)
    assert found is not None
    words = shlex.split(found[1])
    start = words.index("radius")
    for variable in words[:start]:
        monkeypatch.setenv(*variable.split("="))
    return terminal.radius(*words[start + 1 :])


@pytest.mark.parametrize("key", [None, "SEOUL_OPENAPI_KEY"])
def test_the_command_that_is_told_makes_the_answer_count(
    key: str | None, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADIUS_TODAY", str(DAY))
    terminal.radius("refresh", IN_CITY, "--skip", "semas")
    monkeypatch.delenv("RADIUS_TODAY")
    unset_keys(monkeypatch)
    if key is not None:
        monkeypatch.setenv(key, "somebody's own")

    told = typed_as_told(answer(*CORRECT_ONE), terminal, monkeypatch)

    closures = terminal.store.read("closures", IN_CITY)
    assert told.status == 0
    assert "2 of 2 tables" in told.out
    assert closures["corrected_by"].drop_nulls().to_list() == ["kim"]
    assert closures["as_of"].unique().to_list() == [DAY]


@pytest.mark.parametrize(("is_set", "days"), [(False, [TODAY, TOMORROW]), (True, [DAY])])
def test_the_day_of_the_city_is_told_to_who_has_not_set_it(
    is_set: bool, days: list[object], invented: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_set:
        monkeypatch.setenv("RADIUS_TODAY", str(DAY))

    said = answer(*CORRECT_ONE)

    advice = f"its verdicts are of {DAY}: with RADIUS_TODAY={DAY} answers are, too"
    assert (advice in said.err) is not is_set
    assert f"RADIUS_TODAY={DAY} radius refresh {DISTRICT}" in said.out
    (correction,) = read_corrections(invented.store.files, today=TOMORROW)
    assert correction.corrected_on in days


def test_a_refresh_without_keys_says_how_to_go_on_with_the_city(invented: Terminal) -> None:
    said = invented.radius("refresh", DISTRICT, "--only", "closures,closure_events")

    assert said.status == 1
    assert "Error: the store holds sandbox tables" in said.err
    assert "to go on with the invented city: `radius demo`, or the keys that `radius s" in said.err
    assert "KAKAO_API_KEY=sandbox will do where no service is asked" in said.err


@pytest.mark.parametrize("claim", [b"half", b'{"origin": "real"}', None])
def test_a_city_is_not_invented_unless_its_store_says_so(
    claim: bytes | None, tmp_path: Path
) -> None:
    store = LocalStore(tmp_path)
    if claim is not None:
        store.files.write(ORIGIN_FILE, claim)

    assert not is_invented(store)
