"""The columns of the registers: permits, and the business register of SEMAS."""

import dataframely as dy

from radius_assets.domain.seoul_time import SEOUL_TIME
from radius_assets.publication.columns import choice as _choice
from radius_assets.publication.columns import date as _date
from radius_assets.publication.columns import district as _district
from radius_assets.publication.columns import known_with as _known_with
from radius_assets.publication.columns import lat as _lat
from radius_assets.publication.columns import lon as _lon
from radius_assets.publication.columns import text as _text

PERMIT_STATES = ("operating", "suspended", "closed", "revoked", "excluded", "unknown")
PROVENANCES = ("seoul_open_data", "data_go_kr", "file")


class Permit(dy.Schema):
    """A permit (인허가) as the register has it."""

    authority_code = _text("Code of the issuing authority (개방자치단체코드), 7 digits.", key=True)
    management_number = _text("Number of the permit (관리번호), unique per authority.", key=True)
    name = _text("Name of the business (사업장명).")
    business_type = _text("Type of business (업태구분명), such as `편의점`.", nullable=True)
    state = _choice(
        PERMIT_STATES,
        "State of the permit, read from `state_code`: 01 operating, 02 suspended, 03 closed, "
        "04 revoked, 05 excluded.",
    )
    state_code = _text(
        "State as the register codes it (영업상태구분코드), a digit alone with a 0 before it."
    )
    permitted_on = _date("Day of the permit (인허가일자).")
    closed_on = _date("Day of closure (폐업일자).")
    suspended_from = _date("First day of a suspension (휴업시작일자).")
    suspended_until = _date("Last day of a suspension (휴업종료일자).")
    road_address = _text("Road address (도로명주소).", nullable=True)
    lot_address = _text("Lot-number address (지번주소).", nullable=True)
    road_key = _text(
        "What `road_address` says, for comparing: district, road, number, `영등포구 한빛로 12-3`. "
        "Floor, unit and 지하 are dropped. The district is that of the address, else of the row.",
        nullable=True,
    )
    street = _text(
        "District and road of `road_key`, without the number.",
        nullable=True,
        checks=_known_with("road_key"),
    )
    underground = dy.Bool(
        nullable=True,
        check=dict(_known_with("road_key")),
        description="Whether `road_address` is one below ground (지하 before the number).",
    )
    lot_key = _text(
        "What `lot_address` says, for comparing: district, quarter (동) and lot number, "
        "`영등포구 가온동 12-3`; else what `road_address` says if it is a lot-number address.",
        nullable=True,
    )
    building = _text(
        "District and building that `road_address` names in brackets, spelled for comparing: "
        "without blanks, signs, legal form and case, `영등포구 한빛타워`.",
        nullable=True,
    )
    lon = _lon(
        "Converted from EPSG:5174; null where the register has none in Seoul.", nullable=True
    )
    lat = _lat(
        "Converted from EPSG:5174; null where the register has none in Seoul.", nullable=True
    )
    updated_at = dy.Datetime(
        time_zone=SEOUL_TIME.key,
        nullable=True,
        description="When the register last changed the row (데이터갱신일자), Korean time.",
    )
    district = _district("The district whose authority issued the permit.")
    provenance = _choice(
        PROVENANCES,
        "Which service the row was read from; `file` for a register that somebody downloaded. "
        "No part of the data version.",
    )


class Semas(dy.Schema):
    """A convenience store of the small-business register (상가정보)."""

    store_id = _text("Id of the store (상가업소번호).", key=True)
    name = _text("Name of the store (상호명).")
    branch = _text("Name of the branch (지점명).", nullable=True)
    road_address = _text("Road address (도로명주소).", nullable=True)
    lot_address = _text("Lot-number address (지번주소).", nullable=True)
    lon = _lon("As the register has it.", nullable=True)
    lat = _lat("As the register has it.", nullable=True)
    district = _district("The district that was asked for.")
    base_month = dy.String(
        nullable=True,
        regex=r"^\d{4}(0[1-9]|1[0-2])$",
        description="The month the register stands for (기준년월), `YYYYMM`.",
    )
