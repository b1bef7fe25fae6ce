"""Messages packed in a ZIP: the whole of it is checked before any of it is used.

What the archive says about itself is not believed: names, sizes and checksums are held against
what is really there, and nothing is unpacked further than a message may be long.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from schemas.refusals import MESSAGE_LIMIT, refusal

MOST_MESSAGES = 30
ARCHIVE_LIMIT = 26_214_400
"""The most bytes a ZIP may have."""

_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00PK")
_PACKED = (
    *_BEGINNINGS, b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd"
)
_ENTRY = b"PK\x01\x02"
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_PIECE = 1 << 16
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_BAD_NAME = re.compile(r"[\x00-\x1f\x7f<>:\"|?*]|^\.{1,2}$|^\s*$")
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Member:
    """A file from a ZIP. One longer than a message may be is cut off one byte beyond the limit, so
    that reading it refuses it for its size."""

    name: str
    data: bytes


def is_zip(data: bytes) -> bool:
    """Whether the file is a ZIP, by its first bytes and not by its name."""
    return data.startswith(_BEGINNINGS)


def messages_in(name: str, data: bytes) -> Iterator[Member]:
    """The files of an upload, one at a time: those of a ZIP in its order, or the upload itself.

    Raises MessageRefused (rule ZIP) before the first when anything is wrong with the archive as a
    whole: more than 30 files, folders, passwords, links, archives in it, wrong sizes, damage.
    """
    if not is_zip(data):
        yield Member(name, data)
        return
    entries = _entries(data)
    for number, entry in enumerate(entries, 1):
        _check_content(data, entry, number)
    for number, entry in enumerate(entries, 1):
        yield Member(entry.filename, b"".join(_unpack(data, entry, number)))


def _entries(data: bytes) -> list[zipfile.ZipInfo]:
    """The table of contents, when it is one that a plain ZIP of messages can have."""
    if len(data) > ARCHIVE_LIMIT:
        raise refusal("ZIP", "too_big", expected=str(ARCHIVE_LIMIT), received=str(len(data)))
    # Counted first: a table of half a million entries would cost seconds to read.
    if data.count(_ENTRY) > 2 * MOST_MESSAGES:
        raise refusal("ZIP", "too_many", expected=str(MOST_MESSAGES))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries, end = archive.infolist(), archive.start_dir
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError):
        raise refusal("ZIP", "corrupt") from None
    if not entries:
        raise refusal("ZIP", "nothing")
    if len(entries) > MOST_MESSAGES:
        raise refusal("ZIP", "too_many", expected=str(MOST_MESSAGES))
    _check_entries(entries)
    _check_overlap(data, entries, end)
    return entries


def _check_entries(entries: Sequence[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for number, entry in enumerate(entries, 1):
        if (detail := _fault(entry)) is not None:
            raise refusal("ZIP", detail, received=str(number))
        if (name := entry.filename.casefold()) in seen:
            raise refusal("ZIP", "duplicate", received=str(number))
        seen.add(name)


def _fault(entry: zipfile.ZipInfo) -> str | None:
    """What is wrong with an entry by its description alone, as the key of a sentence."""
    name, mode = entry.orig_filename, entry.external_attr >> 16
    if "/" in name or "\\" in name or entry.external_attr & 0x10 or stat.S_ISDIR(mode):
        return "folder"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "link"
    if entry.flag_bits & _ENCRYPTED:
        return "password"
    if _BAD_NAME.search(name) or len(name) > _LONGEST_NAME or not name.isprintable():
        return "name"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "method"
    return None


def _check_overlap(data: bytes, entries: Sequence[zipfile.ZipInfo], end: int) -> None:
    """No two files share bytes, and none runs into the table of contents."""
    reached = 0
    for number, entry in sorted(enumerate(entries, 1), key=lambda item: item[1].header_offset):
        if entry.header_offset < reached:
            raise refusal("ZIP", "overlap")
        reached = _content_start(data, entry, number) + entry.compress_size
        if reached > end:
            raise refusal("ZIP", "overlap")


def _content_start(data: bytes, entry: zipfile.ZipInfo, number: int) -> int:
    """Where the content begins, by the header before it, which must name the same file."""
    try:
        header = _LOCAL.unpack_from(data, entry.header_offset)
    except struct.error:
        raise refusal("ZIP", "corrupt") from None
    begin = entry.header_offset + _LOCAL.size
    name = data[begin:begin + header[9]]
    coding = "utf-8" if entry.flag_bits & 0x800 else "cp437"
    if header[0] != b"PK\x03\x04" or name != entry.orig_filename.encode(coding, "replace"):
        raise refusal("ZIP", "corrupt")
    if header[2] & _ENCRYPTED:
        raise refusal("ZIP", "password", received=str(number))
    return int(begin + header[9] + header[10])


def _check_content(data: bytes, entry: zipfile.ZipInfo, number: int) -> None:
    """Unpack without keeping anything: sizes and checksum true, and no archive inside."""
    size, checksum, first = 0, 0, b""
    for piece in _unpack(data, entry, number):
        first = first or piece[:8]
        size += len(piece)
        checksum = zlib.crc32(piece, checksum)
    if first.startswith(_PACKED):
        raise refusal("ZIP", "nested", received=str(number))
    if size > MESSAGE_LIMIT < entry.file_size:
        return
    if size != entry.file_size:
        raise refusal("ZIP", "sizes", received=str(number))
    if checksum != entry.CRC:
        raise refusal("ZIP", "corrupt")


def _unpack(data: bytes, entry: zipfile.ZipInfo, number: int) -> Iterator[bytes]:
    """The content in pieces, at most one byte more than a message may have, and never more than
    the archive says."""
    start = _content_start(data, entry, number)
    packed = memoryview(data)[start:start + entry.compress_size]
    most = MESSAGE_LIMIT + 1
    if entry.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed[:most])
        return
    try:
        yield from _inflate(packed, min(most, entry.file_size + 1))
    except zlib.error:
        raise refusal("ZIP", "corrupt") from None


def _inflate(packed: memoryview, most: int) -> Iterator[bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _PIECE):
        rest = bytes(packed[start:start + _PIECE])
        while rest and most > 0:
            piece = stream.decompress(rest, min(most, 1 << 20))
            rest = stream.unconsumed_tail
            most -= len(piece)
            yield piece
        if most <= 0:
            return
        if stream.eof and (stream.unused_data or start + _PIECE < len(packed)):
            raise zlib.error("something after the end")
    yield stream.flush()
    if not stream.eof:
        raise zlib.error("incomplete")

