"""What listings must be, to be judged: each of them once."""

import polars as pl

_MOST_NAMED = 3


class RepeatedListingError(ValueError):
    """A listing comes more than once; each of its rows would be judged with each of the others."""

    def __init__(self, place_ids: list[str]) -> None:
        named = ", ".join(place_ids[:_MOST_NAMED])
        more = len(place_ids) - _MOST_NAMED
        super().__init__(
            f"listings that come more than once: place_id {named}"
            f"{f' and {more} more' if more > 0 else ''}; leave one row of each"
        )
        self.place_ids = tuple(place_ids)


def require_each_once(places: pl.DataFrame) -> None:
    """Do nothing if no listing comes twice.

    Args:
        places: Listings by `place_id`.

    Raises:
        RepeatedListingError: Some do.
    """
    repeated = places.filter(pl.col("place_id").is_duplicated())["place_id"].unique().sort()
    if not repeated.is_empty():
        raise RepeatedListingError(repeated.to_list())
