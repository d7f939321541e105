"""Tests of keys: missing, refused, and never shown."""

import dataclasses
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from radius_assets.refresh.order import ASSETS
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets.settings import Settings
from radius_assets_tests.graph.platform import Platform, failure_text

SECRET = "5ecret0key0that0nobody0may0see00"
KEYS = {
    "kakao": ("kakao_key", "KAKAO_API_KEY"),
    "seoul": ("seoul_key", "SEOUL_OPENAPI_KEY"),
    "semas": ("data_go_kr_key", "DATA_GO_KR_KEY"),
}


@pytest.fixture
def logged(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Callable[[], str]:
    """All that was logged, at any level, or printed, but for what the far end says."""
    caplog.set_level(logging.DEBUG)
    caplog.handler.addFilter(lambda record: record.name != "uvicorn.access")

    def text() -> str:
        shown = capfd.readouterr()
        return "\n".join([caplog.text, shown.out, shown.err])

    return text


def with_field(settings: Settings, field: str, key: str | None) -> Settings:
    changes: dict[str, Any] = {field: key}
    return dataclasses.replace(settings, **changes)


def with_key(
    settings: Settings, service: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    field, variable = KEYS[service]
    monkeypatch.setenv(variable, key)
    return with_field(settings, field, key)


@pytest.mark.parametrize("service", KEYS)
def test_a_refused_key_costs_one_request_and_touches_no_table(
    service: str,
    settings: Settings,
    instance: dg.DagsterInstance,
    sandbox: RunningSandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = with_key(settings, service, SECRET, monkeypatch)

    result = Platform(wrong, instance).refresh(["금천구"])

    assert not result.success
    assert sandbox.stats()[service]["requests"] == 1
    assert KEYS[service][1] in failure_text(result), "the message names the variable"
    assert list(Path(wrong.store).rglob("*.parquet")) == []


@pytest.mark.parametrize("service", ["kakao", "seoul"])
def test_a_missing_key_is_named_and_nothing_is_asked(
    service: str, settings: Settings, instance: dg.DagsterInstance, sandbox: RunningSandbox
) -> None:
    field, variable = KEYS[service]
    without = with_field(settings, field, None)

    result = Platform(without, instance).refresh(["금천구"])

    assert f"{variable} is not set" in failure_text(result)
    assert all(stats["requests"] == 0 for stats in sandbox.stats().values())


def test_a_missing_data_go_kr_key_only_leaves_the_business_register_out(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    platform = Platform(dataclasses.replace(settings, data_go_kr_key=None), instance)

    result = platform.refresh(["금천구"])

    assert result.success
    assert {cell.asset for cell in platform.materialized()} == set(ASSETS) - {"semas"}


def test_keys_appear_nowhere(
    settings: Settings,
    instance: dg.DagsterInstance,
    sandbox: RunningSandbox,
    monkeypatch: pytest.MonkeyPatch,
    logged: Callable[[], str],
    tmp_path: Path,
) -> None:
    """Every service refuses the secret key in its own words, some by repeating it."""
    sandbox.set_faults(Faults(html=0.2))
    results = []
    for service in KEYS:
        wrong = with_key(settings, service, SECRET, monkeypatch)
        results.append(Platform(wrong, instance).refresh(["금천구"]))

    events = [
        str(entry) for result in results for entry in instance.all_logs(result.dagster_run.run_id)
    ]
    written = [
        path.read_bytes().decode("utf-8", "replace")
        for folder in (tmp_path, Path(instance.root_directory))
        for path in folder.rglob("*")
        if path.is_file()
    ]
    everything = "\n".join([*events, *written, logged()])
    assert not any(result.success for result in results)
    assert len(events) > 10
    assert SECRET not in everything
