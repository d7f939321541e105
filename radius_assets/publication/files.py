"""Files that are written whole or not at all, and a folder that holds them; S3 is elsewhere."""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4

_ABANDONED_S = 24 * 60 * 60  # no write takes a day: such a file's writer was killed

_IN_USE = (errno.ENOTEMPTY, errno.EEXIST)  # of rmdir; POSIX allows either


class Files(Protocol):
    """Named bytes; `/` parts folders. Every method raises OSError if the place fails."""

    def uri(self, name: str) -> str:
        """Where the file lies, for people and other tools."""
        ...

    def read(self, name: str) -> bytes | None:
        """The file's content, None if there is no such file."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Create or replace the file: readers see the old content or the new, never a part."""
        ...

    def create(self, name: str, data: bytes) -> bool:
        """Write the file unless there is one; False if there is."""
        ...

    def swap(self, name: str, expected: bytes | None, data: bytes) -> bool:
        """Write the file if it still holds what was expected, None for nothing; else False."""
        ...

    def names(self, folder: str) -> set[str]:
        """Names of the files in a folder, without the folder; empty if there is none."""
        ...

    def folders(self, folder: str) -> set[str]:
        """Names of the folders in a folder that hold files; empty if there is none."""
        ...

    def remove(self, name: str) -> None:
        """Remove the file, if there is one, and the folders that are empty then."""
        ...

    def try_writing(self) -> None:
        """Find out whether files can be written, and leave nothing behind."""
        ...


class LocalFiles:
    """Files in a folder of this machine, which comes into being with the first of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def uri(self, name: str) -> str:
        """The path of the file."""
        return str(self._folder / name)

    def read(self, name: str) -> bytes | None:
        """The file's content, None if there is no such file."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """Create or replace the file; it is on the disk when this returns."""
        with _temporary(self._folder / name, data) as temporary:
            temporary.replace(self._folder / name)
        _sync_folder((self._folder / name).parent)

    def create(self, name: str, data: bytes) -> bool:
        """Write the file unless there is one; of several writers one succeeds."""
        with _temporary(self._folder / name, data) as temporary:
            try:
                (self._folder / name).hardlink_to(temporary)
            except FileExistsError:
                return False
        _sync_folder((self._folder / name).parent)
        return True

    def swap(self, name: str, expected: bytes | None, data: bytes) -> bool:
        """Write the file if it still holds what was expected, None for nothing; else False.

        Of several swaps at once on this machine one succeeds; other writers are not kept out.
        """
        with _alone_in((self._folder / name).parent):
            if self.read(name) != expected:
                return False
            self.write(name, data)
        return True

    def names(self, folder: str) -> set[str]:
        """Names of the files in a folder, without the folder; empty if there is none."""
        try:
            return {path.name for path in (self._folder / folder).iterdir()}
        except FileNotFoundError:
            return set()

    def folders(self, folder: str) -> set[str]:
        """Names of the folders in a folder; empty if there is none."""
        try:
            return {path.name for path in (self._folder / folder).iterdir() if path.is_dir()}
        except FileNotFoundError:
            return set()

    def remove(self, name: str) -> None:
        """Remove the file, if there is one, and the folders that are empty then."""
        (self._folder / name).unlink(missing_ok=True)
        for parent in Path(name).parents[:-1]:
            try:
                (self._folder / parent).rmdir()
            except FileNotFoundError:
                continue  # another remover was faster
            except OSError as error:
                if error.errno not in _IN_USE:
                    raise
                return

    def try_writing(self) -> None:
        """Find out whether files can be written; a folder that is yet to be made is not made."""
        if self._folder.is_dir():
            with _temporary(self._folder / "writable", b""):
                return
        place = self._folder.absolute()
        above = next(each for each in (place, *place.parents) if each.exists())
        if not above.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, f"{above} is no folder")
        if not os.access(above, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, f"{above} may not be written")


@contextmanager
def _temporary(path: Path, data: bytes) -> Iterator[Path]:
    """A file beside `path` with the data, on the disk; gone after the block."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(path.parent)
    temporary = path.with_name(f".{path.name}.{uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which goes with the process that holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _remove_abandoned(folder: Path) -> None:
    for temporary in folder.glob(".*.tmp"):
        try:
            if temporary.stat().st_mtime < time.time() - _ABANDONED_S:
                temporary.unlink()
        except FileNotFoundError:
            continue  # its writer, or another sweeper, was faster


def _sync_folder(folder: Path) -> None:
    """Bring the folder's entries to the disk; without it a power cut may undo a rename."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def reason_of(error: OSError) -> str:
    """What the system says, without the path that it asked for."""
    return error.strerror.lower() if error.strerror else str(error)
