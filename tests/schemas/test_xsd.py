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
OF_THE_LAW = re.compile(
    r'<xs:simpleType name="LDT_(ProductCategorie|RedenBeeindiging)">.*?</xs:simpleType>', re.DOTALL)
NUMBERS = (301, 302, 305, 306, 307, 308, 323, 325)
UNBOUNDED = {"LDT_Commentaar", "LDT_Versie"}


def test_every_message_has_its_schema() -> None:
    assert [f"{path.parts[-3]}/{path.stem}" for path in FILES] == [
        "jeugdwet/basisschema", *(f"jeugdwet/jw{n}" for n in NUMBERS),
        "wmo/basisschema", *(f"wmo/wmo{n}" for n in NUMBERS),
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


@pytest.mark.parametrize("number", ["", *map(str, NUMBERS)])
def test_both_laws_differ_in_names_codes_and_lists_alone(number: str) -> None:
    codes = {"301": ("414", "436"), "305": ("418", "438"), "307": ("420", "440"),
             "302": ("415", "437"), "306": ("419", "439"), "308": ("421", "441"),
             "323": ("484", "490"), "325": ("485", "491")}
    names = (f"wmo{number}.xsd", f"jw{number}.xsd") if number else ("basisschema.xsd",) * 2
    wmo, youth = (WMO / names[0]).read_text("utf-8"), (YOUTH / names[1]).read_text("utf-8")
    assert OF_THE_LAW.sub("", translated(wmo, number, codes)) == OF_THE_LAW.sub("", youth)


def listed(folder: Path, name: str) -> list[str]:
    """The values of a code list."""
    tree = etree.parse(str(folder / "basisschema.xsd"))
    of = f"{XS}simpleType[@name='{name}']//{XS}enumeration"
    return [str(code.get("value")) for code in tree.iterfind(of)]


def test_the_categories_are_those_of_the_law() -> None:
    assert listed(WMO, "LDT_ProductCategorie") == [f"{n:02}" for n in range(1, 19)]
    youth = [str(n) for n in (*range(31, 39), *range(40, 56))]
    assert listed(YOUTH, "LDT_ProductCategorie") == youth


def test_the_reasons_to_stop_are_those_of_the_law() -> None:
    both, ends = ["02", "20"], ["36", "37", "38", "39"]
    wmo = sorted([*both, "19", "21", "22", "23", "31", *ends])
    assert listed(WMO, "LDT_RedenBeeindiging") == wmo
    youth = [*both, "31", "32", "33", "34", "35", *ends]
    assert listed(YOUTH, "LDT_RedenBeeindiging") == youth
