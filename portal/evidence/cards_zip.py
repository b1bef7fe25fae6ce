"""The cards of a sample in one ZIP, made while it is being sent: nobody waits for the last card."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from portal.clock import NETHERLANDS

AT_ONCE = 100  # cards in one file


class _Outlet:
    """What a ZIP writes to and the answer reads from; it cannot go back."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def write(self, data: bytes, /) -> int:
        """Take what comes."""
        self.waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held up here."""

    def taken(self) -> bytes:
        """What came since the last time."""
        found, self.waiting = bytes(self.waiting), bytearray()
        return found


def zipped(files: Iterable[tuple[str, Callable[[], bytes]]], made_at: datetime) -> Iterator[bytes]:
    """A ZIP in pieces; each file is made when its turn comes."""
    outlet: Any = _Outlet()  # all of a file that a ZIP asks for
    stamp = made_at.astimezone(NETHERLANDS).timetuple()[:6]
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for name, make in files:
            archive.writestr(zipfile.ZipInfo(name, stamp), make())
            yield outlet.taken()
    yield outlet.taken()


def parts_of(count: int) -> int:
    """In how many files so many cards come."""
    return -(-count // AT_ONCE)
