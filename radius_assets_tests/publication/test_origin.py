"""A store belongs to the real services or to the sandbox, whichever claims it first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from radius_assets.publication.storage import LocalStore, Origin, TableStore
from radius_assets.publication.store_errors import StoreOriginError


@pytest.mark.parametrize(("first", "second"), [("real", "sandbox"), ("sandbox", "real")])
def test_a_store_keeps_to_the_city_that_claimed_it(
    open_store: Callable[[], TableStore], first: Origin, second: Origin
) -> None:
    open_store().claim_origin(first)
    open_store().claim_origin(first)

    with pytest.raises(StoreOriginError, match=f"holds {first} tables, {second} .* RADIUS_STORE"):
        open_store().claim_origin(second)


def test_real_tables_are_of_no_day_that_is_set(open_store: Callable[[], TableStore]) -> None:
    day = date(2020, 1, 6)

    with pytest.raises(StoreOriginError, match=r"RADIUS_TODAY is 2020-01-06, .* unset it"):
        open_store().claim_origin("real", today=day)
    open_store().claim_origin("sandbox", today=day)  # for that store nobody has claimed


def test_of_several_claims_one_wins(open_store: Callable[[], TableStore]) -> None:
    def claim(origin: Origin) -> Origin | None:
        try:
            open_store().claim_origin(origin)
        except StoreOriginError:
            return None
        return origin

    origins: list[Origin] = ["real", "sandbox"]

    # moto looks and writes in two steps, between which another one can write; S3 does not.
    at_once = 4 if isinstance(open_store(), LocalStore) else 1
    with ThreadPoolExecutor(at_once) as pool:
        won = set(pool.map(claim, origins * 4)) - {None}

    assert len(won) == 1


@pytest.mark.parametrize("text", [b"", b"real", b"[]", b"{}", b"null"])
def test_a_claim_that_cannot_be_read_is_no_permission(store: TableStore, text: bytes) -> None:
    store._files.write("_origin.json", text)

    with pytest.raises(StoreOriginError, match="holds unknown tables"):
        store.claim_origin("real")
