"""Use `radius` as a person does: in this process, or as a program of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
from click.testing import CliRunner

from radius_assets.cli import radius
from radius_assets.publication.storage import LocalStore
from radius_assets.refresh.order import ASSETS, Cell

PROGRAM = Path(sys.executable).with_name("radius")
MOMENTS = ("fetched_at", "as_of", "first_seen_on", "verdict_since", "seen_on")
"""Columns that may differ from run to run, at the latest when a day ends between them."""


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and what it said on both streams."""

    status: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """All of it in one line, however it was wrapped."""
        return " ".join((self.out + self.err).split())


@dataclass(frozen=True, slots=True)
class Terminal:
    """A shell in a folder of the test, with the variables that a deployment sets."""

    folder: Path
    variables: Mapping[str, str]

    def radius(self, *arguments: str) -> Said:
        """Run a command in this process, whose environment is the terminal's."""
        result = CliRunner().invoke(radius, arguments)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command as a program; its output can be read while it runs."""
        return subprocess.Popen(
            [PROGRAM, *arguments],
            cwd=self.folder,
            env={**os.environ, **self.variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @property
    def store(self) -> LocalStore:
        """The tables of the deployment."""
        return LocalStore(Path(self.variables["RADIUS_STORE"]))

    def instance(self) -> dg.DagsterInstance:
        """The Dagster instance that the commands use; close it after use."""
        return dg.DagsterInstance.from_config(self.variables["DAGSTER_HOME"])

    def recorded(self) -> set[Cell]:
        """What the instance shows as materialized."""
        with self.instance() as instance:
            return {
                Cell(asset, name)
                for asset in ASSETS
                for name in instance.get_materialized_partitions(dg.AssetKey(asset))
            }

    def run_statuses(self) -> list[str]:
        """How the refreshes ended, the first one first."""
        with self.instance() as instance:
            runs = instance.get_runs(ascending=True)
            return [run.status.value for run in runs if run.job_name == "refresh_all"]

    def tables(self) -> set[Cell]:
        """What is in the store."""
        store = self.store
        return {Cell(asset, name) for asset in ASSETS for name in store.districts(asset)}

    def content(self) -> dict[Cell, list[tuple[Any, ...]]]:
        """The rows of every table, without the moments at which they were made."""
        return {
            cell: self.store.read(cell.asset, cell.district).drop(MOMENTS, strict=False).rows()
            for cell in self.tables()
        }
