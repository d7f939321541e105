"""When the registers speak against a person's word, and with which evidence."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from radius_assets.publication.conflicts import PermitKey, Suspension
from radius_assets.publication.corrections import CONFLICTING_CONFIDENCE, corrected
from radius_assets_tests.publication.frames import EVIDENCE
from radius_assets_tests.publication.test_corrections import (
    CORRECTED_ON,
    correction,
    judged,
    row,
)

LATER = date(2031, 3, 20)


def key(**changes: Any) -> PermitKey:
    """What tells the permit of the evidence from others."""
    told: Mapping[str, Any] = {**EVIDENCE, **changes}
    return told["register"], told["record_id"], told["name"], told["permitted_on"]


@pytest.mark.parametrize(
    ("evidence", "verdict", "is_doubted"),
    [
        pytest.param({"closed_on": LATER}, "operating", True, id="closed since"),
        pytest.param({"closed_on": CORRECTED_ON}, "operating", False, id="of the same day"),
        pytest.param({}, "operating", False, id="closed before"),
        pytest.param({"closed_on": LATER}, "closed", False, id="the registers agree"),
        pytest.param(
            {"permitted_on": LATER, "relation": "other_at_spot", "name": "나래24 한빛점"},
            "operating",
            False,
            id="of another shop in the same tower",
        ),
    ],
)
def test_newer_evidence_is_told_and_the_correction_holds(
    evidence: dict[str, object], verdict: str, is_doubted: bool
) -> None:
    found = row(corrected(judged(evidence=[EVIDENCE | evidence]), [correction(verdict=verdict)]))

    assert found["verdict"] == verdict
    if is_doubted:
        assert found["conflict"] == f"the registers say closed since: {EVIDENCE['sentence']}"
        assert found["confidence"] == CONFLICTING_CONFIDENCE
    else:
        assert found["conflict"] is None


def test_a_successor_that_came_since_is_told() -> None:
    """It is another shop, but it is what the registers' verdict rests on."""
    heir = {"permitted_on": LATER, "relation": "other_at_spot", "name": "나래24 한빛점"}
    replaced = judged(verdict="replaced", replaced_by="나래24 한빛점", evidence=[EVIDENCE | heir])

    found = row(corrected(replaced, [correction()]))

    assert found["conflict"] == f"the registers say replaced since: {EVIDENCE['sentence']}"


@pytest.mark.parametrize(
    ("suspended", "verdict", "is_doubted"),
    [
        pytest.param([LATER], "operating", True, id="suspended since"),
        pytest.param([CORRECTED_ON], "operating", False, id="of the same day"),
        pytest.param([date(2031, 2, 1), LATER], "operating", True, id="over since"),
        pytest.param([LATER], "suspended", False, id="the registers agree"),
        pytest.param([], "operating", False, id="never"),
    ],
)
def test_a_suspension_filed_since_is_told(
    suspended: list[date], verdict: str, is_doubted: bool
) -> None:
    resting = judged(verdict="suspended", evidence=[EVIDENCE | {"state": "suspended"}])
    days = {key(): Suspension(suspended)}

    found = row(corrected(resting, [correction(verdict=verdict)], days))

    assert (found["conflict"] is not None) == is_doubted


def test_a_suspension_of_another_permit_with_its_number_is_not_told() -> None:
    resting = judged(verdict="suspended", evidence=[EVIDENCE | {"state": "suspended"}])
    another = {key(name="나래24 은하점"): Suspension([LATER])}

    assert row(corrected(resting, [correction()], another))["conflict"] is None


STANDS: Mapping[str, object] = {
    "register": "food",
    "state": "operating",
    "closed_on": None,
    "sentence": "its food permit stands",
}
ENDED: Mapping[str, object] = {
    "register": "tobacco",
    "state": "closed",
    "closed_on": LATER,
    "sentence": "its tobacco permit was closed",
}


@pytest.mark.parametrize(
    ("says", "evidence", "said", "quoted"),
    [
        pytest.param("operating", [ENDED, STANDS], "closed", None, id="one ended, one stands"),
        pytest.param(
            "operating",
            [ENDED, {**STANDS, "permitted_on": LATER}],
            "closed",
            STANDS["sentence"],
            id="one ended, another was given",
        ),
        pytest.param(
            "operating",
            [{**ENDED, "permitted_on": LATER}, STANDS],
            "closed",
            None,
            id="given and ended again",
        ),
        pytest.param(
            "closed",
            [{**ENDED, "permitted_on": LATER, "closed_on": CORRECTED_ON}],
            "operating",
            None,
            id="a new permit for a closure",
        ),
        pytest.param(
            "suspected_closed", [ENDED], "operating", ENDED["sentence"], id="closed, they suspect"
        ),
        pytest.param("unverifiable", [ENDED], "closed", None, id="closed, they cannot tell"),
        pytest.param(
            "unverifiable", [ENDED], "operating", ENDED["sentence"], id="ended, they cannot tell"
        ),
    ],
)
def test_only_what_speaks_for_the_registers_verdict_is_quoted(
    says: str, evidence: Sequence[Mapping[str, object]], said: str, quoted: str | None
) -> None:
    rows = judged(verdict=says, evidence=[EVIDENCE | {**record} for record in evidence])

    found = row(corrected(rows, [correction(verdict=said)]))["conflict"]

    assert found == (None if quoted is None else f"the registers say {says} since: {quoted}")


@pytest.mark.parametrize(
    ("suspension", "said", "is_doubted"),
    [
        pytest.param(Suspension([LATER]), "closed", True, id="over since, a person says closed"),
        pytest.param(Suspension((), LATER), "suspended", True, id="its days are gone since"),
        pytest.param(Suspension((), CORRECTED_ON), "suspended", False, id="gone before"),
        pytest.param(Suspension((), LATER), "closed", False, id="never suspended"),
    ],
)
def test_a_suspension_that_is_over_since_is_told(
    suspension: Suspension, said: str, is_doubted: bool
) -> None:
    stands = judged(verdict="operating", evidence=[EVIDENCE | {**STANDS}])

    found = row(corrected(stands, [correction(verdict=said)], {key(): suspension}))

    assert (found["conflict"] is not None) == is_doubted
