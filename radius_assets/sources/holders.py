"""Who holds a claim on a budget: processes, told apart over machines, boots and containers."""

import os
import socket
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from radius_assets.sources.budget import Holder


def is_gone(holder: Holder, *, namespace: int) -> bool:
    """Whether we, who live in this namespace, can see that the holder no longer runs."""
    if holder.namespace != namespace:
        return False
    try:
        with suppress(PermissionError):
            os.kill(holder.pid, 0)
    except ProcessLookupError:
        return True
    return False


def this_namespace() -> int:
    """A number of 64 bits for all processes that can see each other, on this machine and boot."""
    identity = f"{socket.gethostname()}\0{boot_id().decode()}\0{pid_namespace()}"
    return int.from_bytes(blake2b(identity.encode(), digest_size=8).digest())


def boot_id(source: Path = Path("/proc/sys/kernel/random/boot_id")) -> bytes:
    """What Linux calls this boot; empty elsewhere, where only times tell boots apart."""
    with suppress(OSError):
        return source.read_bytes().strip()
    return b""


def pid_namespace(source: Path = Path("/proc/self/ns/pid")) -> int:
    """The number of our PID namespace, the same on all machines at the top; 0 without any."""
    with suppress(OSError):
        return source.stat().st_ino
    return 0
