"""Every text a reader sees exists in both languages."""

import ast
from functools import cache

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.architecture.sources import ROOT, modules, named, nodes

ENGLISH = ROOT / "portal" / "translations" / "en" / "LC_MESSAGES"
METHODS = [("portal/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


@cache
def texts_in_use() -> set[str]:
    """The message ids in code and templates: the Dutch sentences."""
    return {
        text
        for _, _, message, _, _ in extract_from_dir(
            ROOT, METHODS, keywords=KEYWORDS, directory_filter=_is_source
        )
        for text in _forms(message)
    }


def _forms(message) -> tuple[str, ...]:
    """One text, or its singular and plural."""
    return (message,) if isinstance(message, str) else tuple(message)


def _each(entries) -> dict[str, str]:
    """The English of every text, the singular and the plural each by itself."""
    return {
        text: english
        for entry in entries
        if entry.id and not entry.fuzzy
        for text, english in zip(_forms(entry.id), _forms(entry.string), strict=True)
    }


def _is_source(folder) -> bool:
    path = str(folder)[len(str(ROOT)) + 1 :]
    return path.partition("/")[0] in {"", "portal", "templates"} and "vendor" not in path


@cache
def catalog() -> dict[str, str]:
    with (ENGLISH / "messages.po").open("rb") as file:
        return _each(read_po(file))


@pytest.mark.parametrize("path", modules("portal"), ids=named)
def test_no_text_hides_in_a_formatted_string(path):
    """What stands between the braces of an f-string is not found when texts are gathered."""
    hidden = [
        call.func.id
        for text in nodes(path) if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        and call.func.id in KEYWORDS
    ]  # fmt: skip
    assert hidden == []


def test_every_text_has_its_english():
    assert {text for text in texts_in_use() if not catalog().get(text)} == set()


def test_no_translation_is_left_of_a_text_that_went():
    assert set(catalog()) - texts_in_use() == set()


def test_placeholders_are_the_same_in_both_languages():
    import re

    def places(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)\w", text))

    assert {text for text, english in catalog().items() if places(text) != places(english)} == set()


def test_the_compiled_catalog_is_the_written_one():
    with (ENGLISH / "messages.mo").open("rb") as file:
        compiled = _each(read_mo(file))
    assert compiled == catalog()
