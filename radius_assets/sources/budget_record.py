"""A ledger as bytes, and what is made of bytes that are lost, damaged or of another time."""

import json
import struct
import zlib
from dataclasses import dataclass

from radius_assets.sources.budget import (
    WHOLE_KEY,
    Claim,
    Holder,
    Ledger,
    ThrottleStateError,
)

LOST_STATE_PAUSE_S = 2.0  # requests that nobody knows of any more are past by then
CLOCK_STEP_S = 1.0  # a time further in the future than this is from another clock

_MAGIC = b"radius2\n"
_FRAME = struct.Struct("<8sII")  # magic, length and CRC-32 of what follows
_HEADER = struct.Struct("<36sdddqII")

_MAGIC_BEFORE = b"radius1\n"
_HEADER_BEFORE = struct.Struct("<36sdddqqI")  # one count for all APIs, none by API

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
    Times from another boot mean nothing; the count of the day does. Of a record of the layout
    before this one the count is kept, for the key as a whole, and the rest is lost.

    Raises:
        ThrottleStateError: The bytes are something else, perhaps of a later layout; `where`
            says in which place.
    """
    anew = Ledger(paused_until=now + LOST_STATE_PAUSE_S)
    if not data.strip(b"\0"):  # just made, or a file whose blocks a power cut lost
        return anew if was_used else Ledger()
    if data.startswith(_MAGIC_BEFORE):
        anew.day, anew.requests = _count_before(data)
        return anew
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
    requests = json.dumps(ledger.requests).encode()
    body = _HEADER.pack(
        record.boot,
        record.written_at,
        ledger.paused_until,
        ledger.last_start_at,
        ledger.day,
        len(requests),
        len(ledger.cooling),
    )
    body += requests
    body += struct.pack(f"<{len(ledger.cooling)}d", *ledger.cooling)
    for ticket, (holder, *rest) in ledger.claims.items():
        body += _CLAIM.pack(ticket, *holder, *rest)
    return _FRAME.pack(_MAGIC, len(body), zlib.crc32(body)) + body


def _unpack(data: bytes) -> Record | None:
    """The record, or None if it was not written to its end, or is laid out in another way."""
    body = _body(data)
    if body is None:
        return None
    boot, written_at, paused_until, last_start_at, day, requests_size, cooling_count = (
        _HEADER.unpack_from(body)
    )
    cooling_from = _HEADER.size + requests_size
    claims_from = cooling_from + 8 * cooling_count
    if (len(body) - claims_from) % _CLAIM.size:
        return None
    requests = json.loads(body[_HEADER.size : cooling_from])
    cooling = list(struct.unpack_from(f"<{cooling_count}d", body, cooling_from))
    claims = {
        ticket: Claim(Holder(pid, namespace), *rest)
        for ticket, pid, namespace, *rest in _CLAIM.iter_unpack(body[claims_from:])
    }
    ledger = Ledger(paused_until, last_start_at, day, requests, cooling, claims)
    return Record(boot.rstrip(b"\0"), written_at, ledger)


def _count_before(data: bytes) -> tuple[int, dict[str, int]]:
    """The day and its requests of a record that did not count by API; none if it is damaged."""
    body = _body(data)
    if body is None:
        return 0, {}
    *_, day, requests, _cooling_count = _HEADER_BEFORE.unpack_from(body)
    return day, {WHOLE_KEY: requests}


def _body(data: bytes) -> bytes | None:
    """What the frame holds, None if that was not written to its end."""
    if len(data) < _FRAME.size:
        return None
    _, size, checksum = _FRAME.unpack_from(data)
    body = data[_FRAME.size : _FRAME.size + size]
    return body if len(body) == size and zlib.crc32(body) == checksum else None
