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
