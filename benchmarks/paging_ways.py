"""Ways to read all pages of one query: ours, in batches, one by one, and dlt's."""

import asyncio
import importlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from radius_assets.collection.paging import by_offset, page_count, read_pages
from radius_assets.domain.records import RowsPage
from radius_assets.sources.answers import Answer
from radius_assets.sources.budget import PACED_SPACING
from radius_assets.sources.http import open_source
from radius_assets.sources.throttle import Throttle

PAGE_SIZE = 500
BATCH = 8

Fetch: TypeAlias = Callable[[int, int], Awaitable[RowsPage]]


@dataclass(frozen=True)
class Service:
    """Where the rows are, and how fast one may ask for them."""

    url: str
    requests_per_second: float
    budget: Path


@asynccontextmanager
async def opened(service: Service) -> AsyncIterator[Fetch]:
    """Reads rows by offset and limit as our sources do, paced at the rate itself.

    In earnest we stay 5 % below it; the case we compare with did not.
    """
    slots = 16  # of a window, so that the rate need not be a whole number
    window_s = slots / service.requests_per_second / PACED_SPACING
    throttle = Throttle(service.budget, slots=slots, window_s=window_s, mode="paced")
    async with open_source("Rows", service.url, throttle=throttle) as client:

        async def fetch(offset: int, limit: int) -> RowsPage:
            return await client.get(
                "/rows",
                asked=f"{limit} rows after {offset}",
                read=_page,
                params={"offset": offset, "limit": limit},
            )

        yield fetch


def _page(answer: Answer) -> RowsPage:
    root = answer.fields()
    return RowsPage(root.count("total"), tuple(dict(row.values) for row in root.each("rows")))


def ours(service: Service, concurrency: int) -> list[int]:
    """The engine of the platform."""

    async def read() -> list[int]:
        async with opened(service) as fetch:
            ask = by_offset(fetch, page_size=PAGE_SIZE)
            pages = read_pages(ask, page_size=PAGE_SIZE, concurrency=concurrency)
            async with aclosing(pages):
                return [number async for _, page in pages for number in _numbers(page)]

    return asyncio.run(read())


def one_by_one(service: Service) -> list[int]:
    """The engine with one page at a time."""
    return ours(service, 1)


def four_at_once(service: Service) -> list[int]:
    """The engine with four pages at a time."""
    return ours(service, 4)


def in_batches(service: Service) -> list[int]:
    """Eight pages, four at a time, and the next eight once all of these are there."""

    async def read() -> list[int]:
        async with opened(service) as fetch:
            places = asyncio.Semaphore(4)

            async def ask(page: int) -> RowsPage:
                async with places:
                    return await fetch((page - 1) * PAGE_SIZE, PAGE_SIZE)

            first = await ask(1)
            found = _numbers(first)
            last = page_count(first.total, PAGE_SIZE)
            for begin in range(2, last + 1, BATCH):
                batch = range(begin, min(begin + BATCH, last + 1))
                for page in await asyncio.gather(*map(ask, batch)):
                    found += _numbers(page)
            return found

    return asyncio.run(read())


def with_dlt(service: Service) -> list[int]:
    """Dlt's REST client with its paginator for offsets, which asks for a page after the other."""
    rest = importlib.import_module("dlt.sources.helpers.rest_client")
    paginators = importlib.import_module("dlt.sources.helpers.rest_client.paginators")
    client = rest.RESTClient(
        base_url=service.url,
        paginator=paginators.OffsetPaginator(limit=PAGE_SIZE, total_path="total"),
        data_selector="rows",
    )
    return [row["id"] for page in client.paginate("/rows") for row in page]


WAYS: Mapping[str, Callable[[Service], list[int]]] = MappingProxyType(
    {
        "one by one": one_by_one,
        "dlt's REST client": with_dlt,
        "batches of 8": in_batches,
        "ours, 4 at once": four_at_once,
    }
)


def missing_package(way: str) -> str | None:
    """The package that the way needs and that is not installed, None where nothing lacks."""
    return "dlt" if way.startswith("dlt") and find_spec("dlt") is None else None


def _numbers(page: RowsPage) -> list[int]:
    return [int(str(row["id"])) for row in page.rows]
