"""Our own schemas: small, plain, and the same for both laws where the standard is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"
FOLDER = Path(__file__).parents[2] / "schemas" / "xsd"
FILES = sorted(FOLDER.glob("*/3_2/*.xsd"))
WMO, YOUTH = FOLDER / "wmo" / "3_2", FOLDER / "jeugdwet" / "3_2"
CATEGORIES = re.compile(
    r'<xs:simpleType name="LDT_ProductCategorie">.*?</xs:simpleType>', re.DOTALL)
UNBOUNDED = {"LDT_Commentaar", "LDT_Versie"}


def test_every_message_has_its_schema() -> None:
    assert [f"{path.parts[-3]}/{path.stem}" for path in FILES] == [
        "jeugdwet/basisschema", "jeugdwet/jw301", "jeugdwet/jw323", "jeugdwet/jw325",
        "wmo/basisschema", "wmo/wmo301", "wmo/wmo323", "wmo/wmo325",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_schema_has_no_keys_no_wildcards_and_no_prose(path: Path) -> None:
    used = {etree.QName(element).localname for element in etree.parse(str(path)).iter()}
    assert used <= {
        "schema", "import", "element", "complexType", "sequence", "simpleType", "restriction",
        "pattern", "enumeration", "length", "minLength", "maxLength", "minInclusive",
        "maxInclusive",
    }


@pytest.mark.parametrize("path", [WMO / "basisschema.xsd", YOUTH / "basisschema.xsd"],
                         ids=["wmo", "jeugdwet"])
def test_every_text_has_a_length_and_every_number_bounds(path: Path) -> None:
    for named in etree.parse(str(path)).iterfind(f"{XS}simpleType"):
        facets = named.find(f"{XS}restriction")
        assert facets is not None
        names = {etree.QName(facet).localname for facet in facets}
        if facets.get("base") == "xs:integer":
            assert names == {"minInclusive", "maxInclusive"}
        elif facets.get("base") == "xs:string" and named.get("name") not in UNBOUNDED:
            fixed = [f.get("value", "") for f in facets.iterfind(f"{XS}pattern")]
            assert "maxLength" in names or fixed == ["[0-9]{4}"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_pattern_can_take_a_text_in_two_ways(path: Path) -> None:
    """A repeat is never repeated, and two repeats never meet on the same characters."""
    for pattern in etree.parse(str(path)).iter(f"{XS}pattern"):
        value = pattern.get("value", "")
        assert not re.search(r"[*+}]\)[*+{]", value), value
        assert not re.search(r"\.[*+]", value), value


def translated(text: str, number: str, codes: dict[str, tuple[str, str]]) -> str:
    """The text of a Wmo schema as the youth act would have it."""
    text = re.sub(r"\biwmo\b", "ijw", text)
    text = text.replace(f"wmo{number}", f"jw{number}") if number else text
    wmo, youth = codes.get(number, ("", ""))
    return text.replace(f'value="{wmo}"', f'value="{youth}"') if wmo else text


@pytest.mark.parametrize("number", ["", "301", "323", "325"])
def test_both_laws_differ_in_names_codes_and_categories_alone(number: str) -> None:
    codes = {"301": ("414", "436"), "323": ("484", "490"), "325": ("485", "491")}
    names = (f"wmo{number}.xsd", f"jw{number}.xsd") if number else ("basisschema.xsd",) * 2
    wmo, youth = (WMO / names[0]).read_text("utf-8"), (YOUTH / names[1]).read_text("utf-8")
    assert CATEGORIES.sub("", translated(wmo, number, codes)) == CATEGORIES.sub("", youth)


def test_the_categories_are_those_of_the_law() -> None:
    def categories(folder: Path) -> list[str]:
        tree = etree.parse(str(folder / "basisschema.xsd"))
        of = f"{XS}simpleType[@name='LDT_ProductCategorie']//{XS}enumeration"
        return [str(code.get("value")) for code in tree.iterfind(of)]

    assert categories(WMO) == [f"{n:02}" for n in range(1, 19)]
    assert categories(YOUTH) == [str(n) for n in (*range(31, 39), *range(40, 56))]
