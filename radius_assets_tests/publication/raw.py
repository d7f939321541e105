"""Raw answers of invented readings, and a clock that is set."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from radius_assets.publication.landing import Landing
from radius_assets.publication.raw_archive import RawArchive
from radius_assets.sources.answers import Answer

KEY = "k3y+with/signs="


class Calendar:
    """The time, which stands still until it is set."""

    def __init__(self, now: datetime = datetime(2031, 3, 4, 20, 30, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        """Let some days pass."""
        self.now += timedelta(days=days)


def answer(number: int, *, text: str | None = None, source: str = "Seoul Open Data") -> Answer:
    """An answer to the question with that number; its key is a secret."""
    body = f'{{"page": {number}}}' if text is None else text
    return Answer(source, f"rows {number}", 200, body, secrets=(KEY,))


async def land(landing: Landing, answers: Sequence[Answer], *, whole: bool = True) -> None:
    """Give the answers to the archive, and say whether they are all."""
    for each in answers:
        await landing.keep(each)
    if whole:
        await landing.finish()


def kept_reading(
    archive: RawArchive,
    now: Calendar,
    *,
    run: str,
    asset: str = "openapi_food",
    answers: int = 3,
    whole: bool = True,
) -> Landing:
    """Keep a reading of 영등포구."""
    landing = archive.begin(asset, "영등포구", run=run, now=now)
    asyncio.run(land(landing, [answer(number) for number in range(answers)], whole=whole))
    return landing
