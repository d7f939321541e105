"""What cannot be done is said before anything is started."""

import unicodedata

import pytest

from radius_assets.cli.choices import did_you_mean
from radius_assets.domain.districts import DISTRICT_NAMES
from radius_assets.refresh.order import ASSETS
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.cli.terminal import Terminal

BAD_CHOICES = {
    "no district": ((), " ".join(DISTRICT_NAMES)),
    "an unknown district": (
        ("강님구",),
        "unknown district '강님구'; there are: 종로구 중구 용산구",
    ),
    "a district that is nearly one": (("강님구",), "강동구; did you mean 강남구?"),
    "a district cut short": (("강남",), "강동구; did you mean 강남구?"),
    "a district of another city": (("부산진구",), "unknown district '부산진구'"),
    "all and a district": (("강남구", "--all"), "name districts or give --all, not both"),
    "an unknown asset": (
        ("강남구", "--only", "daiso,dasio"),
        f"--only: unknown asset 'dasio'; there are: {', '.join(ASSETS)}; did you mean daiso?",
    ),
    "an unknown asset to skip": (("강남구", "--skip", "food"), "did you mean openapi_food?"),
    "nothing left": (("강남구", "--only", "semas", "--skip", "semas"), "leave nothing to refresh"),
    "an unknown option": (("강남구", "--olny", "semas"), "No such option"),
    "a radius that is none": (("강남구", "--radius", "wide"), "Invalid value for '--radius'"),
    "a radius out of range": (("강남구", "--radius", "5"), "100<=x<=20000"),
    "a radius in every range": (("강남구", "--radius", "nan"), "nan is not a number of metres"),
}


def assert_nothing_started(terminal: Terminal, sandbox: RunningSandbox) -> None:
    assert list(terminal.folder.iterdir()) == []
    assert all(stats["requests"] == 0 for stats in sandbox.stats().values())


@pytest.mark.parametrize(("arguments", "words"), BAD_CHOICES.values(), ids=BAD_CHOICES)
def test_a_choice_that_cannot_be_is_named_and_nothing_starts(
    arguments: tuple[str, ...], words: str, terminal: Terminal, sandbox: RunningSandbox
) -> None:
    said = terminal.radius("refresh", *arguments)

    assert said.status == 2
    assert words in said.text
    assert_nothing_started(terminal, sandbox)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("강남", "강남구"),
        ("강님구", "강남구"),
        ("영등포", "영등포구"),
        ("동대문", "동대문구"),
        ("중", "중구 or 중랑구"),
        ("동구", "성동구 or 강동구"),
        (unicodedata.normalize("NFD", "서초"), "서초구"),
        ("구", None),
        ("", None),
        ("부산진구", None),
        ("수원", None),
        ("Gangnam", None),
    ],
)
def test_which_district_may_be_meant(name: str, meant: str | None) -> None:
    hint = "" if meant is None else f"; did you mean {meant}?"

    assert did_you_mean(name, DISTRICT_NAMES) == hint


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("food", "openapi_food"),
        ("openapi", "openapi_food or openapi_tobacco"),
        ("convinience", "convenience"),
        ("closure", "closures or closure_events"),
        ("kakao", None),
    ],
)
def test_which_asset_may_be_meant(name: str, meant: str | None) -> None:
    hint = "" if meant is None else f"; did you mean {meant}?"

    assert did_you_mean(name, ASSETS) == hint


def test_a_district_may_be_written_in_any_form_of_unicode(terminal: Terminal) -> None:
    decomposed = unicodedata.normalize("NFD", "금천구")

    said = terminal.radius("refresh", decomposed, "--only", "semas")

    assert said.status == 0
    assert "1 of 1 tables" in said.out


