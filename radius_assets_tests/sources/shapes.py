"""What the services answer when all is well: the known shapes, with invented values."""

from collections.abc import Sequence

from radius_assets_tests.sources.scripted import Reply, json_reply


def kakao_document(**other: object) -> dict[str, object]:
    """A place as Kakao lists it."""
    return {
        "address_name": "서울 영등포구 가온동 12-3",
        "category_group_code": "CS2",
        "category_group_name": "편의점",
        "category_name": "가정,생활 > 편의점 > 가온25",
        "distance": "",
        "id": "990000101",
        "phone": "",
        "place_name": "가온25 한빛점",
        "place_url": "http://place.map.kakao.com/990000101",
        "road_address_name": "",
        "x": "126.901234567890",
        "y": "37.520987654321",
    } | other


def kakao_address(**other: object) -> dict[str, object]:
    """A match of Kakao's address search."""
    match: dict[str, object] = {
        "address": None,
        "address_name": "서울 영등포구 가온로 12",
        "address_type": "ROAD_ADDR",
        "road_address": {},
        "x": "126.905",
        "y": "37.525",
    }
    return match | other


def kakao_reply(documents: Sequence[object], **meta: object) -> Reply:
    """A page of Kakao's."""
    count = len(documents)
    told: dict[str, object] = {"is_end": True, "pageable_count": count, "total_count": count}
    return json_reply({"documents": documents, "meta": told | {"same_name": None} | meta})


def daiso_row(**other: object) -> dict[str, object]:
    """A store as Daiso's finder lists it."""
    return {
        "strCd": "19001",
        "strNm": "가온역점",
        "strAddr": "서울특별시 영등포구 가온로 12",
        "strDtlAddr": None,
        "strLitd": 126.905,
        "strLttd": 37.525,
        "km": None,
        "totalCnt": 1,
    } | other


def daiso_reply(rows: object, **other: object) -> Reply:
    """A page of the finder's."""
    told = {"message": None, "data": rows, "extraData": {}, "returnCode": None, "success": True}
    return json_reply(told | other)


def seoul_reply(rows: object, *, service: str = "LOCALDATA_072405_YD", total: object = 1) -> Reply:
    """A page of a register."""
    result = {"CODE": "INFO-000", "MESSAGE": "정상 처리되었습니다"}
    return json_reply({service: {"list_total_count": total, "RESULT": result, "row": rows}})


def seoul_code(code: str, message: str = "말씀") -> Reply:
    """A code of the service, with HTTP 200."""
    return json_reply({"RESULT": {"CODE": code, "MESSAGE": message}})


def seoul_code_in_xml(code: str, message: str = "말씀") -> Reply:
    """A code of the service in XML, whatever was asked for."""
    text = f"<RESULT>\n<CODE>{code}</CODE>\n<MESSAGE><![CDATA[{message}]]></MESSAGE></RESULT>"
    return Reply(text, headers={"Content-Type": "application/json"})


def with_status(reply: Reply, status: int) -> Reply:
    """The reply with another HTTP status."""
    return Reply(reply.body, status)


def semas_reply(items: object, *, total: object = 1, **header: object) -> Reply:
    """A page of the business register."""
    told = {"columns": [], "stdrYm": "203012", "resultCode": "00", "resultMsg": "NORMAL SERVICE"}
    body = {"items": items, "numOfRows": 1000, "pageNo": 1, "totalCount": total}
    return json_reply({"header": told | header, "body": body})


def mois_reply(items: object, *, total: object = 1, **header: object) -> Reply:
    """A page of the permits of data.go.kr; `items` as they stand in the body."""
    told = {"resultCode": "0", "resultMsg": "NORMAL SERVICE"}
    body = {"items": items, "numOfRows": 100, "pageNo": 1, "totalCount": total}
    return json_reply({"response": {"header": told | header, "body": body}})


def gateway_reply(code: str, name: str = "SERVICE ERROR", status: int = 200) -> Reply:
    """A code of the gateway of data.go.kr."""
    return Reply(
        "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg>"
        f"<returnAuthMsg>{name}</returnAuthMsg><returnReasonCode>{code}</returnReasonCode>"
        "</cmmMsgHeader></OpenAPI_ServiceResponse>",
        status,
    )
