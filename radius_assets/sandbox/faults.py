"""What can be made to go wrong in the sandbox, as settings that are read from JSON."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from radius_assets.domain.districts import DISTRICT_NAMES, UnknownDistrictError, district

KINDS: Mapping[str, tuple[str, ...]] = {
    "kakao": ("category", "keyword", "address"),
    "seoul": ("food", "tobacco"),
    "daiso": ("stores",),
    "semas": ("shops",),
    "mois": ("food", "tobacco"),
}
"""The services, and the kinds of request that each is asked."""

SERVICES = tuple(KINDS)
ALL_KINDS = tuple(dict.fromkeys(kind for kinds in KINDS.values() for kind in kinds))
REGISTERS = KINDS["seoul"]
WITH_QUOTA = ("kakao", "semas", "mois")
MISHAPS = ("unavailable", "timeouts", "truncated", "html", "disconnects", "unsuccessful")
"""The faults of which at most one befalls a request; each is a field of `Faults`."""

_Check: TypeAlias = Callable[[object], object]


class _MismatchError(ValueError):
    """A value is not what its field takes; the text says what that is."""


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _MismatchError("a share between 0 and 1")
    return float(value)


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise _MismatchError("a number of seconds")
    return float(value)


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _MismatchError("a whole number, 0 or more")
    return value


def _optional(check: _Check) -> _Check:
    return lambda value: None if value is None else check(value)


def _one_of(*words: str) -> _Check:
    def check(value: object) -> object:
        if value not in words:
            raise _MismatchError(f"one of {' '.join(words)}")
        return value

    return check


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _MismatchError("a text")
    return value


def _district(value: object) -> str:
    try:
        return district(_text(value)).name
    except UnknownDistrictError:
        raise _MismatchError(f"districts, of {' '.join(DISTRICT_NAMES)}") from None


def _list_of(check: _Check) -> _Check:
    def check_all(value: object) -> object:
        if not isinstance(value, list | tuple):
            raise _MismatchError("a list")
        return tuple(check(item) for item in value)

    return check_all


def _mapping(check_name: _Check, check: _Check) -> _Check:
    def check_all(value: object) -> object:
        if not isinstance(value, Mapping):
            raise _MismatchError("an object of names and values")
        return {check_name(name): check(item) for name, item in value.items()}

    return check_all


def _setting(default: object, check: _Check, meaning: str) -> Any:  # noqa: ANN401 # as `field`
    metadata = {"check": check, "meaning": meaning}
    if isinstance(default, dict):
        return dataclasses.field(default_factory=dict, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


_services = _list_of(_one_of(*SERVICES))
_data_sets = (f"{service}.{kind}" for service, kinds in KINDS.items() for kind in kinds)
_refusing = _list_of(_one_of(*SERVICES, *_data_sets))
_failing = _mapping(_one_of(*ALL_KINDS), _list_of(_district))


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What goes wrong; by default nothing does.

    Shares are probabilities of one request, drawn from a generator with `seed`, each service
    with its own. See `meanings` for what a field does.

    Raises:
        ValueError: A value is not what its field takes.
    """

    seed: int = _setting(1, _count, "seed of the dice")
    services: tuple[str, ...] = _setting(SERVICES, _services, "services that the shares befall")
    unavailable: float = _setting(0.0, _share, "share answered 503")
    timeouts: float = _setting(0.0, _share, "share answered only after timeout_s")
    timeout_s: float = _setting(30.0, _seconds, "how long such an answer takes")
    truncated: float = _setting(0.0, _share, "share whose text is cut off")
    html: float = _setting(0.0, _share, "share answered 502 with a page of HTML")
    disconnects: float = _setting(0.0, _share, "share whose connection closes without an answer")
    unsuccessful: float = _setting(
        0.0, _share, "share answered by the service's own word of failure"
    )
    total_jitter: float = _setting(0.0, _share, "share whose declared total is off by one")
    shifted_pages: float = _setting(
        0.0, _share, "share of pages after the first that begin one row early"
    )
    moving_total: int = _setting(
        0, _count, "how many times each permit register grows by a row while it is read"
    )
    quota: Mapping[str, int] = _setting(
        {}, _mapping(_one_of(*WITH_QUOTA), _count), "requests until the quota of a service ends"
    )
    refusing: tuple[str, ...] = _setting(
        (),
        _refusing,
        "services, or data sets of them such as mois.food, that refuse the caller though the key "
        "is good",
    )
    failing_districts: Mapping[str, tuple[str, ...]] = _setting(
        {}, _failing, f"districts that always fail, by kind: {' '.join(ALL_KINDS)}"
    )
    moved_stores: tuple[str, ...] = _setting(
        (), _list_of(_text), "strCd of Daiso stores that have moved next door"
    )
    v2_after_requests: int | None = _setting(
        None, _optional(_count), "after so many requests Seoul answers in its second standard"
    )
    past_last_page: Literal["repeat", "empty", "error400"] = _setting(
        "repeat", _one_of("repeat", "empty", "error400"), "what Kakao does past the last page"
    )
    unknown_service: Literal["ERROR-500", "ERROR-310", "INFO-200", "404", "410"] = _setting(
        "ERROR-500",
        _one_of("ERROR-500", "ERROR-310", "INFO-200", "404", "410"),
        "Seoul's code for an unknown register, or an HTTP status",
    )
    gone_registers: tuple[str, ...] = _setting(
        (), _list_of(_one_of(*REGISTERS)), "registers that Seoul no longer knows: food tobacco"
    )
    retry_after_s: int | None = _setting(
        None, _optional(_count), "Retry-After of answers with 429 and 503"
    )

    def __post_init__(self) -> None:
        for item in dataclasses.fields(self):
            checked = _checked(item, getattr(self, item.name))
            object.__setattr__(self, item.name, checked)
        if sum(getattr(self, name) for name in MISHAPS) > 1:
            raise ValueError(f"the shares of {', '.join(MISHAPS)} add up to more than 1")


def _checked(item: "dataclasses.Field[Any]", value: object) -> object:
    try:
        return item.metadata["check"](value)
    except _MismatchError as error:
        raise ValueError(f"fault {item.name!r} is {value!r}, expected: {error}") from None


def meanings() -> dict[str, str]:
    """What each fault does, by name."""
    return {item.name: item.metadata["meaning"] for item in dataclasses.fields(Faults)}


def faults_from_json(text: str | bytes) -> Faults:
    """Read faults from a JSON object; what it leaves out does not go wrong.

    Raises:
        ValueError: Not a JSON object, a name that is no fault, or a value its field does
            not take; the message says what there is.
    """
    try:
        values = json.loads(text)
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from None
    if not isinstance(values, dict):
        raise ValueError(f"not an object of faults: {values!r}")  # noqa: TRY004 # as documented
    if unknown := sorted(set(values) - set(meanings())):
        raise ValueError(f"unknown fault {unknown[0]!r}; there are: {', '.join(meanings())}")
    return Faults(**values)


def faults_to_json(faults: Faults) -> dict[str, object]:
    """The faults as a JSON object that `faults_from_json` reads."""
    return {name: getattr(faults, name) for name in meanings()}
