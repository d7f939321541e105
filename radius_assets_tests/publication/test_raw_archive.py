"""The archive knows which readings are complete, gives them back whole, and forgets old ones."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from radius_assets.domain.districts import UnknownDistrictError
from radius_assets.publication.files import Files, LocalFiles
from radius_assets.publication.landing import RawArchiveError, RawSet
from radius_assets.publication.raw_archive import RawArchive
from radius_assets.publication.raw_sets import MANIFEST
from radius_assets.publication.s3_files import S3Files
from radius_assets.publication.store_errors import StoreOriginError
from radius_assets.publication.tables import UnknownTableError
from radius_assets_tests.publication.raw import Calendar, kept_reading

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FOOD = ("openapi_food", "영등포구")


@pytest.fixture(params=["folder", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    """A place for files, of both kinds."""
    if request.param == "folder":
        return LocalFiles(tmp_path / "raw")
    return S3Files(request.getfixturevalue("s3"), request.getfixturevalue("bucket"), "city/raw")


@pytest.fixture
def archive(files: Files) -> RawArchive:
    """An empty archive that keeps readings for 90 days."""
    return RawArchive(files, keep_days=90)


@pytest.fixture
def now() -> Calendar:
    """20:30 UTC; in Seoul it is the next day."""
    return Calendar()


def runs(archive: RawArchive) -> list[str]:
    return [kept.run for kept in archive.sets(*FOOD)]


def test_a_reading_is_given_back_as_it_was_kept(archive: RawArchive, now: Calendar) -> None:
    kept_reading(archive, now, run="one", answers=4)

    (kept,) = archive.sets(*FOOD)
    assert kept == RawSet(*FOOD, date="2031-03-05", run="one")
    assert [answer.asked for answer in archive.answers(kept)] == [f"rows {n}" for n in range(4)]
    assert archive.manifest(kept).answers == 4
    assert archive.manifest(kept).ended_at == now.now


def test_the_newest_complete_reading_is_meant(archive: RawArchive, now: Calendar) -> None:
    kept_reading(archive, now, run="b-first")
    now.pass_days(1)
    for run in ("c-early", "a-late"):
        kept_reading(archive, now, run=run)
        now.now = now.now.replace(minute=now.now.minute + 1)
    now.pass_days(1)
    crashed(archive, now, run="d-crashed")

    sets = archive.sets(*FOOD)

    assert [kept.run for kept in sets] == ["d-crashed", "a-late", "c-early", "b-first"]
    newest = archive.newest(sets)
    assert newest is not None
    assert newest.run == "a-late"
    assert archive.newest(sets[:1]) is None


def crashed(archive: RawArchive, now: Calendar, *, run: str) -> None:
    """A reading that ended after its first batch."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("radius_assets.publication.landing.BATCH_ANSWERS", 2)
        kept_reading(archive, now, run=run, answers=3, whole=False)


def test_a_reading_that_did_not_end_is_refused(archive: RawArchive, now: Calendar) -> None:
    crashed(archive, now, run="one")

    (kept,) = archive.sets(*FOOD)
    assert not archive.is_complete(kept)
    with pytest.raises(RawArchiveError) as error:
        archive.answers(kept)

    assert str(error.value) == (
        "raw answers of openapi_food of 영등포구, 2031-03-05, run one: incomplete, its reading"
        " did not come to an end; choose another run or day"
    )


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("0.json.zst", b"something else", "0.json.zst is damaged"),
        ("0.json.zst", None, "0.json.zst is missing"),
        (MANIFEST, b"{}", "manifest.json is damaged or of another version"),
        (MANIFEST, b'{"format": 2}', "manifest.json is damaged or of another version"),
    ],
)
def test_a_damaged_reading_is_refused(
    name: str, data: bytes | None, why: str, files: Files, archive: RawArchive, now: Calendar
) -> None:
    kept_reading(archive, now, run="one")
    (kept,) = archive.sets(*FOOD)

    if data is None:
        files.remove(f"{kept.folder}/{name}")
    else:
        files.write(f"{kept.folder}/{name}", data)

    with pytest.raises(RawArchiveError, match=f"run one: {why}"):
        archive.answers(kept)


