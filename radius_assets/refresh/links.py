"""Why a record is linked with a listing, or is not, where the features of the two do not tell."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

import polars as pl

from radius_assets.domain.records import ENDED
from radius_assets.matching.brands import Lexicon
from radius_assets.matching.knowledge import weights
from radius_assets.matching.names import normalized_names
from radius_assets.matching.succession import CHANGE_AMONG_SEVERAL, CHANGE_OF_OWNER
from radius_assets.matching.words import ENGLISH
from radius_assets.refresh.explanation import REGISTERS, Candidate

Evidence: TypeAlias = Mapping[str, Any]
Key: TypeAlias = tuple[str, str]

ROUNDING = 0.001
"""Scores in evidence are rounded to this."""


def own_of(evidence: Sequence[Evidence]) -> set[Key]:
    """The records that are the shop's, by register and number."""
    return {_key_of(record) for record in evidence if record["relation"] == "same_shop"}


def links_of(
    evidence: Sequence[Evidence], compared: Sequence[Candidate], *, words: Lexicon | None = None
) -> dict[Key, str]:
    """Why records are linked, for those of the shop whose features alone make them less sure.

    Args:
        evidence: That of the listing's verdict.
        compared: What its shop was compared with.
        words: What is known of how names are written; the package's own lexicon if not given.
    """
    features = {(one.register, one.record_id): one.score for one in compared}
    own = [
        record
        for record in evidence
        if record["relation"] == "same_shop" and record["register"] in REGISTERS
    ]
    # What is not among the compared lies across the border of the district.
    beyond = [
        record
        for record in own
        if _key_of(record) in features and record["score"] > features[_key_of(record)] + ROUNDING
    ]
    following = [record for record in beyond if record["score"] in _within()]
    told = {_key_of(record): _left_over(record) for record in beyond if record not in following}
    known = [record for record in own if record not in following]
    return told | dict(_followed(known, following, words))


def apart_of(
    evidence: Sequence[Evidence], compared: Sequence[Candidate], closures: pl.DataFrame
) -> dict[Key, str]:
    """Why records are not linked that are likelier than not to be of the shop by their features.

    Args:
        evidence: That of the listing's verdict.
        compared: What its shop was compared with.
        closures: The table of the listing's district.
    """
    own = own_of(evidence)
    records = closures.select("place_name", "evidence").explode("evidence").unnest("evidence")
    linked = records.filter(relation="same_shop").select("register", "record_id", "place_name")
    owners = {(register, record): name for register, record, name in linked.iter_rows()}
    likely = ((one.register, one.record_id) for one in compared if one.bits > 0)
    return {key: _apart(owners.get(key)) for key in likely if key not in own}


def _apart(owner: str | None) -> str:
    if owner is not None:
        return f"not linked: it is the record of '{owner}'"
    return "not linked: its name does not agree, or a listing across the border has it"


def _key_of(record: Evidence) -> Key:
    return record["register"], record["record_id"]


def _within() -> Mapping[float, int]:
    """How sure a permit is that follows on another, and within how many days it must."""
    of = weights()
    return {
        of.succession_among_several: CHANGE_AMONG_SEVERAL.days,
        of.succession: CHANGE_OF_OWNER.days,
    }


def _left_over(record: Evidence) -> str:
    if record["score"] != weights().leftover:
        return (
            "linked when the verdict was given; since then what is stored has changed, or how it "
            "is weighed"
        )
    return (
        "linked because it is left over at the address: no other listing fits it, and no other "
        f"record in {record['register']} fits this one; {_sure(record)}"
    )


def _followed(
    known: Sequence[Evidence], following: Sequence[Evidence], words: Lexicon | None
) -> Iterator[tuple[Key, str]]:
    """Permits that follow on what is known to be the shop's, then those that follow on these."""
    known, rest = list(known), list(following)
    while rest:
        turns = [(record, _turn(record, known)) for record in rest]
        taken = [(record, turn) for record, turn in turns if turn is not None]
        if not taken:
            break
        yield from ((_key_of(record), f"{turn}; {_sure(record)}") for record, turn in taken)
        known += [record for record, _ in taken]
        rest = [record for record, turn in turns if turn is None]
    for record in rest:
        yield _key_of(record), f"{_namesake(record, known, words)}; {_sure(record)}"


def _turn(record: Evidence, known: Sequence[Evidence]) -> str | None:
    """How a permit follows in turn on another of the register, or that on it."""
    most = _within()[record["score"]]
    for other in known:
        if other["register"] != record["register"]:
            continue
        name = f"'{other['name']}'"
        if _days(record["permitted_on"], other["closed_on"]) <= most:
            return f"linked because it follows within {most} days on {name}, {_ended(other)}"
        if _days(other["permitted_on"], record["closed_on"]) <= most:
            began = f"permitted {other['permitted_on']}"
            return f"linked because {name}, {began}, follows on it within {most} days"
        if _comes_after(record, other):
            return f"linked because it follows on {name}, {_ended(other)}"
    return None


def _days(one: date | None, other: date | None) -> float:
    """Days from one to the other; endless where one is not known."""
    return float("inf") if one is None or other is None else abs((one - other).days)


def _comes_after(record: Evidence, other: Evidence) -> bool:
    """Whether it stands, and was given after a permit that ended, nobody knows when.

    The judge goes by that only where no other store of the map shares the spot.
    """
    is_alone = record["score"] == weights().succession
    undated = other["state"] in ENDED and other["closed_on"] is None
    days = (record["permitted_on"], other["permitted_on"])
    return is_alone and undated and _stands(record) and None not in days and days[0] >= days[1]


def _stands(record: Evidence) -> bool:
    """Whether the permit was good on the day of the verdict: it may be suspended at other times."""
    rested = record["state"] == "suspended" and ENGLISH.not_now in record["sentence"]
    return rested or record["state"] == "operating"


def _ended(other: Evidence) -> str:
    state, day = other["state"], other["closed_on"]
    return f"{state} on a day that is not told" if day is None else f"{state} {day}"


def _namesake(record: Evidence, known: Sequence[Evidence], words: Lexicon | None) -> str:
    names = [one["name"] for one in (record, *known)]
    said = normalized_names(pl.Series(names, dtype=pl.String), words).select("branch", "number")
    own, *others = said.rows()
    for other, says in zip(known, others, strict=True):
        if says == own:
            return f"linked because it has the name of '{other['name']}' ({other['register']})"
    return "linked because it follows on a permit of the shop, or has the name of one, or nearly so"


def _sure(record: Evidence) -> str:
    return f"right in {record['score']:.1%} of such cases"
