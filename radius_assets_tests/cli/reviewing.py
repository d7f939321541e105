"""A store with verdicts in doubt, a person who types answers, and what has come of these."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from click.testing import CliRunner

from radius_assets.cli import radius
from radius_assets.publication.corrections import Correction
from radius_assets.publication.corrections_file import read_corrections
from radius_assets_tests.cli.terminal import Said, Terminal
from radius_assets_tests.publication.frames import DISTRICT, frame

TODAY = datetime.now(UTC).astimezone(ZoneInfo("Asia/Seoul")).date()
TOMORROW = TODAY + timedelta(days=1)  # which may come while a test runs
CONFIDENCES = {"1": 0.9, "2": 0.3, "3": 0.1, "4": 0.59}


def with_doubts(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The terminal, its store with four verdicts, three of them in doubt; git knows a person."""
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
