"""Making a table anew from the answers that were kept when it was made, without any network."""

from collections.abc import Sequence
from datetime import datetime

from radius_assets.collection.covering import Covering
from radius_assets.domain.districts import district
from radius_assets.publication.raw_sets import RawAnswer
from radius_assets.publication.storage import TableStore
from radius_assets.refresh.made import Made, Materialized
from radius_assets.refresh.order import Cell
from radius_assets.refresh.stages import MAKERS, Stages
from radius_assets.refresh.work import Options, Sources, Work
from radius_assets.sources import daiso, kakao, mois, semas, seoul
from radius_assets.sources.answers import Answer
from radius_assets.sources.meter import Meter
from radius_assets.sources.replay import Recorded, ReplayedClient


async def remake(
    cell: Cell, answers: Sequence[RawAnswer], store: TableStore, *, read_at: datetime
) -> Made:
    """The cell's table as today's code makes it of those answers; nothing is written.

    Args:
        cell: What to make.
        answers: All answers of one reading, in the order in which they came.
        store: The tables; an empty register is not believed against a stored one here either.
        read_at: When the reading began: what the table stands for.

    Raises:
        NotRecordedError: Today's code asks what nobody asked then.
        SourceError: The answers no longer mean a table.
    """
    work = _work(answers, store, read_at)
    return await MAKERS[cell.asset](work, district(cell.district))


async def rewrite(
    cell: Cell, answers: Sequence[RawAnswer], store: TableStore, *, read_at: datetime
) -> Materialized:
    """As `remake`, and put the table in the place of the stored one.

    Raises:
        NotRecordedError, SourceError: As `remake`.
        TableError, StoreError: The table is not fit to be kept, or the store refused.
    """

    def unwatched(_cell: Cell, _meter: Meter) -> None:
        """Nobody watches."""

    return await Stages(_work(answers, store, read_at)).make(cell, started=unwatched)


def _work(answers: Sequence[RawAnswer], store: TableStore, read_at: datetime) -> Work:
    sources = _sources(
        Recorded(
            Answer(answer.source, answer.asked, answer.status, answer.text) for answer in answers
        )
    )
    covering = Covering(sources.kakao.category_page)
    return Work(sources, store, covering, Options(now=lambda: read_at))


def _sources(recorded: Recorded) -> Sources:
    """Every service as it answered then; none needs a key."""
    return Sources(
        kakao=kakao.Kakao(ReplayedClient(kakao.NAME, recorded)),
        daiso=daiso.Daiso(ReplayedClient(daiso.NAME, recorded)),
        seoul=seoul.Seoul(ReplayedClient(seoul.NAME, recorded), key=""),
        semas=semas.Semas(ReplayedClient(semas.NAME, recorded), key=""),
        mois=mois.Mois(dict.fromkeys(mois.SERVICES, ReplayedClient(mois.NAME, recorded)), key=""),
    )
