"""The settings of this process, and the Dagster instance that it shares with the UI."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import click
import dagster as dg

from radius_assets.settings import Settings, load_settings


def environment() -> Settings:
    """The settings of this process.

    Raises:
        click.ClickException: A variable has a value that cannot be.
    """
    try:
        return load_settings(os.environ)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def prepare_home(settings: Settings) -> Path:
    """Make DAGSTER_HOME ready: the folder, and a dagster.yaml where it has none.

    Raises:
        click.ClickException: The folder cannot be made or written.
    """
    home = settings.dagster_home
    config = home / "dagster.yaml"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not config.exists():
            shipped = resources.files("radius_assets") / "dagster.yaml"
            config.write_text(shipped.read_text("utf-8"), "utf-8")
    except OSError as error:
        raise click.ClickException(
            f"DAGSTER_HOME {home} cannot be used: {error.strerror}; set it to a folder of yours"
        ) from None
    os.environ["DAGSTER_HOME"] = str(home)
    return home


@contextmanager
def opened_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The instance at DAGSTER_HOME, the one that the UI shows."""
    prepare_home(settings)
    with dg.DagsterInstance.get() as instance:
        yield instance
