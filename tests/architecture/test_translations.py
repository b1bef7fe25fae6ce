"""Every text a reader sees exists in both languages."""

from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.architecture.sources import ROOT

ENGLISH = ROOT / "portal" / "translations" / "en" / "LC_MESSAGES"
METHODS = [("portal/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


def texts_in_use() -> set[str]:
    """The message ids in code and templates: the Dutch sentences."""
    return {
        message
        for _, _, message, _, _ in extract_from_dir(
            ROOT, METHODS, keywords=KEYWORDS, directory_filter=_is_source
        )
        if isinstance(message, str)
    }


def _is_source(folder) -> bool:
    path = str(folder)[len(str(ROOT)) + 1 :]
    return path.partition("/")[0] in {"", "portal", "templates"} and "vendor" not in path


def catalog() -> dict[str, str]:
    with (ENGLISH / "messages.po").open("rb") as file:
        return {entry.id: entry.string for entry in read_po(file) if entry.id and not entry.fuzzy}


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
        compiled = {entry.id: entry.string for entry in read_mo(file) if entry.id}
    assert compiled == catalog()
