"""Several people correct verdicts at once, and no word of theirs is lost."""

import multiprocessing
from collections.abc import Callable
from datetime import date
from pathlib import Path

from radius_assets.publication.corrections_file import (
    FILE,
    append_correction,
    read_corrections,
)
from radius_assets.publication.files import LocalFiles
from radius_assets.publication.storage import TableStore
from radius_assets_tests.publication.test_corrections import correction

TODAY = date(2031, 3, 31)


def _add_many(folder: Path, author: str) -> None:
    for number in range(10):
        word = correction(author=author, place_id=str(number))
        append_correction(LocalFiles(folder), word, today=TODAY)


def test_people_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    people = [context.Process(target=_add_many, args=(tmp_path, name)) for name in ("kim", "lee")]

    for person in people:
        person.start()
    for person in people:
        person.join()

    found = read_corrections(LocalFiles(tmp_path), today=TODAY)
    assert sorted((each.author, each.place_id) for each in found) == sorted(
        (name, str(number)) for name in ("kim", "lee") for number in range(10)
    )


def test_a_line_that_somebody_else_added_meanwhile_is_kept(
    open_store: Callable[[], TableStore],
) -> None:
    mine, theirs = open_store().files, open_store().files
    append_correction(mine, correction(), today=TODAY)
    before = mine.read(FILE)
    append_correction(theirs, correction(author="lee"), today=TODAY)

    swapped = mine.swap(FILE, before, b"only mine")

    assert not swapped
    assert len(read_corrections(mine, today=TODAY)) == 2
