"""What the registers say against a person's word since it was given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from radius_assets.domain.records import ENDED
from radius_assets.publication.events import OVER

PermitKey: TypeAlias = tuple[str, str, str | None, date | None]
"""What tells permits apart in evidence: register, number, name and the day it was given.

Numbers are unique within an authority only, and evidence does not say whose a permit is.
"""


@dataclass(frozen=True, slots=True)
class Suspension:
    """What a register says of a permit's suspensions, which evidence has no column for.

    Attributes:
        days: On which one began or ended.
        lifted_on: The register's last word on a permit that operates, None of another. Days that
            were taken out of the register again leave nothing but it.
    """

    days: Sequence[date] = ()
    lifted_on: date | None = None


Suspensions: TypeAlias = Mapping[PermitKey, Suspension]

_NEVER = Suspension()


def conflict(
    row: Mapping[str, Any], *, said: str, said_on: date, suspensions: Suspensions
) -> str | None:
    """Evidence from after a person's word that speaks for another verdict; None without.

    Args:
        row: What the registers say, as `judge` gives it.
        said: The person's verdict.
        said_on: The day of it.
        suspensions: When permits began and ceased to be suspended.
    """
    if row["verdict"] == said:
        return None
    for record in row["evidence"]:
        rest = suspensions.get(_key(record), _NEVER)
        if any(day is not None and day > said_on for day in _days(row, record, said, rest)):
            return f"the registers say {row['verdict']} since: {record['sentence']}"
    return None


def _key(record: Mapping[str, Any]) -> PermitKey:
    return record["register"], record["record_id"], record["name"], record["permitted_on"]


def _days(
    row: Mapping[str, Any], record: Mapping[str, Any], said: str, rest: Suspension
) -> Iterable[date | None]:
    """The days of a record that speak for the registers' verdict; others at the spot have none."""
    judged, stands = row["verdict"], record["state"] not in ENDED
    if judged == "replaced" and record["name"] == row["replaced_by"]:
        return (record["permitted_on"],)
    if record["relation"] != "same_shop":
        return ()
    if judged == "operating" and stands:
        lifted = (rest.lifted_on,) if said == "suspended" else ()
        return record["permitted_on"], *rest.days, *lifted
    if judged == "suspended" and stands:
        return rest.days
    if judged in ("operating", "suspended") or (judged == "unverifiable" and said in OVER):
        return ()
    return (record["closed_on"],)
