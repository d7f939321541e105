"""Raw answers are kept whole, without keys, and count only once their reading is complete."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.publication import landing as landing_module
from radius_assets.publication.files import Files, LocalFiles
from radius_assets.publication.landing import BATCH_ANSWERS, Landing, RawArchiveError, RawSet
from radius_assets.publication.raw_archive import RawArchive
from radius_assets.publication.raw_sets import MANIFEST, RawAnswer, packed, unpacked
from radius_assets.sources.answers import Answer
from radius_assets_tests.publication.raw import KEY, Calendar, answer, land
from radius_assets_tests.publication.test_files import files_no_larger_than, names

pytestmark = pytest.mark.anyio

KEPT = RawSet("openapi_food", "영등포구", "2031-03-05", "run-1")


def open_landing(files: Files, *, finished: Callable[[], None] = lambda: None) -> Landing:
    return Landing(files, KEPT, now=Calendar(), finished=finished)


def contents(folder: Path) -> list[list[dict[str, object]]]:
    """What anybody reads of the batches with zstd and a JSON parser, in the order of numbers."""
    batches = sorted(folder.glob("*.json.zst"), key=lambda path: int(path.name.split(".")[0]))
    return [json.loads(zstandard.ZstdDecompressor().decompress(b.read_bytes())) for b in batches]


async def test_a_reading_is_batches_and_a_manifest(tmp_path: Path) -> None:
    landing = open_landing(LocalFiles(tmp_path))

    await land(landing, [answer(1), answer(2)])

    folder = tmp_path / "openapi_food/영등포구/2031-03-05/run-1"
    assert names(folder) == ["0.json.zst", MANIFEST]
    (batch,) = contents(folder)
    assert batch[1] == {
        "source": "Seoul Open Data",
        "asked": "rows 2",
        "status": 200,
        "fetched_at": "2031-03-04T20:30:00Z",
        "text": '{"page": 2}',
    }
    manifest = json.loads((folder / MANIFEST).read_bytes())
    assert (manifest["asset"], manifest["district"], manifest["run"]) == (
        "openapi_food",
        "영등포구",
        "run-1",
    )
    assert landing.figures() == {
        "raw_set": str(folder),
        "raw_answers": 2,
        "raw_bytes": (folder / "0.json.zst").stat().st_size,
    }


async def test_a_full_batch_is_written_at_once_and_the_rest_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing_module, "BATCH_CHARACTERS", 30)
    landing = open_landing(LocalFiles(tmp_path))
    written = []

    for number in range(1, 8):
        await landing.keep(answer(number))
        written.append(len(contents(tmp_path / KEPT.folder)))
    before = names(tmp_path / KEPT.folder)
    batches = await landing.finish()

    assert batches == 3
    assert written == [0, 0, 1, 1, 1, 2, 2]
    assert before == ["0.json.zst", "1.json.zst"], "no manifest before the end"
    assert [len(batch) for batch in contents(tmp_path / KEPT.folder)] == [3, 3, 1]


async def test_many_small_answers_are_a_batch_too(tmp_path: Path) -> None:
    landing = open_landing(LocalFiles(tmp_path))

    await land(landing, [answer(number, text="") for number in range(BATCH_ANSWERS)], whole=False)

    assert len(contents(tmp_path / KEPT.folder)) == 1


@settings(max_examples=40, deadline=None)
@given(sizes=st.lists(st.integers(0, 40), max_size=25), at_once=st.integers(1, 6))
def test_every_answer_is_kept_once_and_in_the_order_in_which_it_came(
    sizes: list[int], at_once: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("raw")
    came: list[str] = []

    async def keep_some(landing: Landing, mine: list[tuple[int, int]]) -> None:
        for number, size in mine:
            came.append(f"rows {number}")
            await landing.keep(answer(number, text="x" * size))

    async def keep_all() -> None:
        landing = open_landing(LocalFiles(folder))
        numbered = list(enumerate(sizes))
        async with asyncio.TaskGroup() as group:
            for first in range(at_once):
                group.create_task(keep_some(landing, numbered[first::at_once]))
        await landing.finish()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(landing_module, "BATCH_CHARACTERS", 50)
        asyncio.run(keep_all())

    batches = contents(folder / KEPT.folder)
    assert [kept["asked"] for batch in batches for kept in batch] == came
    held = [sum(len(str(kept["text"])) for kept in batch) for batch in batches]
    assert all(characters < 50 + 40 for characters in held)


async def test_no_spelling_of_a_key_is_kept(tmp_path: Path) -> None:
    spellings = [KEY, KEY.upper(), quote(KEY), quote(KEY, safe=""), quote_plus(KEY)]
    echo = answer(1, text=f"appKey({') appKey('.join(spellings)}) is fine")
    told = Answer("Kakao", f"places named {KEY!r}", 200, "{}", secrets=(KEY,))

    await land(open_landing(LocalFiles(tmp_path)), [echo, told])

    kept = json.dumps(contents(tmp_path / KEPT.folder), ensure_ascii=False)
    assert not any(spelling.lower() in kept.lower() for spelling in spellings)
    assert "appKey(***) appKey(***)" in kept
    assert KEY not in (tmp_path / KEPT.folder / MANIFEST).read_text()


async def test_a_full_disk_is_an_error_that_names_the_reading_and_leaves_no_manifest(
    tmp_path: Path,
) -> None:
    landing = open_landing(LocalFiles(tmp_path))
    await landing.keep(answer(1, text="".join(map(chr, range(0xAC00, 0xD7A3)))))

    with files_no_larger_than(1_000), pytest.raises(RawArchiveError) as error:
        await landing.finish()

    assert str(error.value) == (
        "raw answers of openapi_food of 영등포구, 2031-03-05, run run-1:"
        " not written, file too large"
    )
    assert names(tmp_path / KEPT.folder) == []
    assert landing.figures() == {}


async def test_what_comes_after_the_end_is_a_mistake(tmp_path: Path) -> None:
    landing = open_landing(LocalFiles(tmp_path))
    await land(landing, [answer(1)])

    with pytest.raises(ValueError, match="rows 2 comes after the end of raw answers of openapi"):
        await landing.keep(answer(2))


async def test_old_ones_may_go_only_once_the_manifest_is_there(tmp_path: Path) -> None:
    found: list[list[str]] = []
    landing = open_landing(
        LocalFiles(tmp_path), finished=lambda: found.append(names(tmp_path / KEPT.folder))
    )

    await land(landing, [answer(1)])

    assert found == [["0.json.zst", MANIFEST]]


async def test_a_reading_without_answers_is_complete(tmp_path: Path) -> None:
    archive = RawArchive(LocalFiles(tmp_path), keep_days=90)
    landing = archive.begin("semas", "강남구", run="1", now=Calendar())

    await landing.finish()

    (kept,) = archive.sets("semas", "강남구")
    assert archive.answers(kept) == []


@settings(deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5))
def test_a_batch_gives_back_what_was_put_in(texts: list[str]) -> None:
    now = Calendar().now
    answers = [RawAnswer("s", f"rows {n}", 200, now, text) for n, text in enumerate(texts)]

    batch, data = packed(4, answers)

    assert batch.name == "4.json.zst"
    assert (batch.answers, batch.size_bytes) == (len(texts), len(data))
    assert unpacked(batch, data) == answers
