"""Who may import whom."""

import sys

import pytest

from tests.architecture.sources import imports, module_name, modules, named

PARSERS = ("lxml", "xml.", "pyexpat", "html.parser")
# the wire formats name lxml's types for the type checker; only these modules run a parser
PARSING = {"schemas/guard.py", "schemas/xml.py"}
TYPES_ONLY = {"lxml.etree", "lxml.etree._Element", "lxml.etree._LogEntry"}

# topics that may see the rows of another, and why
SHARED_RECORDS = {
    ("store", "*"): "the list of all tables, which migrations and tests compare",
    ("check", "*"): "the invariants are proven over all tables",
    ("migrations", "*"): "migrations know every table",
    ("evidence", "*"): "the proof of one euro is read from what every topic kept of it",
}


@pytest.mark.parametrize("path", modules("declarations"), ids=named)
def test_the_core_knows_only_the_standard_library(path):
    allowed = sys.stdlib_module_names | {"declarations"}
    strangers = {name for name in imports(path) if name.partition(".")[0] not in allowed}
    assert not strangers


@pytest.mark.parametrize("path", modules("schemas", "declarations"), ids=named)
def test_nobody_imports_the_portal(path):
    assert not {name for name in imports(path) if name.partition(".")[0] == "portal"}


@pytest.mark.parametrize("path", modules(), ids=named)
def test_only_two_modules_import_an_xml_parser(path):
    if named(path) in PARSING:
        return
    assert not {
        name for name in imports(path) if f"{name}.".startswith(PARSERS)
    } - TYPES_ONLY - {"lxml"}


@pytest.mark.parametrize("path", modules("portal"), ids=named)
def test_a_topic_uses_the_service_of_another_never_its_views_or_records(path):
    topic = module_name(path).split(".")[1] if "." in module_name(path) else ""
    if path.parent.name == "portal":
        return  # the entrances put the topics together
    for name in imports(path):
        parts = name.split(".")
        if len(parts) >= 3 and parts[0] == "portal" and parts[2].endswith(("records", "views")):
            allowed = topic == parts[1] or {(topic, "*"), (topic, parts[1])} & set(SHARED_RECORDS)
            assert allowed, f"{named(path)} imports {name}"