@pytest.mark.parametrize("command", [("refresh", "금천구"), ("demo",)], ids=["refresh", "demo"])
@pytest.mark.parametrize("variable", ["KAKAO_API_KEY", "SEOUL_OPENAPI_KEY"])
def test_a_missing_key_is_named_with_where_to_get_it(
    variable: str,
    command: tuple[str, ...],
    terminal: Terminal,
    sandbox: RunningSandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, "")

    said = terminal.radius(*command)

    assert said.status == 1
    assert f"Error: {variable} is not set; get one at " in said.text
    assert "put it into .env" in said.text
    assert_nothing_started(terminal, sandbox)


def test_the_demo_says_why_it_needs_the_other_key(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEOUL_OPENAPI_KEY", "")

    said = terminal.radius("demo")

    assert "other keys are set, so the real services are asked" in said.err


def test_all_missing_keys_are_named_at_once(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKAO_API_KEY", "")
    monkeypatch.setenv("SEOUL_OPENAPI_KEY", " ")

    said = terminal.radius("refresh", "금천구")

    assert "KAKAO_API_KEY is not set; get one at developers.kakao.com" in said.err
    assert "SEOUL_OPENAPI_KEY is not set; get one at data.seoul.go.kr" in said.err
    assert "`make demo` needs none" in said.err


def test_a_key_that_is_not_needed_may_be_missing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKAO_API_KEY", "")
    monkeypatch.setenv("SEOUL_OPENAPI_KEY", "")

    said = terminal.radius("refresh", "금천구", "--only", "semas")

    assert said.status == 0


def test_the_business_register_alone_needs_its_key(
    terminal: Terminal, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_GO_KR_KEY", "")

    said = terminal.radius("refresh", "금천구", "--only", "semas")

    assert said.status == 1
    assert "Error: DATA_GO_KR_KEY is not set; get one at data.go.kr" in said.text
    assert_nothing_started(terminal, sandbox)


@pytest.mark.parametrize("command", [("refresh", "금천구"), ("doctor",), ("demo",), ("dev",)])
@pytest.mark.parametrize("value", ["ten", "0", "1000"])
def test_a_setting_that_cannot_be_is_named_by_every_command(
    value: str,
    command: tuple[str, ...],
    terminal: Terminal,
    sandbox: RunningSandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RADIUS_REQUESTS_PER_SECOND", value)

    said = terminal.radius(*command)

    assert said.status == 1
    assert f"Error: RADIUS_REQUESTS_PER_SECOND is '{value}'; it takes 1 to 100" in said.text
    assert_nothing_started(terminal, sandbox)


BROKEN_FILES = {
    "a line that is none": (b"A=1\nKAKAO_API_KEY sandbox\n", "line 2: expected NAME=value"),
    "an open quotation": (b"KAKAO_API_KEY='sandbox\nA=1\n", "line 1: expected NAME=value"),
    "another encoding": ("A=서울\n".encode("euc-kr"), "is not a text in UTF-8"),
}


@pytest.mark.parametrize(("content", "words"), BROKEN_FILES.values(), ids=BROKEN_FILES)
def test_a_broken_env_file_is_named_and_its_content_is_not_shown(
    content: bytes, words: str, terminal: Terminal, sandbox: RunningSandbox
) -> None:
    terminal.folder.joinpath(".env").write_bytes(content)

    said = terminal.radius("refresh", "금천구")

    assert said.status == 1
    assert "Error: .env in the working directory" in said.text
    assert words in said.text
    assert "sandbox" not in said.text
    assert all(stats["requests"] == 0 for stats in sandbox.stats().values())


def test_the_env_file_sets_what_the_environment_does_not(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_GO_KR_KEY", "")
    env_file = "# keys\nDATA_GO_KR_KEY=sandbox\nexport RADIUS_STORE=elsewhere\n"
    terminal.folder.joinpath(".env").write_text(env_file, "utf-8")

    said = terminal.radius("refresh", "금천구", "--only", "semas")

    assert said.status == 0
    assert len(terminal.tables()) == 1, "the environment wins"
