"""How a stored table of a register was read, and up to when the register's changes are in it."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Mode: TypeAlias = Literal["full", "incremental"]


@dataclass(frozen=True, slots=True)
class Watermark:
    """What is written with a table of a register, in the same file.

    Attributes:
        mode: How the last write came about: from all rows, or from those that had changed.
        taken_at: When that reading began: what the register showed by then is in the table.
        full_at: When the last reading of all rows began.
        declared: Rows that the register declared then, repeats included.
        before: Rows that were stored before it; None where none were, or nobody wrote that.
        gone: How many of them left the table with it; None likewise.
    """

    mode: Mode
    taken_at: datetime
    full_at: datetime
    declared: int
    before: int | None = None
    gone: int | None = None

    def to_json(self) -> str:
        """The watermark as JSON; `from_json` reads it."""
        return json.dumps(asdict(self), default=datetime.isoformat)

    @classmethod
    def from_json(cls, text: str | None) -> "Watermark | None":
        """Read a watermark; None where a table has none, or one that says nothing to us.

        Such a table is read in full before changes are folded into it.
        """
        try:
            fields = json.loads(text or "")
            taken_at, full_at = (
                datetime.fromisoformat(fields[name]) for name in ("taken_at", "full_at")
            )
            mode: Mode = "full" if fields["mode"] == "full" else "incremental"
            declared = int(fields["declared"])
            before, gone = (_count(fields.get(name)) for name in ("before", "gone"))
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        if taken_at.tzinfo is None or full_at.tzinfo is None:
            return None
        return cls(mode, taken_at, full_at, declared, before, gone)


def _count(value: object) -> int | None:
    return value if isinstance(value, int) else None
