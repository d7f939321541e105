"""What a run has found out about registers that are no longer there."""

from dataclasses import dataclass, field

from radius_assets.sources.seoul import Kind

ENOUGH = 2  # one district's service may be broken; two and none that was read is no chance


@dataclass(frozen=True, slots=True)
class GoneRegisters:
    """The districts whose register was gone, and the kinds of which some register was read.

    Without it a run would ask five times for each of 25 districts what is not there.
    """

    _gone_from: dict[Kind, list[str]] = field(default_factory=dict)
    _read: set[Kind] = field(default_factory=set)

    def note_gone(self, kind: Kind, district: str) -> None:
        """The district's register of that kind is gone."""
        self._gone_from.setdefault(kind, []).append(district)

    def note_read(self, kind: Kind) -> None:
        """A register of that kind was read."""
        self._read.add(kind)

    def gone_from(self, kind: Kind) -> tuple[str, ...]:
        """The districts that prove the registers of that kind gone from all; empty if none do."""
        found = tuple(self._gone_from.get(kind, ()))
        return found if len(found) >= ENOUGH and kind not in self._read else ()
