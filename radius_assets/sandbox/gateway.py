"""The gateway of data.go.kr before its services: keys, codes in XML, and numbers in queries."""

from collections.abc import Mapping
from types import MappingProxyType

from radius_assets.sandbox.messages import KEY, Answer, Asked, Troubles, xml_answer

GATEWAY_CODES: Mapping[str, str] = MappingProxyType(
    {
        "01": "APPLICATION_ERROR",
        "10": "INVALID_REQUEST_PARAMETER_ERROR",
        "11": "NO_MANDATORY_REQUEST_PARAMETERS_ERROR",
        "12": "NO_OPENAPI_SERVICE_ERROR",
        "20": "SERVICE_ACCESS_DENIED_ERROR",
        "22": "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR",
        "23": "LIMITED_NUMBER_OF_SERVICE_REQUESTS_PER_SECOND_EXCEEDS_ERROR",
        "30": "SERVICE_KEY_IS_NOT_REGISTERED_ERROR",
    }
)
"""Codes of the gateway, from its common error-code table."""


class GatewayRefusedError(ValueError):
    """The request is answered by a code of the gateway; the text is the code."""


def gateway_error(code: str) -> Answer:
    """XML with HTTP 200, also where JSON was asked for."""
    return xml_answer(
        "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg>"
        f"<returnAuthMsg>{GATEWAY_CODES[code]}</returnAuthMsg>"
        f"<returnReasonCode>{code}</returnReasonCode>"
        "</cmmMsgHeader></OpenAPI_ServiceResponse>"
    )


TROUBLES = Troubles(
    too_fast=gateway_error("23"),
    unavailable=Answer(b"Service Unavailable", "text/plain", 503),
    broken=gateway_error("01"),
    refused=gateway_error("20"),
    quota_spent=(gateway_error("22"),),
)
"""What every service behind it answers when it does not want to or cannot answer."""


def service_key(asked: Asked) -> str:
    """The service key, in either spelling."""
    return asked.query.get("serviceKey", asked.query.get("ServiceKey", ""))


def key_refusal(asked: Asked) -> Answer | None:
    """Code 30 for a key that is missing, unknown or encoded twice."""
    return None if service_key(asked) == KEY else gateway_error("30")


def whole_number(query: Mapping[str, str], name: str, *, default: int, high: int) -> int:
    """A whole number of the query from 1 to `high`.

    Raises:
        GatewayRefusedError: It is none.
    """
    text = query.get(name, str(default))
    if not text.isdecimal() or not 1 <= int(text) <= high:
        raise GatewayRefusedError("10")
    return int(text)
