"""The settings of a deployment, taken from environment variables and `.env`."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal, TypeVar, cast, get_args

from dotenv import dotenv_values

from radius_assets.domain.records import PermitsChoice
from radius_assets.domain.seoul_time import now_on
from radius_assets.matching.brands import lexicon
from radius_assets.matching.brands_file import BrandsFileError
from radius_assets.sources.budget import Mode

KAKAO_URL = "https://dapi.kakao.com"
SEOUL_URL = "http://openapi.seoul.go.kr:8088"
DAISO_URL = "https://fapi.daisomall.co.kr"
DATA_GO_KR_URL = "https://apis.data.go.kr"

# Requests a day to each API, by Kakao's quota page and for a development account of data.go.kr.
KAKAO_DAILY_QUOTA, DATA_GO_KR_DAILY_QUOTA = 100_000, 10_000

TODAY = "RADIUS_TODAY"
_FIRST_YEAR, _LAST_YEAR = 1990, 2100

SANDBOX_KEY = "sandbox"  # the key that only the invented city accepts

DefaultT = TypeVar("DefaultT", int, None)


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """What a person needs to know to get a key."""

    variable: str
    where: str


KAKAO_KEY = KeyHelp("KAKAO_API_KEY", "developers.kakao.com, REST API key, product 카카오맵 on")
SEOUL_KEY = KeyHelp("SEOUL_OPENAPI_KEY", "data.seoul.go.kr, 인증키 신청")
DATA_GO_KR = KeyHelp(
    "DATA_GO_KR_KEY", "data.go.kr, data sets 15012005, 15154921 and 15155031: 활용신청 for each"
)


class MissingKeyError(ValueError):
    """A key that the work asked for needs is not set."""

    def __init__(self, key: KeyHelp) -> None:
        super().__init__(
            f"{key.variable} is not set; get one at {key.where} and put it into .env "
            "(`make demo` needs none: it asks an invented city)"
        )
        self.variable = key.variable


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a deployment may set; empty keys are None, and keys are never shown."""

    budget_folder: Path
    dagster_home: Path
    kakao_key: str | None = field(default=None, repr=False)
    seoul_key: str | None = field(default=None, repr=False)
    data_go_kr_key: str | None = field(default=None, repr=False)
    kakao_url: str = KAKAO_URL
    seoul_url: str = SEOUL_URL
    daiso_url: str = DAISO_URL
    data_go_kr_url: str = DATA_GO_KR_URL
    permits: PermitsChoice = "auto"
    margin_days: int = 3
    requests_per_second: int = 10
    budget_mode: Mode = "slots"
    kakao_daily_quota: int = KAKAO_DAILY_QUOTA
    seoul_daily_quota: int | None = None  # reports contradict each other
    data_go_kr_daily_quota: int = DATA_GO_KR_DAILY_QUOTA
    store: str = "data/"
    raw: str | None = None
    raw_days: int = 90
    brands: Path | None = None
    redis_url: str | None = field(default=None, repr=False)
    today: date | None = None

    def now(self) -> datetime:
        """This moment, on the day that is set."""
        return now_on(self.today)

    @property
    def origin(self) -> Literal["real", "sandbox"]:
        """`sandbox` where a key is that of the invented city, else `real`."""
        keys = (self.kakao_key, self.seoul_key, self.data_go_kr_key)
        return "sandbox" if SANDBOX_KEY in keys else "real"

    @property
    def has_any_key(self) -> bool:
        """Whether somebody has set keys, so that an invented city is not what they want."""
        return any((self.kakao_key, self.seoul_key, self.data_go_kr_key))

    @property
    def has_real_key(self) -> bool:
        """Whether a key is set that is not that of the invented city."""
        keys = {self.kakao_key, self.seoul_key, self.data_go_kr_key}
        return bool(keys - {None, SANDBOX_KEY})


def load_settings(environ: MutableMapping[str, str]) -> Settings:
    """The settings of a process: `.env` of the working directory, where `environ` has nothing.

    What `.env` says is put into `environ`, so that Dagster and AWS find it there too.

    Raises:
        ValueError: A value that cannot be, with the variable's name.
    """
    for name, value in dotenv_values(Path(".env")).items():
        if value and not environ.get(name, "").strip():
            environ[name] = value
    return settings_from(environ)


def settings_from(environ: Mapping[str, str]) -> Settings:
    """The settings that environment variables give; empty ones count as not set.

    Raises:
        ValueError: A value that cannot be, with the variable's name.
    """
    settings = _settings({name: text.strip() for name, text in environ.items() if text.strip()})
    if settings.today and settings.has_real_key:
        raise ValueError(
            f"{TODAY} is {settings.today} beside a real key: it is for the invented city; unset it"
        )
    return settings


