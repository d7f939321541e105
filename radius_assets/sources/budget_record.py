"""A ledger as bytes, and what is made of bytes that are lost, damaged or of another time."""

import struct
import zlib
from dataclasses import dataclass

from radius_assets.sources.budget import Claim, Holder, Ledger, ThrottleStateError

LOST_STATE_PAUSE_S = 2.0  # requests that nobody knows of any more are past by then
CLOCK_STEP_S = 1.0  # a time further in the future than this is from another clock

_MAGIC = b"radius1\n"
_FRAME = struct.Struct("<8sII")  # magic, length and CRC-32 of what follows
_HEADER = struct.Struct("<36sdddqqI")
_CLAIM = struct.Struct("<QqQdd?q")


@dataclass(frozen=True, slots=True)
class Record:
    """A ledger with the boot and the time of the clock at which it was written."""

    boot: bytes
    written_at: float
    ledger: Ledger


def restored(data: bytes, *, now: float, boot: bytes, was_used: bool, where: str) -> Ledger:
    """The ledger that was kept as these bytes, or one to begin with.

    Nothing, where there was something before, or something damaged or from the future, means
    that requests may be under way that nobody knows of: all pause for `LOST_STATE_PAUSE_S`.
    Times from another boot mean nothing; the count of the day does.

    Raises:
        ThrottleStateError: The bytes are something else; `where` says in which place.
    """
    anew = Ledger(paused_until=now + LOST_STATE_PAUSE_S)
    if not data.strip(b"\0"):  # just made, or a file whose blocks a power cut lost
        return anew if was_used else Ledger()
    if not data.startswith(_MAGIC):
        raise ThrottleStateError(
            f"{where} is no request budget, or one of another version of radius_assets; "
            "delete it while nothing runs"
        )
    record = _unpack(data)
    if record is None:
        return anew
    ledger = record.ledger
    if record.boot != boot:
        return Ledger(day=ledger.day, requests=ledger.requests)
    if record.written_at > now + CLOCK_STEP_S:
        anew.day, anew.requests = ledger.day, ledger.requests
        return anew
    return ledger


def pack(record: Record) -> bytes:
    """The record as bytes that `restored` reads."""
    ledger = record.ledger
    body = _HEADER.pack(
        record.boot,
        record.written_at,
        ledger.paused_until,
        ledger.last_start_at,
        ledger.day,
        ledger.requests,
        len(ledger.cooling),
    )
    body += struct.pack(f"<{len(ledger.cooling)}d", *ledger.cooling)
    for ticket, (holder, *rest) in ledger.claims.items():
        body += _CLAIM.pack(ticket, *holder, *rest)
    return _FRAME.pack(_MAGIC, len(body), zlib.crc32(body)) + body


def _unpack(data: bytes) -> Record | None:
    """The record, or None if it was not written to its end, or is laid out in another way."""
    if len(data) < _FRAME.size:
        return None
    _, size, checksum = _FRAME.unpack_from(data)
    body = data[_FRAME.size : _FRAME.size + size]
    if len(body) < size or zlib.crc32(body) != checksum:
        return None
    boot, written_at, paused_until, last_start_at, day, requests, cooling_count = (
        _HEADER.unpack_from(body)
    )
    claims_from = _HEADER.size + 8 * cooling_count
    if (size - claims_from) % _CLAIM.size:
        return None
    cooling = list(struct.unpack_from(f"<{cooling_count}d", body, _HEADER.size))
    claims = {
        ticket: Claim(Holder(pid, namespace), *rest)
        for ticket, pid, namespace, *rest in _CLAIM.iter_unpack(body[claims_from:])
    }
    ledger = Ledger(paused_until, last_start_at, day, requests, cooling, claims)
    return Record(boot.rstrip(b"\0"), written_at, ledger)
