"""A JSON object read field by field: what is missing or of another type has a name."""

import math
from collections.abc import Callable, Mapping

from radius_assets.sources.errors import SourceChangedError

DIGITS_MAX = 18  # of a count; of 4,300 and more Python makes no number


class Fields:
    """The fields of one object of an answer.

    Every reader raises SourceChangedError, which names the field by its whole path, where the
    field is missing or is not what it should be.
    """

    def __init__(
        self,
        values: Mapping[str, object],
        changed: Callable[[str], SourceChangedError],
        *,
        path: str = "",
    ) -> None:
        self.values = values
        self._changed = changed
        self._path = path

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def string(self, name: str) -> str:
        """A text, perhaps an empty one."""
        value = self._value(name)
        if not isinstance(value, str):
            raise self.wrong(name, "a text")
        return value

    def text(self, name: str) -> str:
        """A text that is not blank."""
        if not (value := self.string(name).strip()):
            raise self.wrong(name, "a text")
        return value

    def optional_text(self, name: str) -> str | None:
        """A text, None where it is null or blank; the field itself must be there."""
        if self._value(name) is None:
            return None
        return self.string(name).strip() or None

    def count(self, name: str) -> int:
        """A whole number, 0 or more, perhaps written as a text."""
        value = self._value(name)
        if isinstance(value, str) and value.isdecimal() and len(value) <= DIGITS_MAX:
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(name, "a whole number")
        return value

    def number(self, name: str) -> float:
        """A finite number, perhaps written as a text."""
        value = self._value(name)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise self.wrong(name, "a number")
        try:
            number = float(value)
        except (ValueError, OverflowError):
            raise self.wrong(name, "a number") from None
        if not math.isfinite(number):
            raise self.wrong(name, "a number")
        return number

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._value(name)
        if not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return value

    def nested(self, name: str) -> "Fields":
        """An object."""
        value = self._value(name)
        if not isinstance(value, dict):
            raise self.wrong(name, "an object")
        return Fields(value, self._changed, path=self._path_of(name))

    def objects(self, name: str) -> list[dict[str, object]]:
        """A list of objects, whatever is in them."""
        value = self._value(name)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(name, "a list of objects")
        return value

    def each(self, name: str) -> "list[Fields]":
        """A list of objects, to be read field by field."""
        path = self._path_of(name)
        return [
            Fields(item, self._changed, path=f"{path}[{index}]")
            for index, item in enumerate(self.objects(name))
        ]

    def words(self, name: str) -> str:
        """What the service says there to a reader, perhaps nothing; never an error."""
        return str(self.values.get(name) or "")

    def wrong(self, name: str, expected: str) -> SourceChangedError:
        """The error for a field that is not `expected`."""
        return self._changed(f"{self._path_of(name)} is not {expected}: {self._shown(name)}")

    def _value(self, name: str) -> object:
        if name not in self.values:
            raise self._changed(f"{self._path_of(name)} is missing")
        return self.values[name]

    def _path_of(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _shown(self, name: str) -> str:
        value = self.values[name]
        shown = type(value).__name__ if isinstance(value, dict | list) else repr(value)
        return shown if len(shown) <= 80 else f"{shown[:79]}…"
