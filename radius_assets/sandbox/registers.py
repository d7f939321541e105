"""A permit register in pages: its rows by authority, its growth while it is read, its spellings."""

import io
from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from radius_assets.sandbox.messages import Answer, json_answer, xml_answer

Indices: TypeAlias = npt.NDArray[np.intp]

SECOND_STANDARD = {
    "OPNSFTEAMCODE": "OGDP_INST_CD",
    "MGTNO": "MNG_NO",
    "BPLCNM": "BPLC_NM",
    "APVPERMYMD": "LCPMT_YMD",
    "TRDSTATEGBN": "SALS_STTS_CD",
    "TRDSTATENM": "SALS_STTS_NM",
    "DTLSTATEGBN": "DTL_SALS_STTS_CD",
    "DTLSTATENM": "DTL_SALS_STTS_NM",
    "DCBYMD": "CLSBIZ_YMD",
    "SITETEL": "TELNO",
    "SITEAREA": "LCTN_AREA",
    "SITEPOSTNO": "LCTN_ZIP",
    "SITEWHLADDR": "LOTNO_ADDR",
    "RDNWHLADDR": "ROAD_NM_ADDR",
    "RDNPOSTNO": "ROAD_NM_ZIP",
    "LASTMODTS": "LAST_MDFCN_YMD",
    "UPDATEGBN": "DATA_UPDT_SE",
    "UPDATEDT": "DATA_UPDT_YMD",
    "UPTAENM": "BZSTAT_SE_NM",
    "X": "XCRD",
    "Y": "YCRD",
    "APVCANCELYMD": "LCPMT_RTRCN_YMD",
    "CLGSTDT": "TCBIZ_BGNG_YMD",
    "CLGENDDT": "TCBIZ_END_YMD",
    "ROPNYMD": "ROBIZ_YMD",
    "SNTUPTAENM": "SNTT_BZSTAT_NM",
    "FACILTOTSCP": "FCLT_WHOL_SCL",
    "HOMEPAGE": "HMPG",
    "ASGNYMD": "DSGN_YMD",
    "MWSRNM": "CVLCPT_KND_NM",
}
"""Seoul's second column standard, to which 13 registers changed overnight in August 2026."""


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Some rows of a register, and how many it has in all."""

    total: int
    rows: pl.DataFrame


class Register:
    """One register of the whole city, which can be read by authority too."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._rows = rows
        self._authorities = rows["OPNSFTEAMCODE"]
        self._by_authority: dict[str | None, Indices] = {None: np.arange(rows.height)}
        self._pages_read: Counter[str | None] = Counter()

    def page(
        self, authority_code: str | None, start: int, end: int, *, growth: int
    ) -> RegisterPage:
        """Rows `start` to `end`, counted from 1, both included.

        After each of the first `growth` pages a new permit appears at the front, which pushes
        all other rows one place on.
        """
        rows = self._of(authority_code)
        grown = min(growth, self._pages_read[authority_code]) if rows.size else 0
        self._pages_read[authority_code] += 1
        first, after = start - 1 - grown, end - grown
        old = self._rows[rows[max(first, 0) : max(after, 0)]]
        if grown < start:
            return RegisterPage(rows.size + grown, old)
        new = _new_permits(self._rows[rows[:1]], grown)[start - 1 : end]
        return RegisterPage(rows.size + grown, pl.concat([new, old]))

    def rows_of(self, authority_code: str | None) -> pl.DataFrame:
        """All rows of an authority, None for those of the city."""
        return self._rows[self._of(authority_code)]

    def forget(self) -> None:
        """Take the new permits back."""
        self._pages_read.clear()

    def _of(self, authority_code: str | None) -> Indices:
        """Where the rows of an authority are; copies of them would double the memory."""
        if authority_code not in self._by_authority:
            chosen = (self._authorities == authority_code).arg_true().to_numpy()
            self._by_authority[authority_code] = chosen.astype(np.intp)
        return self._by_authority[authority_code]


def _new_permits(like: pl.DataFrame, count: int) -> pl.DataFrame:
    """Permits like the one given, of shops that nobody knows yet; the newest comes first."""
    numbers = pl.int_range(count, 0, -1, dtype=pl.Int64).cast(pl.String)
    return pl.concat([like] * count).with_columns(
        MGTNO=pl.col("OPNSFTEAMCODE") + "-104-2099-" + numbers.str.zfill(5),
        BPLCNM=pl.lit("새로 연 가게 ") + numbers,
        SITEWHLADDR=pl.lit(""),
        RDNWHLADDR=pl.lit(""),
        X=pl.lit(""),
        Y=pl.lit(""),
    )


def in_second_standard(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows under the column names of the second standard."""
    return rows.rename(SECOND_STANDARD, strict=False)


def page_as_json(
    service: str, total: int, rows: pl.DataFrame, *, result: tuple[str, str]
) -> Answer:
    """A page in JSON; polars writes the rows, a page of 1000 in 2 to 4 ms."""
    head = {"list_total_count": total, "RESULT": {"CODE": result[0], "MESSAGE": result[1]}}
    written = io.BytesIO()
    rows.write_json(written)
    frame = json_answer({service: head | {"row": None}})
    before, after = frame.body.rsplit(b"null", 1)
    return Answer(before + written.getvalue() + after, frame.content_type)


def page_as_xml(service: str, total: int, rows: pl.DataFrame, *, result: tuple[str, str]) -> Answer:
    """A page in XML, a `row` element a permit; null is an empty element."""
    fields = [
        part
        for name in rows.columns
        for part in (pl.lit(f"<{name}>"), _escaped(name), pl.lit(f"</{name}>"))
    ]
    row = pl.concat_str([pl.lit("<row>"), *fields, pl.lit("</row>")])
    body = rows.select(row.str.join("")).item()
    head = f"<CODE>{result[0]}</CODE><MESSAGE>{result[1]}</MESSAGE>"
    return xml_answer(
        f'<?xml version="1.0" encoding="UTF-8"?><{service}><list_total_count>{total}'
        f"</list_total_count><RESULT>{head}</RESULT>{body}</{service}>"
    )


def _escaped(name: str) -> pl.Expr:
    text = pl.col(name).fill_null("")
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.str.replace_all(character, entity, literal=True)
    return text
