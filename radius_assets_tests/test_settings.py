"""Tests of the settings."""

from datetime import date
from pathlib import Path

import pytest

from radius_assets.settings import (
    KAKAO_URL,
    SEOUL_KEY,
    MissingKeyError,
    load_settings,
    settings_from,
)


def test_nothing_set_means_the_real_services_and_no_key() -> None:
    settings = settings_from({})

    assert settings.kakao_url == KAKAO_URL
    assert settings.store == "data/"
    assert not settings.has_any_key
    assert settings.origin == "real"
    assert settings.dagster_home == Path(".dagster").absolute()


def test_blank_values_count_as_not_set() -> None:
    settings = settings_from({"KAKAO_API_KEY": "  ", "RADIUS_STORE": ""})

    assert settings.kakao_key is None
    assert settings.store == "data/"


def test_what_is_set_holds() -> None:
    settings = settings_from(
        {
            "KAKAO_API_KEY": " sandbox ",
            "SEOUL_OPENAPI_KEY": "s",
            "DATA_GO_KR_KEY": "d",
            "RADIUS_KAKAO_URL": "http://127.0.0.1:1/",
            "RADIUS_STORE": "s3://bucket/prefix",
            "RADIUS_BUDGET_FOLDER": "/budgets",
            "RADIUS_REQUESTS_PER_SECOND": "7",
            "DAGSTER_HOME": "/home",
        }
    )

    assert settings.kakao_key == "sandbox"
    assert settings.origin == "sandbox"
    assert settings.has_any_key
    assert settings.kakao_url == "http://127.0.0.1:1"
    assert settings.store == "s3://bucket/prefix"
    assert settings.budget_folder == Path("/budgets")
    assert settings.requests_per_second == 7
    assert settings.dagster_home == Path("/home")


@pytest.mark.parametrize("value", ["0", "101", "ten", "-1", "1.5"])
def test_an_impossible_rate_is_named(value: str) -> None:
    with pytest.raises(ValueError, match=f"RADIUS_REQUESTS_PER_SECOND is '{value}'"):
        settings_from({"RADIUS_REQUESTS_PER_SECOND": value})


def test_quotas_are_those_of_the_services_unless_they_are_set() -> None:
    usual = settings_from({})
    own = settings_from(
        {
            "RADIUS_KAKAO_DAILY_QUOTA": "300000",
            "RADIUS_SEOUL_DAILY_QUOTA": "1000",
            "RADIUS_DATA_GO_KR_DAILY_QUOTA": " 0 ",
        }
    )

    assert (usual.kakao_daily_quota, usual.data_go_kr_daily_quota) == (100_000, 10_000)
    assert usual.seoul_daily_quota is None
    assert (own.kakao_daily_quota, own.data_go_kr_daily_quota) == (300_000, 0)
    assert own.seoul_daily_quota == 1_000


@pytest.mark.parametrize("service", ["KAKAO", "SEOUL", "DATA_GO_KR"])
@pytest.mark.parametrize("value", ["-1", "1.5", "many"])
def test_an_impossible_quota_is_named(service: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"RADIUS_{service}_DAILY_QUOTA is '{value}'"):
        settings_from({f"RADIUS_{service}_DAILY_QUOTA": value})


@pytest.mark.parametrize(
    ("given", "permits"),
    [("", "auto"), ("auto", "auto"), ("seoul", "seoul"), (" data_go_kr ", "data_go_kr")],
)
def test_who_is_asked_for_permits_can_be_set(given: str, permits: str) -> None:
    assert settings_from({"RADIUS_PERMITS": given}).permits == permits


def test_a_service_that_has_no_permits_is_named() -> None:
    with pytest.raises(ValueError, match="RADIUS_PERMITS is 'kakao'; it takes auto seoul data_go"):
        settings_from({"RADIUS_PERMITS": "kakao"})


@pytest.mark.parametrize("key", ["KAKAO_API_KEY", "SEOUL_OPENAPI_KEY", "DATA_GO_KR_KEY"])
def test_a_day_beside_a_real_key_is_refused(key: str) -> None:
    """It would be kept as the day up to which changes are known."""
    of_sandbox = {"RADIUS_TODAY": "2026-10-05", key: "sandbox"}

    assert settings_from(of_sandbox).today == date(2026, 10, 5)
    with pytest.raises(ValueError, match="RADIUS_TODAY is 2026-10-05 beside a real key"):
        settings_from({**of_sandbox, key: "0123"})


@pytest.mark.parametrize("key", ["KAKAO_API_KEY", "SEOUL_OPENAPI_KEY", "DATA_GO_KR_KEY"])
def test_a_key_of_the_sandbox_beside_a_real_one_allows_no_day(key: str) -> None:
    names = ("KAKAO_API_KEY", "SEOUL_OPENAPI_KEY", "DATA_GO_KR_KEY")
    mixed = {**dict.fromkeys(names, "sandbox"), key: "0123"}

    assert settings_from(mixed).has_real_key
    with pytest.raises(ValueError, match="RADIUS_TODAY is 2026-10-05 beside a real key"):
        settings_from({**mixed, "RADIUS_TODAY": "2026-10-05"})


