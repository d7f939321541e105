"""Asset checks: what is looked at in the stored tables, district by district, after each write.

What is provably wrong is refused before it is written; a check looks at what is stored all the
same, and warns of what is merely odd. A check never fails a run.
"""

from collections.abc import Mapping
from types import MappingProxyType

import dagster as dg

from radius_assets.checks.calibration import OF_CONFIDENCE
from radius_assets.checks.finding import Check
from radius_assets.checks.listings import OF_LISTINGS
from radius_assets.checks.registers import of_register
from radius_assets.checks.verdicts import OF_VERDICTS

CHECKS: Mapping[str, tuple[Check, ...]] = MappingProxyType(
    {
        "convenience": OF_LISTINGS,
        "openapi_food": of_register("openapi_food"),
        "openapi_tobacco": of_register("openapi_tobacco"),
        "semas": of_register("semas"),
        "closures": (*OF_VERDICTS, *OF_CONFIDENCE),
    }
)
"""The checks of each asset; one that is added here is evaluated after each write."""

CHECK_SPECS = [
    dg.AssetCheckSpec(check.name, asset=asset, description=check.description)
    for asset, checks in CHECKS.items()
    for check in checks
]
