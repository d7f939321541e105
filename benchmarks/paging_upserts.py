"""Rows of a permit register into a table: ours, and a row at a time into a database."""

import json
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from radius_assets.collection.permits import permits_frame
from radius_assets.domain.districts import district
from radius_assets.publication.storage import LocalStore
from radius_assets.sandbox.registers import page_as_json
from radius_assets.sandbox.world import build_city

DISTRICT = "강남구"
PAGE_ROWS = 1_000
KEY = ("OPNSFTEAMCODE", "MGTNO")
OTHERS = ("BPLCNM", "UPTAENM", "TRDSTATEGBN", "RDNWHLADDR", "SITEWHLADDR", "X", "Y")
DATES = ("APVPERMYMD", "DCBYMD", "UPDATEDT")
COLUMNS = (*KEY, *OTHERS, *DATES)

_CREATE = "CREATE TABLE permits ({}, PRIMARY KEY ({}))".format(
    ", ".join(f"{name} TEXT" for name in COLUMNS), ", ".join(KEY)
)
_CONFLICT = "ON CONFLICT ({}) DO UPDATE SET {}".format(
    ", ".join(KEY), ", ".join(f"{name} = excluded.{name}" for name in (*OTHERS, *DATES))
)

Row: TypeAlias = dict[str, object]
Values: TypeAlias = tuple[str | None, ...]
Way: TypeAlias = Callable[[Sequence[Row]], None]


def rows_of_a_district() -> list[Row]:
    """The food permits of one district of the invented city, as JSON pages give them."""
    city = build_city(1, districts=(DISTRICT,))
    page = page_as_json("S", 0, city.food, result=("INFO-000", ""))
    rows: list[Row] = json.loads(page.body)["S"]["row"]
    return rows


def typed(rows: Sequence[Row]) -> None:
    """Ours: all rows at once into typed columns."""
    permits_frame(rows, kind="food", district=district(DISTRICT))


def typed_and_written(rows: Sequence[Row]) -> None:
    """Ours, with the check of the table and its file on the disk."""
    table, _ = permits_frame(rows, kind="food", district=district(DISTRICT))
    unique = table.unique(("authority_code", "management_number"), keep="last")
    with tempfile.TemporaryDirectory() as folder:
        LocalStore(Path(folder)).write("openapi_food", DISTRICT, unique)


def upserted(rows: Sequence[Row], *, rows_a_transaction: int) -> None:
    """A row at a time into SQLite, as the first version did."""
    statement = f"INSERT INTO permits VALUES ({', '.join('?' * len(COLUMNS))}) {_CONFLICT}"  # noqa: S608
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(sqlite3.connect(Path(folder) / "permits.sqlite")) as database,
    ):
        database.execute(_CREATE)
        for number, row in enumerate(rows, 1):
            database.execute(statement, _values(row))
            if number % rows_a_transaction == 0:
                database.commit()
        database.commit()


def upserted_into_postgres(rows: Sequence[Row], *, url: str) -> None:
    """A row at a time into PostgreSQL, through psql, a transaction a page."""
    types, places = (
        ", ".join(["text"] * len(COLUMNS)),
        ", ".join(f"${number}" for number in range(1, len(COLUMNS) + 1)),
    )
    begin = [
        "SET client_min_messages = warning;",
        "DROP TABLE IF EXISTS permits;",
        f"{_CREATE};",
        f"PREPARE upsert ({types}) AS INSERT INTO permits VALUES ({places}) {_CONFLICT};",  # noqa: S608
        "BEGIN;",
    ]
    upserts = []
    for number, row in enumerate(rows, 1):
        upserts.append(f"EXECUTE upsert ({', '.join(map(_literal, _values(row)))});")
        if number % PAGE_ROWS == 0:
            upserts.append("COMMIT; BEGIN;")
    psql = [shutil.which("psql") or "psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null"]
    subprocess.run(
        [*psql, url], input="\n".join([*begin, *upserts, "COMMIT;"]), text=True, check=True
    )


def _values(row: Row) -> Values:
    texts = (str(row[name] or "").strip() or None for name in (*KEY, *OTHERS))
    return (*texts, *(_day(str(row[name] or "").strip()) for name in DATES))


def _day(written: str) -> str | None:
    if not written:
        return None
    return datetime.strptime(written[:10], "%Y-%m-%d").date().isoformat()  # noqa: DTZ007


def _literal(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"
