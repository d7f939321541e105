"""What is refreshed because something has changed; off until switched on in the UI.

A tick that fails raises: Dagster shows it and keeps the cursor, so the next one asks for the same
again. Each request for a run bears a key, so a tick that comes twice starts nothing twice.
"""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import dagster as dg

from radius_assets.collection.permits import KEY
from radius_assets.collection.tile import all_of
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.domain.seoul_time import day_in_seoul
from radius_assets.external import ClockResource
from radius_assets.partitions import contiguous_ranges, range_tags
from radius_assets.refresh.ticks import (
    KINDS,
    Registers,
    changes_since,
    listed_anchors,
    sampled_differences,
    stored_anchors,
    stored_registers,
)
from radius_assets.refresh.updates import (
    Anchors,
    AnchorsSeen,
    PermitCursor,
    changed_anchors,
    districts_behind,
    districts_to_sample,
    run_key,
)
from radius_assets.resources import DaisoResource, DataGoKrResource, SeoulResource
from radius_assets.schedules import permits_job, stores_job
from radius_assets.sources.seoul import Kind
from radius_assets.store import StoreResource

TICK_S = 40.0  # Dagster ends a tick after 60 s, and would say only that it took too long
SAMPLED_A_TICK = 5  # districts; up to 40 requests, a few seconds of the budget

T = TypeVar("T")


class TickTooLongError(Exception):
    """A service was too slow for a tick; the next one asks again."""


@dg.sensor(
    job=permits_job,
    minimum_interval_seconds=3_600,
    description="Brings permits and verdicts of the districts up to date whose permits have "
    "changed: as data.go.kr tells, or without its key as a few sampled pages of Seoul's show.",
)
def permit_updates_sensor(
    context: dg.SensorEvaluationContext,
    seoul: SeoulResource,
    data_go_kr: DataGoKrResource,
    store: StoreResource,
    clock: ClockResource,
) -> dg.SensorResult | dg.SkipReason:
    """Ask what has changed since the last tick, and request runs for those districts alone."""
    began_at = clock.now()  # as the runs date what they read, with which it is compared
    cursor = PermitCursor.from_json(context.cursor)
    tables = store.open()
    stored = {kind: stored_registers(tables, kind) for kind in KINDS}
    if not any(stored.values()):
        return dg.SkipReason("no permits are stored yet: `radius refresh --all` reads them")
    if data_go_kr.has_key and data_go_kr.permits != "seoul":
        news = _within(_told(data_go_kr, stored, cursor))
        after = PermitCursor(dict.fromkeys(KINDS, began_at), cursor.next_district)
        return _result(context, news, after.to_json(), full_refresh=False)
    names = [name for name in DISTRICT_NAMES if any(name in stored[kind] for kind in KINDS)]
    chosen, then = districts_to_sample(names, cursor.next_district, most=SAMPLED_A_TICK)
    news = _within(_sampled(seoul, stored, chosen))
    after = PermitCursor(cursor.taken_at, then)
    return _result(context, news, after.to_json(), full_refresh=True)


@dg.sensor(
    job=stores_job,
    minimum_interval_seconds=6 * 3_600,
    description="Refreshes stores, listings and verdicts of the districts in which a Daiso store "
    "has opened, moved, or been missing from Daiso's finder twice in a row.",
)
def daiso_changes_sensor(
    context: dg.SensorEvaluationContext, daiso_finder: DaisoResource, store: StoreResource
) -> dg.SensorResult | dg.SkipReason:
    """Compare Daiso's own lists with the stored stores."""
    seen = AnchorsSeen.from_json(context.cursor)
    stored = stored_anchors(store.open())
    if not stored:
        return dg.SkipReason("no Daiso stores are stored yet: `radius refresh --all` reads them")
    listed = _within(_listed(daiso_finder, list(stored)))
    found = changed_anchors(stored, listed, seen)
    return _result(context, found.changed, found.seen.to_json(), full_refresh=True)


async def _told(
    data_go_kr: DataGoKrResource, stored: Mapping[Kind, Registers], cursor: PermitCursor
) -> dict[str, list[str]]:
    """The permits that have changed, and the tables that have fallen behind, by district."""
    news: dict[str, list[str]] = defaultdict(list)
    async with data_go_kr.open_permits() as client:
        changes = await all_of(
            changes_since(client, kind, tables, cursor.taken_at.get(kind), margin=data_go_kr.margin)
            for kind, tables in stored.items()
        )
    for kind, tables in stored.items():
        read_at = {name: mark.taken_at for name, (_, mark) in tables.items()}
        behind = districts_behind(cursor.taken_at.get(kind), read_at, margin=data_go_kr.margin)
        for name, at in behind.items():
            news[name].append(f"{kind} table, of {at.isoformat()} still")
    for kind, changed in zip(stored, changes, strict=True):
        for name, permits in changed.items():
            rows = permits.select(*KEY, "updated_at").iter_rows()
            news[name] += [" ".join(map(str, (kind, *row))) for row in rows]
    return news


async def _sampled(
    seoul: SeoulResource, stored: Mapping[Kind, Registers], names: Sequence[str]
) -> dict[str, list[str]]:
    """What differs in the samples, by district."""
    news: dict[str, list[str]] = defaultdict(list)
    async with seoul.open() as client:
        for kind, tables in stored.items():
            found = await sampled_differences(client, kind, tables, names)
            for name, reasons in found.items():
                news[name] += [f"{kind}: {reason}" for reason in reasons]
    return news


async def _listed(daiso_finder: DaisoResource, names: Sequence[str]) -> Mapping[str, Anchors]:
    async with daiso_finder.open() as client:
        return await listed_anchors(client, names)


def _within(asked: Coroutine[None, None, T]) -> T:
    """Wait for an answer, but not for longer than a tick may take.

    Raises:
        TickTooLongError: It took too long; nothing is remembered of it.
    """

    async def in_time() -> T:
        async with asyncio.timeout(TICK_S):
            return await asked

    try:
        return asyncio.run(in_time())
    except TimeoutError:
        raise TickTooLongError(f"no answer within {TICK_S:g} s; the next tick asks again") from None


def _result(
    context: dg.SensorEvaluationContext,
    news: Mapping[str, Sequence[str]],
    cursor: str,
    *,
    full_refresh: bool,
) -> dg.SensorResult:
    """A request for each run of neighbouring districts, which are one run."""
    if not news:
        return dg.SensorResult(skip_reason="nothing has changed", cursor=cursor)
    for name, what in news.items():
        context.log.info("%s: %d to bring up to date, such as %s", name, len(what), what[0])
    requests = [
        _request(group, news, full_refresh=full_refresh) for group in contiguous_ranges(news)
    ]
    return dg.SensorResult(run_requests=requests, cursor=cursor)


def _request(
    group: Sequence[str], news: Mapping[str, Sequence[str]], *, full_refresh: bool
) -> dg.RunRequest:
    what = [f"{name} {change}" for name in group for change in news[name]]
    today = day_in_seoul(datetime.now(UTC))  # the clock's: a day that is set would never end
    return dg.RunRequest(
        run_key=run_key(what, on=today),
        tags=range_tags(group[0], group[-1]),
        run_config={"ops": {"refresh": {"config": {"full_refresh": full_refresh}}}},
    )
