"""Files that a command is given."""

from __future__ import annotations

from pathlib import Path

from portal.cli import Refused


def read(file: Path) -> bytes:
    """The bytes of a file; a clear sentence when it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None


def write(folder: Path, name: str, body: bytes) -> Path:
    """Write a file into a folder, which is made where it is missing; tells where it is."""
    file = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None
    return file
