"""Owners who follow on each other: which permits are one shop's, and how sure that is."""

from datetime import date, timedelta
from typing import Any

import pytest

from radius_assets.matching.findings import FINDINGS_SCHEMA
from radius_assets.matching.knowledge import weights
from radius_assets.matching.succession import with_succession
from radius_assets_tests.matching.found import CLOSED, Finding, findings, other, own, verdict


@pytest.mark.parametrize(
    ("days", "outcome"),
    [pytest.param(90, "operating", id="90 days"), pytest.param(91, "replaced", id="91 days")],
)
def test_a_change_of_owner_takes_90_days_at_most(days: int, outcome: str) -> None:
    heir = other(same_chain=True, permitted_on=date.fromordinal(CLOSED.toordinal() + days))

    assert verdict(own(standing="ended"), heir)["verdict"] == outcome


@pytest.mark.parametrize(
    ("days", "outcome"),
    [(-31, "closed"), (-30, "operating"), (30, "operating"), (31, "closed")],
)
def test_among_several_stores_a_change_of_owner_takes_30_days_at_most(
    days: int, outcome: str
) -> None:
    heir = other(same_chain=True, permitted_on=CLOSED + timedelta(days=days))
    neighbour = other(owner=8, there_since=date(2012, 1, 1), permitted_on=date(2012, 1, 1))

    assert verdict(own(standing="ended"), heir, neighbour)["verdict"] == outcome


@pytest.mark.parametrize(
    ("beside", "among_several"),
    [
        pytest.param([], False, id="alone"),
        pytest.param([other(permitted_on=date(2012, 1, 1))], False, id="not on the map"),
        pytest.param([other("semas", owner=8)], False, id="SEMAS alone"),
        pytest.param([other(owner=8, standing="ended")], False, id="gone itself"),
        pytest.param([other(owner=8)], True, id="a neighbour"),
        pytest.param([other(owner=8, place=1)], False, id="another spot's neighbour"),
    ],
)
def test_a_change_of_owner_is_less_sure_among_several_stores(
    beside: list[Finding], among_several: bool
) -> None:
    known = weights()
    sure = known.succession_among_several if among_several else known.succession
    heir = own(is_own=False, score=0.1, permitted_on=CLOSED)
    found = with_succession(findings(own(standing="ended"), heir, *beside), known)

    assert found.filter(place=0, record=1).select("is_own", "score").row(0) == (True, sure)
    assert found.columns == list(FINDINGS_SCHEMA)


def test_a_chain_of_owners_is_one_shop_whatever_they_called_it() -> None:
    first, second, third = (
        dict[str, Any](
            {"same_chain": True, "permitted_on": begun, "closed_on": over, "branch": branch}
        )
        for begun, over, branch in (
            (date(2009, 1, 5), date(2014, 2, 1), "가온"),
            (date(2014, 2, 20), date(2021, 6, 1), "가온제일"),
            (date(2021, 5, 11), date(2026, 3, 1), "한빛"),
        )
    )
    found = [
        other(**first, standing="ended"),
        other(**second, standing="ended"),
        own(**third, standing="ended"),
        other("food", branch="가온", same_chain=True, permitted_on=date(2009, 1, 1)),
    ]

    assert (
        verdict(*found)["reason"]
        == "its food permit stands, the tobacco permit ended over 45 days ago"
    )


@pytest.mark.parametrize(
    "heir",
    [
        pytest.param({"owner": 7}, id="another listing's"),
        pytest.param({"same_chain": False}, id="another chain's"),
        pytest.param({"other_number": True}, id="another branch number"),
    ],
)
def test_not_every_permit_that_follows_is_the_shops(heir: dict[str, Any]) -> None:
    later = other(**{"same_chain": True, "permitted_on": date(2026, 3, 20), **heir})

    assert verdict(own(standing="ended"), later)["verdict"] in ("closed", "replaced")


@pytest.mark.parametrize(
    ("known_on", "more", "outcome"),
    [
        pytest.param(date(2024, 7, 1), {}, "operating", id="given before its last word"),
        pytest.param(date(2023, 1, 1), {}, "replaced", id="given long after"),
        pytest.param(None, {}, "replaced", id="nobody knows"),
        pytest.param(date(2024, 7, 1), {"standing": "suspended"}, "replaced", id="suspended"),
    ],
)
def test_a_permit_revoked_without_a_day_may_have_been_followed(
    known_on: date | None, more: dict[str, Any], outcome: str
) -> None:
    revoked = own(standing="ended", closed_on=None, known_on=known_on)
    renamed = other(**{"same_chain": True, "permitted_on": date(2024, 5, 1), **more})

    assert verdict(revoked, renamed)["verdict"] == outcome


@pytest.mark.parametrize(
    ("given_on", "beside", "outcome"),
    [
        pytest.param(date(2015, 3, 2), [], "operating", id="given on the same day"),
        pytest.param(date(2014, 1, 1), [], "closed", id="given before the one that was revoked"),
        pytest.param(date(2024, 5, 1), [other(owner=8)], "replaced", id="among several stores"),
    ],
)
def test_a_revocation_without_a_day_tells_of_later_permits_where_no_other_store_is(
    given_on: date, beside: list[Finding], outcome: str
) -> None:
    revoked = own(standing="ended", closed_on=None, known_on=date(2024, 7, 1))
    renamed = other(same_chain=True, permitted_on=given_on)

    assert verdict(revoked, renamed, *beside)["verdict"] == outcome