def test_the_day_is_that_of_the_clock_unless_it_is_set() -> None:
    assert settings_from({"RADIUS_TODAY": " "}).today is None
    assert settings_from({"RADIUS_TODAY": "2026-10-05"}).today == date(2026, 10, 5)


@pytest.mark.parametrize(
    "value",
    ["tomorrow", "2026-02-30", "20261005", "2026-W41-1", "05.10.2026", "0001-01-01", "9999-12-31"],
)
def test_what_is_no_day_is_named(value: str) -> None:
    with pytest.raises(ValueError, match=f"RADIUS_TODAY is '{value}'; it takes a day such as 2026"):
        settings_from({"RADIUS_TODAY": value})


def test_a_file_of_brands_is_found_by_its_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "brands.toml").write_text('[[brand]]\nname = "한빛24"\n', "utf-8")
    monkeypatch.chdir(tmp_path)

    assert settings_from({}).brands is None
    assert settings_from({"RADIUS_BRANDS": "brands.toml"}).brands == tmp_path / "brands.toml"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "not read, No such file"),
        ("[[brand]", "no TOML: "),
        ('[[brand]]\nname = "한빛24"\nkind = "big"', r"\[brand\] 한빛24: kind is 'big'"),
        ('[[brand]]\nname = "한빛24"\nspellings = ["GS25"]', "'gs25' is a spelling of GS25 and of"),
    ],
    ids=["not there", "no TOML", "an entry", "a contradiction"],
)
def test_a_broken_file_of_brands_is_named_with_what_is_wrong(
    text: str | None, why: str, tmp_path: Path
) -> None:
    path = tmp_path / "brands.toml"
    if text is not None:
        path.write_text(text, "utf-8")

    with pytest.raises(ValueError, match=f"RADIUS_BRANDS: {path}: {why}"):
        settings_from({"RADIUS_BRANDS": str(path)})


def test_settings_do_not_show_their_keys() -> None:
    names = ("KAKAO_API_KEY", "SEOUL_OPENAPI_KEY", "DATA_GO_KR_KEY")
    settings = settings_from({name: f"secret-{name}" for name in names})

    assert "secret" not in repr(settings)


def test_a_missing_key_says_which_and_where_to_get_it() -> None:
    text = str(MissingKeyError(SEOUL_KEY))

    assert "SEOUL_OPENAPI_KEY is not set" in text
    assert "data.seoul.go.kr" in text
    assert "make demo" in text


def test_a_file_gives_what_the_environment_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(
        "KAKAO_API_KEY=from-file\nSEOUL_OPENAPI_KEY=from-file\nDATA_GO_KR_KEY=\n"
        "AWS_REGION=from-file\n",
        "utf-8",
    )
    monkeypatch.chdir(tmp_path)
    environ = {"KAKAO_API_KEY": "from-environment", "SEOUL_OPENAPI_KEY": " "}

    settings = load_settings(environ)

    assert settings.kakao_key == "from-environment"
    assert settings.seoul_key == "from-file"
    assert settings.data_go_kr_key is None
    assert environ["AWS_REGION"] == "from-file", "Dagster and AWS find it there, too"


def test_without_a_file_the_environment_is_all_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert load_settings({"RADIUS_STORE": "here"}).store == "here"


def test_a_home_folder_is_found_as_a_shell_would() -> None:
    settings = settings_from({"RADIUS_STORE": "~/tables", "RADIUS_BUDGET_FOLDER": "~/budgets"})

    assert settings.store == str(Path.home() / "tables")
    assert settings.budget_folder == Path.home() / "budgets"


@pytest.mark.parametrize("name", ["KAKAO_API_KEY", "SEOUL_OPENAPI_KEY", "DATA_GO_KR_KEY"])
def test_any_key_of_the_sandbox_makes_tables_invented(name: str) -> None:
    assert settings_from({name: "sandbox"}).origin == "sandbox"


@pytest.mark.parametrize("service", ["KAKAO", "SEOUL", "DAISO", "DATA_GO_KR"])
def test_an_address_that_is_none_is_named(service: str) -> None:
    with pytest.raises(ValueError, match=f"RADIUS_{service}_URL is 'foo'; it takes"):
        settings_from({f"RADIUS_{service}_URL": "foo"})


def test_how_the_budget_is_shared_out_and_how_late_registers_may_be_can_be_set() -> None:
    assert settings_from({}).budget_mode == "slots"
    assert settings_from({}).margin_days == 3
    given = settings_from({"RADIUS_BUDGET_MODE": "paced", "RADIUS_MARGIN_DAYS": "0"})
    assert (given.budget_mode, given.margin_days) == ("paced", 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RADIUS_BUDGET_MODE", "fast"),
        ("RADIUS_MARGIN_DAYS", "-1"),
        ("RADIUS_MARGIN_DAYS", "three"),
        ("RADIUS_RAW_DAYS", "0"),
    ],
)
def test_what_cannot_be_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"{name} is '{value}'; it takes"):
        settings_from({name: value})
