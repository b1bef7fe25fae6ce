"""What can be told about a file before any of it is parsed: its size, its kind, its encoding."""

from __future__ import annotations

import re

from schemas.refusals import MESSAGE_LIMIT, harmless, refusal

_DECLARED = re.compile(rb"""<\?xml[ \t\r\n][^>]*?encoding[ \t\r\n]*=[ \t\r\n]*["']([^"'>]*)""")


def check_bytes(data: bytes) -> None:
    """Refuse what cannot be a message by its size, its first bytes or its encoding."""
    _check_size(data)
    _check_encoding(data)


def _check_size(data: bytes) -> None:
    if len(data) > MESSAGE_LIMIT:
        raise refusal("SIZE", "too_big", expected=str(MESSAGE_LIMIT), received=str(len(data)))
    if not data.strip(b" \t\r\n"):
        raise refusal("XML", "empty")


_MARKS = (
    (b"\x00\x00\xfe\xff", "utf32"), (b"\xff\xfe\x00\x00", "utf32"), (b"\x00\x00\x00<", "utf32"),
    (b"<\x00\x00\x00", "utf32"), (b"\xff\xfe", "utf16"), (b"\xfe\xff", "utf16"),
    (b"<\x00", "utf16"), (b"\x00<", "utf16"), (b"\xef\xbb\xbf", "bom"),
)
_OTHER_FILES = (
    (b"%PDF", "pdf"), (b"PK", "archive"), (b"\x1f\x8b", "archive"), (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"), (b"{", "json"), (b"\xd0\xcf\x11\xe0", "office"),
)


def _check_encoding(data: bytes) -> None:
    for mark, detail in _MARKS:
        if data.startswith(mark):
            raise refusal("ENCODING", detail, line=1)
    if not data.startswith(b"<"):
        other = next((name for mark, name in _OTHER_FILES if data.startswith(mark)), "first_byte")
        raise refusal("XML", other, line=1)
    declared = _DECLARED.match(data[:1024])
    if declared and declared[1].upper() != b"UTF-8":
        name = declared[1].decode("ascii", "replace")
        raise refusal("ENCODING", "declared", line=1, expected="UTF-8",
                      received=name if harmless(name) else None)
    if not data.isascii():
        _check_utf8(data)


def _check_utf8(data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise refusal("ENCODING", "not_utf8", line=_line_at(data, error.start)) from None


def _line_at(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
