"""A ZIP is taken as a whole or refused as a whole; what is in a file is the file's own matter."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest

from schemas.istandaarden.declaration import read_declaration
from schemas.refusals import MESSAGE_LIMIT, MessageRefused
from schemas.wording import describe
from schemas.zip import ARCHIVE_LIMIT, Member, is_zip, messages_in
from tests.builders import the_sample, xml_of

GOOD = xml_of(the_sample())


def packed(*files: tuple[str | zipfile.ZipInfo, bytes],
           method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def entry(name: str = "a.xml", mode: int = 0, flags: int = 0) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.compress_type = zipfile.ZIP_DEFLATED
    made.external_attr = mode << 16
    made.flag_bits = flags
    return made


def patched(data: bytes, offset: int, value: int, form: str = "<I", both: bool = True) -> bytes:
    """The archive with a number in its table of contents (and local header) replaced.

    ``offset`` counts from the table entry; the local header has the same numbers 2 earlier.
    """
    changed = bytearray(data)
    table = data.rindex(b"PK\x01\x02")
    struct.pack_into(form, changed, table + offset, value)
    if both:
        struct.pack_into(form, changed, offset - 2, value)
    return bytes(changed)


ONE = packed(("a.xml", GOOD))
SIZE, COMPRESSED, CRC, FLAGS, METHOD = 24, 20, 16, 8, 10


def overlapping() -> bytes:
    """Two entries of the table that share one file."""
    two = packed(("a.xml", GOOD), ("b.xml", GOOD))
    changed = bytearray(two)
    struct.pack_into("<I", changed, two.rindex(b"PK\x01\x02") + 42, 0)
    return bytes(changed).replace(b"b.xml", b"a.xml")


def renamed(name: bytes, flags: int = 0) -> bytes:
    data = packed(("x" * len(name), GOOD)).replace(b"x" * len(name), name)
    return patched(data, FLAGS, flags, "<H")


def bomb_behind_a_small_size() -> bytes:
    """Declared 100 bytes with the checksum of its first 100, in truth 200 MB."""
    data = packed(("a.xml", b"0" * 200_000_000))
    return patched(patched(data, SIZE, 100), CRC, zlib.crc32(b"0" * 100))


def trailing_data() -> bytes:
    """A deflate stream that ends before its place in the archive does."""
    small = packed(("a.xml", GOOD))
    table = small.rindex(b"PK\x01\x02")
    size = struct.unpack_from("<I", small, table + COMPRESSED)[0]
    longer = small[:table] + b"hidden" + small[table:]
    changed = patched(longer, COMPRESSED, size + 6)
    end = changed.rindex(b"PK\x05\x06")
    return changed[:end + 16] + struct.pack("<I", table + 6) + changed[end + 20:]


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "31 messages": (lambda: packed(*((f"{n}.xml", GOOD) for n in range(31))), "too_many"),
    "half a million": (lambda: b"PK\x03\x04" + b"PK\x01\x02" * 500_000, "too_many"),
    "nothing": (packed, "nothing"),
    "more than 25 MB": (lambda: packed(("a.xml", bytes(ARCHIVE_LIMIT)),
                                       method=zipfile.ZIP_STORED), "too_big"),
    "a folder": (lambda: packed(("map/", b"")), "folder"),
    "a file in a folder": (lambda: packed(("map/a.xml", GOOD)), "folder"),
    "a path upwards": (lambda: packed(("../a.xml", GOOD)), "folder"),
    "an absolute path": (lambda: packed(("/etc/passwd", GOOD)), "folder"),
    "a path of Windows": (lambda: renamed(b"map\\a.xml"), "folder"),
    "a folder by its mode": (lambda: packed((entry(mode=stat.S_IFDIR | 0o755), GOOD)), "folder"),
    "a link": (lambda: packed((entry(mode=stat.S_IFLNK | 0o777), b"/etc/passwd")), "link"),
    "a pipe": (lambda: packed((entry(mode=stat.S_IFIFO | 0o644), b"")), "link"),
    "a password": (lambda: patched(ONE, FLAGS, 1, "<H"), "password"),
    "a password, only at the file": (
        lambda: ONE[:6] + b"\x01\x00" + ONE[8:], "password"),
    "a drive": (lambda: renamed(b"C:a.xml"), "name"),
    "a name of dots": (lambda: packed(("..", GOOD)), "name"),
    "a name with NUL": (lambda: renamed(b"a.xml\x00b"), "name"),
    "a name with a line break": (lambda: packed(("a\n.xml", GOOD)), "name"),
    "a name turned around": (lambda: packed(("a\u202elmx.exe", GOOD)), "name"),
    "a name that is no UTF-8": (lambda: renamed(b"\xff\xfe.xml", 0x800), "corrupt"),
    "a very long name": (lambda: packed(("a" * 256, GOOD)), "name"),
    "the same name twice": (lambda: packed(("a.xml", GOOD), ("A.XML", GOOD)), "duplicate"),
    "another compression": (lambda: packed(("a.xml", GOOD), method=zipfile.ZIP_LZMA), "method"),
    "a ZIP in it": (lambda: packed(("a.zip", ONE)), "nested"),
    "gzip in it": (lambda: packed(("a.xml", gzip.compress(GOOD))), "nested"),
    "a size too small": (lambda: patched(ONE, SIZE, 100), "sizes"),
    "a size too large": (lambda: patched(ONE, SIZE, len(GOOD) + 100), "sizes"),
    "a size beyond belief": (lambda: patched(ONE, SIZE, 0xFFFFFFF0), "sizes"),
    "a bomb behind a small size": (bomb_behind_a_small_size, "sizes"),
    "a stored file of another size": (
        lambda: patched(packed(("a.xml", GOOD), method=zipfile.ZIP_STORED), SIZE, 5), "sizes"),
    "a wrong checksum": (lambda: patched(ONE, CRC, 1), "corrupt"),
    "a packed size too large": (lambda: patched(ONE, COMPRESSED, 1_000_000), "overlap"),
    "a packed size too small": (lambda: patched(ONE, COMPRESSED, 50), "corrupt"),
    "something after the end": (trailing_data, "corrupt"),
    "overlapping files": (overlapping, "duplicate"),
    "another name at the file": (lambda: ONE.replace(b"a.xml", b"b.xml", 1), "corrupt"),
    "cut off": (lambda: ONE[:-10], "corrupt"),
    "half": (lambda: ONE[: len(ONE) // 2], "corrupt"),
    "two bytes": (lambda: b"PK\x03\x04", "corrupt"),
    "scrambled": (lambda: ONE[:60] + bytes(40) + ONE[100:], "corrupt"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_archive_is_refused_whole_in_its_own_sentence(name: str) -> None:
    make, detail = REFUSED[name]
    taken = messages_in("upload.zip", make())
    with pytest.raises(MessageRefused) as caught:
        next(taken)
    finding = caught.value.findings[0]
    assert (finding.rule, finding.detail, finding.level) == ("ZIP", detail, 1)
    dutch, english = describe(finding, "nl"), describe(finding, "en")
    assert dutch != english and "{" not in dutch + english and "?" not in dutch + english


def test_two_entries_of_one_file_overlap() -> None:
    two = packed(("a.xml", GOOD), ("b.xml", GOOD))
    changed = bytearray(two)
    second = two.rindex(b"PK\x01\x02")
    offset = struct.unpack_from("<I", two, second + 42)[0]
    first = two.index(b"PK\x01\x02")
    struct.pack_into("<I", changed, first + COMPRESSED, offset + 10)
    with pytest.raises(MessageRefused) as caught:
        list(messages_in("upload.zip", bytes(changed)))
    assert caught.value.findings[0].detail == "overlap"


def test_thirty_good_messages_come_out_in_order() -> None:
    data = packed(*((f"{n}.xml", GOOD) for n in range(30)))
    members = list(messages_in("upload.zip", data))
    assert [member.name for member in members] == [f"{n}.xml" for n in range(30)]
    assert all(member.data == GOOD for member in members)


def test_a_stored_file_and_one_with_its_size_behind_it_are_read() -> None:
    stored = packed(("a.xml", GOOD), method=zipfile.ZIP_STORED)
    assert list(messages_in("z", stored)) == [Member("a.xml", GOOD)]

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.parts = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.parts += data
            return len(data)

    out = Stream()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        archive.writestr("é.xml", GOOD)
    assert list(messages_in("z", bytes(out.parts))) == [Member("é.xml", GOOD)]


def test_what_is_no_zip_passes_as_it_is() -> None:
    assert not is_zip(GOOD)
    assert list(messages_in("named.zip", GOOD)) == [Member("named.zip", GOOD)]


def test_a_bad_file_in_a_zip_is_its_own_refusal() -> None:
    members = list(messages_in("z", packed(("good.xml", GOOD), ("bad.xml", b"%PDF-1.7"))))
    assert read_declaration(members[0].data).kind == "wmo323"
    with pytest.raises(MessageRefused):
        read_declaration(members[1].data)


def test_a_file_above_the_limit_is_cut_off_and_refuses_itself() -> None:
    members = list(messages_in("z", packed(("big.xml", b"<" * 200_000_000), ("good.xml", GOOD))))
    assert len(members[0].data) == MESSAGE_LIMIT + 1
    with pytest.raises(MessageRefused) as caught:
        read_declaration(members[0].data)
    assert caught.value.findings[0].rule == "SIZE"
    assert members[1].data == GOOD


def test_memory_stays_at_one_message() -> None:
    message = 8_000_000
    data = packed(*((f"{n}.xml", b"<" + bytes([65 + n]) * message) for n in range(20)))
    tracemalloc.start()
    try:
        for member in messages_in("z", data):
            assert len(member.data) == message + 1
            del member
        assert tracemalloc.get_traced_memory()[1] < 5 * message
    finally:
        tracemalloc.stop()
