"""A place search in memory that keeps Kakao's limits."""

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from radius_assets.domain.geo import LonLat, Rect
from radius_assets.domain.records import Place, PlacesPage
from radius_assets.sources.errors import TransientSourceError

PAGE_SIZE, READABLE = 15, 45


def listing(number: int, position: LonLat) -> Place:
    return Place(f"{number:05}", f"shop {number}", "편의점", None, None, None, position)


def never(_rect: Rect, _page: int) -> bool:
    return False


def true_total(_rect: Rect, _page: int, total: int) -> int:
    return total


class PlaceSearch:
    """Shows at most 45 places of a closed rectangle, 15 a page, and their true number.

    Pages after the last repeat it. `fails` says which requests fail, `declares` which total a
    page declares; `asked` counts the requests.
    """

    def __init__(
        self,
        positions: Iterable[LonLat],
        *,
        fails: Callable[[Rect, int], bool] = never,
        declares: Callable[[Rect, int, int], int] = true_total,
    ) -> None:
        self.places = [listing(number, at) for number, at in enumerate(positions)]
        self.asked: Counter[tuple[Rect, int]] = Counter()
        self._fails = fails
        self._declares = declares

    async def __call__(self, rect: Rect, page: int) -> PlacesPage:
        self.asked[rect, page] += 1
        await asyncio.sleep(0)
        if self._fails(rect, page):
            raise TransientSourceError("Kakao", f"page {page} of {rect}", "timed out")
        inside = self.inside(rect)
        readable = min(len(inside), READABLE)
        last = max(1, math.ceil(readable / PAGE_SIZE))
        shown = min(page, last)
        return PlacesPage(
            total=self._declares(rect, page, len(inside)),
            readable=readable,
            is_last=shown == last,
            places=tuple(inside[PAGE_SIZE * (shown - 1) : min(PAGE_SIZE * shown, readable)]),
        )

    def inside(self, rect: Rect) -> Sequence[Place]:
        found = [place for place in self.places if rect.contains(place.position)]
        return sorted(found, key=lambda place: place.place_id[::-1])

    @property
    def requests(self) -> int:
        return self.asked.total()
