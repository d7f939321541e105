"""`radius evaluate`: what it measures, where it writes it, and what it refuses."""

from pathlib import Path

from radius_assets_tests.cli.terminal import Terminal
from radius_assets_tests.evaluation.label_files import PAIRS, write_labels

SMALL = ("evaluate", "--seed", "5", "--district", "도봉구", "--weeks", "0")


def test_a_report_of_all_parts_is_written_as_markdown(terminal: Terminal) -> None:
    folder = str(write_labels(terminal.folder / "labels"))
    weeks = ("--weeks", "1", "--labels", folder, "-o", "evaluation.md")
    said = terminal.radius(*SMALL[:-2], *weeks)

    text = (terminal.folder / "evaluation.md").read_text("utf-8")
    assert said.status == 0
    assert "evaluation.md is written" in said.err
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Evaluation",
        "## Invented cities",
        "## From a closure to a verdict",
        "## Labelled listings",
        "## What is wrong, and why",
    ]
    assert "\n| links | " in text
    assert "listings of the invented city 5." in text


def test_without_a_file_the_report_is_shown(terminal: Terminal) -> None:
    said = terminal.radius(*SMALL, "--seed", "6")

    assert said.status == 0
    assert "invented cities 5, 6." in said.text
    assert "false closures" in said.text
    assert list(terminal.folder.iterdir()) == []


def test_a_dash_is_the_standard_output(terminal: Terminal) -> None:
    said = terminal.radius(*SMALL, "-o", "-")

    assert said.status == 0
    assert said.out.startswith("# Evaluation\n")
    assert list(terminal.folder.iterdir()) == []


def test_a_line_of_labels_that_is_wrong_is_named_before_any_work(terminal: Terminal) -> None:
    folder = write_labels(terminal.folder / "labels", pairs=f"{PAIRS}2,C,smae,sure\n")

    said = terminal.radius(*SMALL, "--labels", str(folder))

    assert said.status == 2
    assert "town_pairs.csv: line 5: label 'smae'; there are: same, other_at_spot" in said.err


def test_the_same_cities_give_the_same_report(terminal: Terminal) -> None:
    first, again = (terminal.radius(*SMALL) for _ in range(2))

    assert first.out == again.out


def test_a_folder_without_labels_is_refused_before_any_work(terminal: Terminal) -> None:
    Path("empty").mkdir()
    said = terminal.radius(*SMALL, "--labels", "empty")

    assert said.status == 2
    assert "empty" in said.err
    assert "*_pairs.csv" in said.err


def test_a_district_that_seoul_does_not_have_is_refused(terminal: Terminal) -> None:
    said = terminal.radius("evaluate", "--district", "부산진구")

    assert said.status == 2
    assert "부산진구" in said.err


def test_a_file_that_cannot_be_written_is_named_before_any_work(terminal: Terminal) -> None:
    said = terminal.radius(*SMALL, "-o", "nowhere/evaluation.md")

    assert said.status == 2
    assert "nowhere/evaluation.md cannot be written: there is no folder nowhere" in said.err


def test_a_city_counts_once(terminal: Terminal) -> None:
    said = terminal.radius(*SMALL, "--seed", "5", "--seed", "5")

    assert "invented city 5." in said.text
