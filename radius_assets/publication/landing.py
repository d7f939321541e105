"""Raw answers on their way into the archive: batch by batch, the manifest last."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from radius_assets.publication.files import Files, reason_of
from radius_assets.publication.raw_sets import (
    MANIFEST,
    Manifest,
    RawAnswer,
    RawBatch,
    manifest_to_json,
    packed,
)
from radius_assets.publication.store_errors import StoreError
from radius_assets.sources.answers import Answer
from radius_assets.sources.masking import masked

BATCH_CHARACTERS = 4_000_000  # of text; a page of 1,000 permits has about 900,000
BATCH_ANSWERS = 500


class RawArchiveError(StoreError):
    """Raw answers cannot be kept, or not be had: of which set, and what to do."""


@dataclass(frozen=True, slots=True)
class RawSet:
    """Where the answers of one reading lie: an asset, a district, a day in Korea, a run."""

    asset: str
    district: str
    date: str
    run: str

    @property
    def folder(self) -> str:
        """The folder of its batches and its manifest."""
        return f"{self.asset}/{self.district}/{self.date}/{self.run}"

    def __str__(self) -> str:
        return f"raw answers of {self.asset} of {self.district}, {self.date}, run {self.run}"


class Landing:
    """Keeps the answers of one reading; see `Recorder`.

    At most one batch waits in memory beside those that are being written. Until `finish` has
    written the manifest the set is incomplete, and nobody reads it.

    Args:
        files: The archive.
        kept: Where in it.
        now: The time.
        finished: Is called once the manifest is written.
    """

    def __init__(
        self,
        files: Files,
        kept: RawSet,
        *,
        now: Callable[[], datetime],
        finished: Callable[[], None],
    ) -> None:
        self._files = files
        self._kept = kept
        self._now = now
        self._finished = finished
        self._begun_at = now()
        self._waiting: list[tuple[Answer, datetime]] = []
        self._waiting_characters = 0
        self._begun = 0
        self._written: dict[int, RawBatch] = {}
        self._manifest: Manifest | None = None

    def figures(self) -> Mapping[str, int | str]:
        """What was kept, for the metadata of the table; nothing before it is complete."""
        if self._manifest is None:
            return {}
        return {
            "raw_set": self._files.uri(self._kept.folder),
            "raw_answers": self._manifest.answers,
            "raw_bytes": sum(batch.size_bytes for batch in self._manifest.batches),
        }

    async def keep(self, answer: Answer) -> None:
        """Keep the answer; where a batch is full with it, return once that is written.

        Raises:
            RawArchiveError: The archive refused.
            ValueError: The reading was said to be whole before.
        """
        if self._manifest is not None:
            raise ValueError(f"{answer.asked} comes after the end of {self._kept}")
        self._waiting.append((answer, self._now()))
        self._waiting_characters += len(answer.text)
        if self._waiting_characters >= BATCH_CHARACTERS or len(self._waiting) >= BATCH_ANSWERS:
            await self._write_waiting()

    async def finish(self) -> int:
        """Write what waits, and then the manifest, which makes the set complete.

        Gives how many batches the set has.

        Raises:
            RawArchiveError: The archive refused.
        """
        if self._waiting:
            await self._write_waiting()
        manifest = Manifest(
            asset=self._kept.asset,
            district=self._kept.district,
            run=self._kept.run,
            begun_at=self._begun_at,
            ended_at=self._now(),
            batches=tuple(self._written[number] for number in sorted(self._written)),
        )
        await asyncio.to_thread(self._put, MANIFEST, manifest_to_json(manifest))
        self._manifest = manifest
        await asyncio.to_thread(self._finished)
        return len(manifest.batches)

    async def _write_waiting(self) -> None:
        answers, self._waiting, self._waiting_characters = self._waiting, [], 0
        number, self._begun = self._begun, self._begun + 1
        self._written[number] = await asyncio.to_thread(self._write, number, answers)

    def _write(self, number: int, answers: list[tuple[Answer, datetime]]) -> RawBatch:
        batch, data = packed(number, [_raw(answer, at) for answer, at in answers])
        self._put(batch.name, data)
        return batch

    def _put(self, name: str, data: bytes) -> None:
        with archive_errors(str(self._kept), "not written"):
            self._files.write(f"{self._kept.folder}/{name}", data)


@contextmanager
def archive_errors(what: str, failed: str) -> Iterator[None]:
    """Say of trouble with the archive what it was about."""
    try:
        yield
    except OSError as error:
        raise RawArchiveError(f"{what}: {failed}, {reason_of(error)}") from error


def _raw(answer: Answer, fetched_at: datetime) -> RawAnswer:
    """The answer without its secrets: Kakao repeats a key, and nobody knows who else does."""
    return RawAnswer(
        source=answer.source,
        asked=masked(answer.asked, answer.secrets),
        status=answer.status,
        fetched_at=fetched_at,
        text=masked(answer.text, answer.secrets),
    )
