"""What people write, as Dagster sees it: corrections and brands, and what day they say it is.

Corrections and brands are external assets.

Its versions are told as materializations. Of observations Dagster 1.13.27 takes notice only where
an asset has a function to observe it with, and what makes such assets is in beta.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

import dagster as dg
from dagster._core.definitions.data_version import (
    DATA_VERSION_TAG,
    extract_data_version_from_entry,
)
from pydantic import Field

from radius_assets.domain.seoul_time import latest_day, now_on
from radius_assets.matching.brands import Lexicon, lexicon
from radius_assets.publication.corrections import Correction, in_force, version_of
from radius_assets.publication.corrections_file import FILE, read_corrections
from radius_assets.publication.storage import TableStore

CORRECTIONS = "corrections"
BRANDS = "brands"

EXTERNAL: Mapping[str, Sequence[str]] = MappingProxyType({"closures": (CORRECTIONS, BRANDS)})
"""What an asset is made from besides other assets."""


def corrections_today(store: TableStore, now: datetime) -> tuple[Correction, ...]:
    """The corrections that count at this moment.

    They may be of a later day, if it has come: verdicts may be given for an earlier one.

    Raises:
        CorrectionsError: Their file is broken.
    """
    return read_corrections(store.files, today=latest_day(now))


def record_of(store: TableStore, corrections: Sequence[Correction]) -> dg.AssetMaterialization:
    """What there is to be said about the corrections, and their data version."""
    return dg.AssetMaterialization(
        CORRECTIONS,
        metadata={
            "path": dg.MetadataValue.path(store.files.uri(FILE)),
            "rows": len(corrections),
            "listings": len(in_force(corrections)),
            "authors": ", ".join(sorted({each.author for each in corrections})),
        },
        tags={DATA_VERSION_TAG: version_of(corrections)},
    )


class ClockResource(dg.ConfigurableResource):
    """What time it is to a run."""

    today: str = Field(
        default="",
        description="The day for which verdicts are given and of which looks are; empty for the "
        "day in Seoul. Another one is for the invented city, which has a day of its own; with real "
        "tables it is refused.",
    )

    @property
    def day(self) -> date | None:
        """The day that is set, None for that of the clock."""
        return date.fromisoformat(self.today) if self.today else None

    def now(self) -> datetime:
        """This moment, on that day."""
        return now_on(self.day)


class BrandsResource(dg.ConfigurableResource):
    """The brands of convenience stores: what the package knows, and what a file adds to it."""

    file: str = Field(
        default="",
        description="A file in the form of brands.toml, by its whole path; empty for none. It is "
        "read at the start of each run, so it must be there wherever runs are.",
    )

    def words(self) -> Lexicon:
        """What is known of how names are written, as the file has it now.

        Raises:
            BrandsFileError: The file cannot be read, or an entry is not what it should be.
        """
        return lexicon(Path(self.file) if self.file else None)

    def record(self, words: Lexicon) -> dg.AssetMaterialization:
        """What there is to be said about the brands, and their data version."""
        own = lexicon()
        return dg.AssetMaterialization(
            BRANDS,
            metadata={
                "file": self.file or "none",
                "brands": len(words.brands),
                "brands_added": ", ".join(name for name in words.brands if name not in own.brands),
            },
            tags={DATA_VERSION_TAG: words.version},
        )


def recorded_version(instance: dg.DagsterInstance, asset: str) -> str | None:
    """The version of an external asset that was recorded last, None before the first time."""
    found = instance.fetch_materializations(dg.AssetKey(asset), limit=1).records
    version = extract_data_version_from_entry(found[0].event_log_entry) if found else None
    return None if version is None else version.value
