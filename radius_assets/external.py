"""What people write into the store, as Dagster sees it: an external asset.

Its versions are told as materializations. Of observations Dagster 1.13.27 takes notice only where
an asset has a function to observe it with, and what makes such assets is in beta.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

import dagster as dg
from dagster._core.definitions.data_version import (
    DATA_VERSION_TAG,
    extract_data_version_from_entry,
)

from radius_assets.publication.corrections import Correction, in_force, version_of
from radius_assets.publication.corrections_file import FILE, read_corrections
from radius_assets.publication.storage import TableStore

CORRECTIONS = "corrections"

EXTERNAL: Mapping[str, Sequence[str]] = MappingProxyType({"closures": (CORRECTIONS,)})
"""What an asset is made from besides other assets."""


def corrections_today(store: TableStore, now: datetime) -> tuple[Correction, ...]:
    """The corrections that count at this moment.

    Raises:
        CorrectionsError: Their file is broken.
    """
    return read_corrections(store.files, today=now.astimezone(ZoneInfo("Asia/Seoul")).date())


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


def recorded_version(instance: dg.DagsterInstance) -> str | None:
    """The version of the corrections that was recorded last, None before the first time."""
    found = instance.fetch_materializations(dg.AssetKey(CORRECTIONS), limit=1).records
    version = extract_data_version_from_entry(found[0].event_log_entry) if found else None
    return None if version is None else version.value
