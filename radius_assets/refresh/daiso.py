"""Making `daiso`: the Daiso stores of a district."""

from radius_assets.collection.stores import collect_stores, stores_frame
from radius_assets.domain.districts import District
from radius_assets.refresh.made import Figure, Made
from radius_assets.refresh.tiles import own_daiso_covering
from radius_assets.refresh.work import Work


async def make_daiso(work: Work, of: District) -> Made:
    """Read the stores of the district whole."""
    reading = await collect_stores(
        of,
        official=work.sources.daiso.stores_page,
        covering=work.daiso_covering or own_daiso_covering(work.sources.kakao, of),
        address=work.sources.kakao.addresses,
    )
    await work.refuse_to_empty("daiso", of, reading.declared, listed_by="daiso")
    figures: dict[str, Figure] = {
        "stores_declared": reading.declared,
        "stores_elsewhere": reading.elsewhere,
        "positions_implausible": reading.implausible,
        "duplicates": reading.duplicates,
        "rereads": reading.rereads,
        **{f"positions_from_{place}": n for place, n in reading.positions_from().items()},
    }
    return Made(stores_frame(reading), figures)
