"""The registers of an invented city, written as the files that people download."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from radius_assets.collection.csv_files import OpenedFile
from radius_assets.collection.permit_fields import NAMINGS
from radius_assets.sandbox.city import FOOD_COLUMNS, TOBACCO_COLUMNS
from radius_assets.sources.seoul import Kind

_V1 = NAMINGS[0]


def _layout(columns: str) -> dict[str, str]:
    """Header and API name of each column out of `header=NAME` words; `=` alone has no API name."""
    pairs = (word.partition("=") for word in columns.split())
    return {header: name for header, _, name in pairs}


_COMMON = (
    "개방자치단체코드=OPNSFTEAMCODE 관리번호=MGTNO "
    "인허가일자=APVPERMYMD 인허가취소일자=APVCANCELYMD 영업상태구분코드=TRDSTATEGBN "
    "영업상태명=TRDSTATENM 상세영업상태코드=DTLSTATEGBN 상세영업상태명=DTLSTATENM "
    "폐업일자=DCBYMD 휴업시작일자=CLGSTDT 휴업종료일자=CLGENDDT 재개업일자=ROPNYMD "
    "소재지전화=SITETEL 소재지면적=SITEAREA 소재지우편번호=SITEPOSTNO 소재지전체주소=SITEWHLADDR "
    "도로명전체주소=RDNWHLADDR 도로명우편번호=RDNPOSTNO 사업장명=BPLCNM 최종수정시점=LASTMODTS "
    "데이터갱신구분=UPDATEGBN 데이터갱신일자=UPDATEDT 업태구분명=UPTAENM "
    "좌표정보x(epsg5174)=X 좌표정보y(epsg5174)=Y "
)
_FOOD_ALONE = (
    "위생업태명=SNTUPTAENM 남성종사자수=MANEIPCNT 여성종사자수=WMEIPCNT "
    "영업장주변구분명=TRDPJUBNSENM 등급구분명=LVSENM 급수시설구분명=WTRSPLYFACILSENM "
    "총직원수=TOTEPNUM 본사직원수=HOFFEPCNT 공장사무직직원수=FCTYOWKEPCNT "
    "공장판매직직원수=FCTYSILJOBEPCNT 공장생산직직원수=FCTYPDTJOBEPCNT 건물소유구분명=BDNGOWNSENM "
    "보증액=ISREAM 월세액=MONAM 다중이용업소여부=MULTUSNUPSOYN 시설총규모=FACILTOTSCP "
    "전통업소지정번호=JTUPSOASGNNO 전통업소주된음식=JTUPSOMAINEDF 홈페이지=HOMEPAGE"
)
_TOBACCO_ALONE = "지정일자=ASGNYMD 민원종류명=MWSRNM"

LOCALDATA = _layout(f"번호= 개방서비스명= 개방서비스아이디= {_COMMON}")
"""localdata.go.kr until April 2026, what all registers have: all values in quotation marks."""

OFFICIAL: Mapping[Kind, Mapping[str, str]] = {
    "food": _layout(_COMMON + _FOOD_ALONE),
    "tobacco": _layout(_COMMON + _TOBACCO_ALONE),
}
"""Every column of the official table, 44 for food: five of them no answer of the API has."""

ANSWERED: Mapping[Kind, Mapping[str, str]] = {
    "food": {name: name for name in FOOD_COLUMNS},
    "tobacco": {name: name for name in TOBACCO_COLUMNS},
}
"""Every field of the API's answers in their order, 39 for food."""

DATA_GO_KR = _layout(
    "개방자치단체코드=OPNSFTEAMCODE 관리번호=MGTNO 인허가일자=APVPERMYMD "
    "인허가취소일자=APVCANCELYMD 영업상태명=TRDSTATENM 폐업일자=DCBYMD 소재지면적=SITEAREA "
    "도로명우편번호=RDNPOSTNO 사업장명=BPLCNM 업태구분명=UPTAENM 데이터갱신구분=UPDATEGBN "
    "휴업시작일자=CLGSTDT 휴업종료일자=CLGENDDT 데이터갱신시점=UPDATEDT 도로명주소=RDNWHLADDR "
    "상세영업상태코드=DTLSTATEGBN 영업상태코드=TRDSTATEGBN 전화번호=SITETEL 좌표정보(X)=X "
    "좌표정보(Y)=Y 지번주소=SITEWHLADDR 최종수정시점=LASTMODTS"
)
"""The files that came after it, in an order of their own."""

LAYOUTS: Mapping[str, Mapping[str, str]] = {
    "localdata": LOCALDATA,
    "data.go.kr": DATA_GO_KR,
    "without moments": {name: api for name, api in DATA_GO_KR.items() if api != "UPDATEDT"},
    **{
        f"API {which}": {naming[ours]: _V1[ours] for ours in _V1}
        for which, naming in enumerate(NAMINGS)
    },
}


def csv_text(
    rows: Iterable[Mapping[str, object]],
    layout: Mapping[str, str],
    *,
    quoted: bool = False,
) -> str:
    """The rows, which have the API's names, as CSV in a layout."""
    text = io.StringIO()
    writer = csv.writer(
        text, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL, lineterminator="\r\n"
    )
    writer.writerow(layout)
    for row in rows:
        values = [row.get(name) for name in layout.values()]
        writer.writerow(["" if value is None else str(value).strip() for value in values])
    return text.getvalue()


def written(folder: Path, content: str | bytes, *, name: str = "permits.csv") -> Path:
    """A file with that content, in UTF-8 if it is a text."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def in_memory(content: str | bytes, *, name: str = "permits.csv") -> OpenedFile:
    """A file that is opened already."""
    data = content.encode() if isinstance(content, str) else content
    return OpenedFile(name, len(data), io.BytesIO(data))
