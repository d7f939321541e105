"""`radius refresh` when something goes wrong: what is kept, and what --retry-failed does."""

import shutil
from pathlib import Path

import pytest
import stamina

from radius_assets.refresh.order import Cell
from radius_assets.sandbox.faults import Faults
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.cli.conftest import open_terminal
from radius_assets_tests.cli.refreshing import WRONG_KEY, cells, farthest_m, requests
from radius_assets_tests.cli.terminal import Said, Terminal

DISTRICTS = ("금천구", "영등포구")
FOOD_FAILS = Faults(failing_districts={"food": ("금천구",)})
LOST = {Cell(asset, "금천구") for asset in ("openapi_food", "closures", "closure_events")}


@pytest.fixture(scope="module")
def failure(
    _one_sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Said]:
    """A refresh of two districts in which one register of one failed, only to be looked at."""
    folder = tmp_path_factory.mktemp("failure")
    _one_sandbox.set_faults(FOOD_FAILS)
    with pytest.MonkeyPatch.context() as monkeypatch, stamina.set_testing(True, attempts=5):
        terminal = open_terminal(_one_sandbox.url, folder, monkeypatch)
        return folder, terminal.radius("refresh", *DISTRICTS)


@pytest.fixture
def after_failure(failure: tuple[Path, Said], terminal: Terminal) -> Terminal:
    """A terminal whose deployment has seen that refresh, and whose services answer again."""
    shutil.copytree(failure[0], terminal.folder, dirs_exist_ok=True)
    return terminal


def test_a_broken_answer_costs_that_table_alone(
    failure: tuple[Path, Said], after_failure: Terminal
) -> None:
    said = failure[1]

    assert said.status == 1
    assert after_failure.tables() == after_failure.recorded() == cells(*DISTRICTS) - LOST
    assert "Not refreshed" in said.out
    assert "openapi_food 금천구 Seoul Open Data: food permits of 금천구, rows 1 to" in said.text
    assert "closures 금천구 not tried: openapi_food of 금천구 failed" in said.text
    assert "11 of 14 tables" in said.out
    assert "radius refresh --retry-failed" in said.err


def test_a_broken_answer_leaves_yesterdays_table(
    terminal: Terminal, sandbox: RunningSandbox
) -> None:
    terminal.radius("refresh", "금천구", "--only", "openapi_food")
    yesterday = terminal.store.read("openapi_food", "금천구")
    sandbox.set_faults(FOOD_FAILS)

    said = terminal.radius("refresh", "금천구", "--only", "openapi_food")

    assert said.status == 1
    assert terminal.store.read("openapi_food", "금천구").equals(yesterday)


def test_retrying_does_just_what_failed_and_then_nothing(
    after_failure: Terminal, sandbox: RunningSandbox
) -> None:
    again = after_failure.radius("refresh", "--retry-failed")
    asked = requests(sandbox)
    nothing = after_failure.radius("refresh", "--retry-failed")

    assert again.status == 0
    assert "3 of 3 tables" in again.out
    assert asked["kakao"] == asked["daiso"] == asked["semas"] == 0
    assert after_failure.tables() == cells(*DISTRICTS)
    assert nothing.status == 0
    assert nothing.out == "nothing is left undone\n"
    assert requests(sandbox) == asked


def test_retrying_keeps_to_the_districts_and_assets_named(after_failure: Terminal) -> None:
    elsewhere = after_failure.radius("refresh", "--retry-failed", "영등포구")
    other = after_failure.radius("refresh", "--retry-failed", "--only", "semas")
    judged = "closures,closure_events"
    here = after_failure.radius("refresh", "--retry-failed", "금천구", "--skip", judged)

    assert elsewhere.out == other.out == "nothing is left undone\n"
    assert "1 of 1 tables" in here.out
    assert cells(*DISTRICTS) - after_failure.tables() == LOST - {Cell("openapi_food", "금천구")}


def test_retrying_uses_the_options_of_the_refresh_that_failed(
    terminal: Terminal, sandbox: RunningSandbox
) -> None:
    sandbox.set_faults(Faults(failing_districts={"category": ("금천구",)}))
    arguments = ("--skip", "openapi_food,semas", "--radius", "300")
    first = terminal.radius("refresh", "금천구", *arguments)
    sandbox.set_faults(Faults())

    again = terminal.radius("refresh", "--retry-failed")

    assert (first.status, again.status) == (1, 0)
    assert "3 of 3 tables" in again.out
    assert 0 < farthest_m(terminal, "금천구") < 300 * 1.5
    registers = terminal.store.read("closures", "금천구")["registers"].list.explode()
    assert set(registers) == {"tobacco"}


def test_what_a_wrong_key_left_undone_is_done_with_a_good_one(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKAO_API_KEY", WRONG_KEY)
    terminal.radius("refresh", "금천구", "양천구", "--only", "daiso")
    monkeypatch.setenv("KAKAO_API_KEY", "sandbox")

    said = terminal.radius("refresh", "--retry-failed")

    assert said.status == 0
    assert terminal.tables() == cells("금천구", "양천구", assets=("daiso",))


def test_retrying_without_the_key_of_the_business_register_leaves_it_out(
    terminal: Terminal, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.set_faults(Faults(failing_districts={"shops": ("금천구",)}))
    terminal.radius("refresh", "금천구", "--only", "semas")
    monkeypatch.setenv("DATA_GO_KR_KEY", "")

    said = terminal.radius("refresh", "--retry-failed")

    assert said.status == 0
    assert "DATA_GO_KR_KEY is not set" in said.err
    assert said.out == "nothing is left undone\n"


def test_a_summary_that_cannot_be_made_is_named_and_the_tables_are_kept(
    after_failure: Terminal,
) -> None:
    other = Path(after_failure.variables["RADIUS_STORE"], "closures", "영등포구.parquet")
    other.write_bytes(b"no table")

    said = after_failure.radius("refresh", "--retry-failed")

    assert said.status == 1
    assert "3 of 3 tables" in said.out
    assert "Error: the summaries of the city: closures of 영등포구" in said.text