def _settings(given: Mapping[str, str]) -> Settings:
    state_home = Path(given.get("XDG_STATE_HOME", "~/.local/state")).expanduser()
    return Settings(
        kakao_key=given.get(KAKAO_KEY.variable),
        seoul_key=given.get(SEOUL_KEY.variable),
        data_go_kr_key=given.get(DATA_GO_KR.variable),
        kakao_url=_address(given, "RADIUS_KAKAO_URL", KAKAO_URL),
        seoul_url=_address(given, "RADIUS_SEOUL_URL", SEOUL_URL),
        daiso_url=_address(given, "RADIUS_DAISO_URL", DAISO_URL),
        data_go_kr_url=_address(given, "RADIUS_DATA_GO_KR_URL", DATA_GO_KR_URL),
        permits=_permits(given.get("RADIUS_PERMITS", "auto")),
        margin_days=_days(given, "RADIUS_MARGIN_DAYS", 3, least=0),
        requests_per_second=_per_second(given.get("RADIUS_REQUESTS_PER_SECOND", "10")),
        budget_mode=_mode(given.get("RADIUS_BUDGET_MODE", "slots")),
        kakao_daily_quota=_a_day(given, "RADIUS_KAKAO_DAILY_QUOTA", KAKAO_DAILY_QUOTA),
        seoul_daily_quota=_a_day(given, "RADIUS_SEOUL_DAILY_QUOTA", None),
        data_go_kr_daily_quota=_a_day(
            given, "RADIUS_DATA_GO_KR_DAILY_QUOTA", DATA_GO_KR_DAILY_QUOTA
        ),
        store=_expanded(given.get("RADIUS_STORE", "data/")),
        raw=_expanded(given["RADIUS_RAW"]) if "RADIUS_RAW" in given else None,
        raw_days=_days(given, "RADIUS_RAW_DAYS", 90),
        brands=_brands(given.get("RADIUS_BRANDS")),
        redis_url=given.get("RADIUS_REDIS_URL"),
        today=_day(given, TODAY),
        budget_folder=Path(
            _expanded(given.get("RADIUS_BUDGET_FOLDER", str(state_home / "radius_assets")))
        ),
        dagster_home=Path(given.get("DAGSTER_HOME", ".dagster")).expanduser().absolute(),
    )


def _address(given: Mapping[str, str], name: str, default: str) -> str:
    address = given.get(name, default).rstrip("/")
    if not address.startswith(("http://", "https://")):
        raise ValueError(f"{name} is {address!r}; it takes an address that begins with http")
    return address


def _expanded(path: str) -> str:
    """The path with `~` as the home folder, which a shell does not do within `.env`."""
    return str(Path(path).expanduser()) if path.startswith("~") else path


def _brands(text: str | None) -> Path | None:
    """The whole path of a file of brands that can be read; a broken one is refused at once."""
    if text is None:
        return None
    path = Path(text).expanduser().absolute()
    try:
        lexicon(path)
    except BrandsFileError as error:
        raise ValueError(f"RADIUS_BRANDS: {error}") from error
    return path


def _days(given: Mapping[str, str], name: str, default: int, *, least: int = 1) -> int:
    text = given.get(name, str(default))
    if not text.isdecimal() or not least <= int(text) <= 36_500:
        raise ValueError(f"{name} is {text!r}; it takes {least} to 36500")
    return int(text)


def _day(given: Mapping[str, str], name: str) -> date | None:
    if name not in given:
        return None
    try:
        day = date.fromisoformat(given[name])
    except ValueError:
        day = None
    is_of_now = day is not None and _FIRST_YEAR <= day.year <= _LAST_YEAR
    # Weeks and bare digits are days to Python, too.
    if day is None or not is_of_now or day.isoformat() != given[name]:
        raise ValueError(f"{name} is {given[name]!r}; it takes a day such as 2026-10-05")
    return day


def _permits(text: str) -> PermitsChoice:
    for choice in get_args(PermitsChoice):
        if text == choice:
            return cast("PermitsChoice", choice)
    raise ValueError(f"RADIUS_PERMITS is {text!r}; it takes {' '.join(get_args(PermitsChoice))}")


def _mode(text: str) -> Mode:
    for mode in get_args(Mode):
        if text == mode:
            return cast("Mode", mode)
    raise ValueError(f"RADIUS_BUDGET_MODE is {text!r}; it takes {' '.join(get_args(Mode))}")


def _per_second(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise ValueError(f"RADIUS_REQUESTS_PER_SECOND is {text!r}; it takes 1 to 100")
    return int(text)


def _a_day(given: Mapping[str, str], name: str, default: DefaultT) -> int | DefaultT:
    if name not in given:
        return default
    if not given[name].isdecimal():
        raise ValueError(f"{name} is {given[name]!r}; it takes a number of requests a day")
    return int(given[name])