def test_old_readings_go_once_a_newer_one_is_complete(archive: RawArchive, now: Calendar) -> None:
    kept_reading(archive, now, run="old")
    now.pass_days(1)
    kept_reading(archive, now, run="young")
    kept_reading(archive, now, run="other", asset="semas")
    now.pass_days(90)
    assert runs(archive) == ["young", "old"], "no time alone removes anything"

    crashed(archive, now, run="crashed")
    assert runs(archive) == ["crashed", "young", "old"]

    kept_reading(archive, now, run="new")

    assert runs(archive) == ["crashed", "new", "young"]
    assert len(archive.sets("semas", "영등포구")) == 1, "each asset has readings of its own"


def test_what_is_not_ours_is_left_alone(files: Files, archive: RawArchive, now: Calendar) -> None:
    kept_reading(archive, now, run="old")
    (old,) = archive.sets(*FOOD)
    files.write(f"{old.folder}/notes.txt", b"why it failed")
    files.write("openapi_food/영등포구/mine/run/0.json.zst", b"")
    now.pass_days(91)

    kept_reading(archive, now, run="new")

    assert files.names(old.folder) == {"notes.txt"}
    assert files.names("openapi_food/영등포구/mine/run") == {"0.json.zst"}


def test_an_incomplete_removal_leaves_an_incomplete_reading(
    archive: RawArchive, files: Files, now: Calendar
) -> None:
    kept_reading(archive, now, run="old")
    (old,) = archive.sets(*FOOD)
    removed: list[str] = []

    class Stubborn(LocalFiles):
        """Removes one file and fails then."""

        def __init__(self) -> None:
            """Stand before the files."""

        def remove(self, name: str) -> None:
            if removed:
                raise PermissionError(13, "Permission denied")
            removed.append(name)
            files.remove(name)

        write, read = files.write, files.read
        names, folders, uri = files.names, files.folders, files.uri

    now.pass_days(91)
    with pytest.raises(RawArchiveError, match="run old: not removed, permission denied"):
        kept_reading(RawArchive(Stubborn(), keep_days=90), now, run="new")

    assert removed == [f"{old.folder}/{MANIFEST}"]
    assert not archive.is_complete(old)
    assert archive.newest(archive.sets(*FOOD)) == RawSet(*FOOD, date="2031-06-04", run="new")


def test_an_archive_is_of_the_real_services_or_of_the_sandbox(
    archive: RawArchive, files: Files
) -> None:
    assert archive.origin() is None

    archive.claim_origin("sandbox")
    archive.claim_origin("sandbox")

    assert archive.origin() == "sandbox"
    with pytest.raises(StoreOriginError, match=r"holds raw answers of sandbox .* set RADIUS_RAW"):
        archive.claim_origin("real")
    files.write("_origin.json", json.dumps({"origin": "?"}).encode())
    with pytest.raises(RawArchiveError, match=r"_origin\.json is damaged"):
        archive.origin()


def test_names_cannot_leave_the_archive(archive: RawArchive, now: Calendar) -> None:
    with pytest.raises(UnknownTableError):
        archive.begin("../x", "영등포구", run="1", now=now)
    with pytest.raises(UnknownDistrictError):
        archive.begin("semas", "..", run="1", now=now)
    with pytest.raises(UnknownDistrictError):
        archive.sets("semas", "../강남구")
    with pytest.raises(ValueError, match=r"'\.\./1' is no name for a run"):
        archive.begin("semas", "강남구", run="../1", now=now)


def test_a_bucket_that_is_not_there_is_no_empty_archive(
    s3: "S3Client",
    now: Calendar,
) -> None:
    archive = RawArchive(S3Files(s3, "radius-without-bucket"), keep_days=90)

    with pytest.raises(RawArchiveError, match="not listed, S3 answers NoSuchBucket"):
        archive.sets(*FOOD)
    with pytest.raises(RawArchiveError, match="not written, S3 answers NoSuchBucket"):
        kept_reading(archive, now, run="one")
    with pytest.raises(RawArchiveError, match="not kept, S3 answers NoSuchBucket"):
        archive.claim_origin("real")
