"""The archive of raw answers, from which a table can be made anew without asking anybody."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from radius_assets.domain.districts import district as known_district
from radius_assets.domain.seoul_time import day_in_seoul
from radius_assets.publication.files import Files
from radius_assets.publication.landing import (
    Landing,
    RawArchiveError,
    RawSet,
    archive_errors,
)
from radius_assets.publication.layout import ORIGIN_FILE
from radius_assets.publication.raw_sets import (
    MANIFEST,
    DamagedBatchError,
    Manifest,
    RawAnswer,
    manifest_from_json,
    unpacked,
)
from radius_assets.publication.storage import Origin
from radius_assets.publication.store_errors import StoreOriginError
from radius_assets.publication.tables import table

_ORIGIN = TypeAdapter(dict[Literal["origin"], Origin])
_BATCH = re.compile(r"\d+\.json\.zst")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_RUN = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")


class RawArchive:
    """Raw answers by asset, district, day in Korea and run.

    Args:
        files: Where they lie.
        keep_days: Sets that are older are removed, once a newer one is complete.
    """

    def __init__(self, files: Files, *, keep_days: int) -> None:
        self._files = files
        self._keep_days = keep_days

    def begin(self, asset: str, district: str, *, run: str, now: Callable[[], datetime]) -> Landing:
        """Begin a set, to which answers can be given; nothing is written before a batch is full.

        Raises:
            UnknownTableError, UnknownDistrictError: There is no such asset or district.
        """
        table(asset)  # raises for one that there is not
        if not _RUN.fullmatch(run):
            raise ValueError(f"{run!r} is no name for a run")
        today = day_in_seoul(now())
        kept = RawSet(asset, known_district(district).name, today.isoformat(), run)
        oldest = (today - timedelta(days=self._keep_days)).isoformat()
        return Landing(
            self._files,
            kept,
            now=now,
            finished=lambda: self._remove_before(kept, oldest),
        )

    def claim_origin(self, origin: Origin) -> None:
        """Keep the archive for answers of the real services, or for those of the sandbox.

        Raises:
            StoreOriginError: It was claimed for the other, or cannot be used.
        """
        with archive_errors(f"raw answers in {self.uri()}", "not kept"):
            claim = json.dumps({"origin": origin}).encode()
            found = origin if self._files.create(ORIGIN_FILE, claim) else self.origin()
        if found != origin:
            raise StoreOriginError(
                f"{self.uri()} holds raw answers of {found} services, {origin} ones must not mix "
                "with them: set RADIUS_RAW to another place"
            )

    def origin(self) -> Origin | None:
        """Who answered what the archive holds; None where nothing was ever kept.

        Raises:
            RawArchiveError: The archive does not tell.
        """
        what = f"raw answers in {self.uri()}"
        with archive_errors(what, "not read"):
            data = self._files.read(ORIGIN_FILE)
        if data is None:
            return None
        try:
            return _ORIGIN.validate_json(data)["origin"]
        except ValidationError:
            raise RawArchiveError(f"{what}: {ORIGIN_FILE} is damaged") from None

    def sets(self, asset: str, district: str) -> list[RawSet]:
        """The sets of a district, complete or not, the newest day first.

        Raises:
            RawArchiveError: The archive does not tell.
        """
        place = f"{asset}/{known_district(district).name}"
        with archive_errors(f"raw answers of {asset} of {district}", "not listed"):
            return [
                RawSet(asset, known_district(district).name, day, run)
                for day in sorted(self._days(place), reverse=True)
                for run in sorted(self._files.folders(f"{place}/{day}"))
            ]

    def is_complete(self, kept: RawSet) -> bool:
        """Whether the reading came to its end, so that the set has a manifest.

        Raises:
            RawArchiveError: The archive does not tell.
        """
        with archive_errors(str(kept), "not listed"):
            return MANIFEST in self._files.names(kept.folder)

    def manifest(self, kept: RawSet) -> Manifest:
        """What the set holds.

        Raises:
            RawArchiveError: It is incomplete or damaged, or cannot be read.
        """
        data = self._read(kept, MANIFEST)
        if data is None:
            why = "incomplete, its reading did not come to an end; choose another run or day"
            raise RawArchiveError(f"{kept}: {why}")
        try:
            return manifest_from_json(data)
        except DamagedBatchError as error:
            raise RawArchiveError(f"{kept}: {error}") from error

    def answers(self, kept: RawSet) -> list[RawAnswer]:
        """All answers of a complete set, in the order in which they came.

        Raises:
            RawArchiveError: It is incomplete or damaged, or cannot be read.
        """
        found: list[RawAnswer] = []
        for batch in self.manifest(kept).batches:
            data = self._read(kept, batch.name)
            if data is None:
                raise RawArchiveError(f"{kept}: {batch.name} is missing")
            try:
                found += unpacked(batch, data)
            except DamagedBatchError as error:
                raise RawArchiveError(f"{kept}: {error}") from error
        return found

    def newest(self, sets: Sequence[RawSet]) -> RawSet | None:
        """The complete set that was read last, None where none is complete.

        Raises:
            RawArchiveError: The archive does not tell.
        """
        for day in sorted({kept.date for kept in sets}, reverse=True):
            complete = [kept for kept in sets if kept.date == day and self.is_complete(kept)]
            if complete:
                return max(complete, key=lambda kept: self.manifest(kept).ended_at)
        return None

    def uri(self) -> str:
        """Where the archive is, for people."""
        return self._files.uri("")

    def _days(self, place: str) -> list[str]:
        return [name for name in self._files.folders(place) if _DATE.fullmatch(name)]

    def _read(self, kept: RawSet, name: str) -> bytes | None:
        with archive_errors(str(kept), "not read"):
            return self._files.read(f"{kept.folder}/{name}")

    def _remove_before(self, newer: RawSet, oldest: str) -> None:
        """Remove what is older than that day, now that there is a newer complete set."""
        for kept in self.sets(newer.asset, newer.district):
            if kept.date < min(oldest, newer.date):
                with archive_errors(str(kept), "not removed"):
                    self._remove(kept)

    def _remove(self, kept: RawSet) -> None:
        """Remove the manifest first: what is left by a crash is then known to be incomplete."""
        names = self._files.names(kept.folder)
        for name in (MANIFEST, *sorted(filter(_BATCH.fullmatch, names))):
            if name in names:
                self._files.remove(f"{kept.folder}/{name}")
