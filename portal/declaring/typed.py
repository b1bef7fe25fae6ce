"""What came back from the form of a draft: one field a row, known by the key of the row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.exceptions import BadRequest, NotFound

from portal.declaring.filling import Edit, Typed
from portal.declaring.forms import read_volume
from portal.declaring.sheet import Sheet
from portal.declaring.suggestions import read_suggestion


@dataclass(frozen=True, slots=True)
class Filled:
    """The rows as typed. ``texts`` keeps what stood in the volume fields, for who made a mistake;
    ``errors`` says what is wrong, both by the key of the row.
    """

    version: int
    typed: Mapping[int, Typed]
    texts: Mapping[int, str]
    errors: Mapping[int, str] = field(default_factory=dict)


def read_rows(form: Mapping[str, str], sheet: Sheet) -> Filled:
    """Read the rows of a form; those that the sheet lacks were taken out elsewhere."""
    units = {each.row.key: each.unit for each in sheet.rows}
    typed: dict[int, Typed] = {}
    texts: dict[int, str] = {}
    errors: dict[int, str] = {}
    for name, text in form.items():
        if not name.startswith("volume-"):
            continue
        key = whole(name.removeprefix("volume-"))
        texts[key] = text.strip()
        try:
            volume = read_volume(text, units.get(key))
        except ValueError as error:
            errors[key] = str(error)
            continue
        typed[key] = Typed(volume, *_choices(form, key))
    return Filled(whole(form.get("version", "")), typed, texts, errors)


def _choices(
    form: Mapping[str, str], key: int
) -> tuple[str | None, tuple[str, str] | None, int | None]:
    category, bar, code = form.get(f"product-{key}", "").partition("|")
    number = form.get(f"number-{key}")
    product = (category, code) if bar else None
    return form.get(f"unit-{key}"), product, whole(number) if number else None


def read_edit(form: Mapping[str, str], filled: Filled) -> Edit:
    """What the pressed button asks, with the rows as typed; NotFound for a deed that is none."""
    deed, _colon, rest = form.get("deed", "save").partition(":")
    if deed in ("save", "try", "send"):
        return Edit(filled.typed)
    if deed == "copy":
        return Edit(filled.typed, copy=True)
    if deed == "add":
        return Edit(filled.typed, add=whole(form.get("allocation", "")))
    if deed == "remove":
        return Edit(filled.typed, remove=whole(rest))
    if deed == "adopt" and (suggestion := read_suggestion(rest)) is not None:
        return Edit(filled.typed, adopt=suggestion)
    raise NotFound


def whole(text: str) -> int:
    """A number from a form; BadRequest for what no form of ours sends."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadRequest
    return int(text)
