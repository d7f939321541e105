"""The settings of this process, and the Dagster instance that it shares with the UI."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import click
import dagster as dg
import yaml  # type: ignore[import-untyped]  # only its error is used, Dagster's parser
from dagster._core.instance.ref import InstanceRef
from dotenv.parser import parse_stream
from sqlalchemy.exc import SQLAlchemyError

from radius_assets.settings import Settings, load_settings

# Dagster would lead what we print through a file, where a live display does not live.
_NO_CAPTURE = {
    "compute_logs": {
        "module": "dagster._core.storage.noop_compute_log_manager",
        "class": "NoOpComputeLogManager",
    }
}


def environment() -> Settings:
    """The settings of this process.

    Raises:
        click.ClickException: A variable has a value that cannot be, or `.env` cannot be read.
    """
    try:
        _check_env_file(Path(".env"))
        return load_settings(os.environ)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def _check_env_file(path: Path) -> None:
    """Refuse a file that would be read in part: what is left out might be a key."""
    if not path.is_file():
        return
    where = f"{path} in the working directory"
    try:
        with path.open(encoding="utf-8") as file:
            lines = list(parse_stream(file))
    except UnicodeDecodeError:
        raise ValueError(f"{where} is not a text in UTF-8") from None
    except OSError as error:
        raise ValueError(f"{where} cannot be read: {error.strerror}") from None
    broken = [str(line.original.line) for line in lines if line.error]
    if broken:
        raise ValueError(f"{where}: line {', '.join(broken)}: expected NAME=value")


def prepare_home(settings: Settings) -> Path:
    """Make DAGSTER_HOME ready: the folder, and a dagster.yaml where it has none.

    Raises:
        click.ClickException: The folder cannot be made or written.
    """
    home = settings.dagster_home
    try:
        home.mkdir(parents=True, exist_ok=True)
        with _alone_in(home):
            _configure(home / "dagster.yaml")
    except OSError as error:
        raise _unusable(home, str(error.strerror)) from None
    os.environ["DAGSTER_HOME"] = str(home)
    return home


def _configure(config: Path) -> None:
    if not config.exists():
        shipped = resources.files("radius_assets") / "dagster.yaml"
        config.write_text(shipped.read_text("utf-8"), "utf-8")


@contextmanager
def opened_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The instance at DAGSTER_HOME, the one that the UI shows.

    Raises:
        click.ClickException: DAGSTER_HOME cannot be used, or what it holds.
    """
    home = prepare_home(settings)
    try:
        with _alone_in(home):
            ref = InstanceRef.from_dir(str(home), overrides=_NO_CAPTURE)
            instance = dg.DagsterInstance.from_ref(ref)
            instance.get_runs_count()  # makes the databases: two at once would lock each other out
    except (dg.DagsterError, SQLAlchemyError, yaml.YAMLError, OSError) as error:
        raise _unusable(home, str(error).split("\n", maxsplit=1)[0]) from None
    with instance:
        yield instance


@contextmanager
def _alone_in(home: Path) -> Iterator[None]:
    with (home / ".radius.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _unusable(home: Path, why: str) -> click.ClickException:
    return click.ClickException(
        f"DAGSTER_HOME {home} cannot be used: {why}; set it to a folder of yours"
    )
