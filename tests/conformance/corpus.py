"""A corpus of messages to judge twice: ours and somebody else's verdict must be equal.

Made by breaking valid messages in every way we could think of: each element dropped, doubled,
moved, renamed, filled with each nasty value of its kind; and valid messages that break the rules
within a message. The same list comes out each time.

When ``ISTANDAARDEN_SAMPLES`` names a folder with the standard's own samples, those are broken too.
"""

from __future__ import annotations

import copy
import os
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from lxml import etree

from declarations.model import Law, Line, Message, Period
from tests.builders import (
    BSN,
    CATEGORY,
    MONTH,
    OTHER_BSN,
    a_client,
    a_credit,
    a_line,
    a_message,
    last_day,
    the_sample,
    xml_of,
)

LAWS = (Law.WMO, Law.YOUTH)
BASIS = {Law.WMO: "iwmo", Law.YOUTH: "ijw"}
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
SEED = 323
RANDOM_CASES = 150
FEW = 15
FEW_CHANGES = 8


@dataclass(frozen=True, slots=True)
class Case:
    """One message of the corpus; ``kind`` is its name before it was broken, as in ``wmo323``."""

    name: str
    law: Law
    kind: str
    data: bytes


@cache
def corpus() -> tuple[Case, ...]:
    """Every case: 301, 305, 307 and 323 of both laws, 325 of the youth act."""
    cases: list[Case] = []
    for law in LAWS:
        cases += rule_cases(law)
        most = len(VALUES) if law is Law.WMO else 2 * FEW
        cases += broken(Case("323", law, f"{law.prefix}323", xml_of(everything(law))), most)
        cases += broken(Case("301", law, f"{law.prefix}301", allocation_message(law)))
        for number, word in (("305", "Start"), ("307", "Stop")):
            most = len(VALUES) if law is Law.WMO else 2 * FEW
            data = care_message(law, number, word)
            cases += broken(Case(number, law, f"{law.prefix}{number}", data), most)
    cases += broken(Case("325", Law.YOUTH, "jw325", answer_message()))
    cases += sampled()
    return tuple(cases)


def sampled() -> Iterator[Case]:
    """The standard's own samples, whole and broken at random, where the folder is at hand."""
    folder = os.environ.get("ISTANDAARDEN_SAMPLES")
    for law in LAWS:
        for number in ("301", "305", "323"):
            path = Path(folder or "", f"{law.prefix}{number}.xml".upper().replace("XML", "xml"))
            if folder and path.is_file():
                case = Case(f"sample {path.stem}", law, f"{law.prefix}{number}", path.read_bytes())
                yield case
                yield from at_random(case)


# --- valid messages to break -----------------------------------------------------------------


def everything(law: Law) -> Message:
    """A valid message in which every element of a 323 stands at least twice."""
    old = a_line(law, reference="RN000", month=date(2023, 3, 1), allocation=20071)
    return a_message(
        a_client(
            a_line(law),
            a_line(law, reference="RN002", allocation=20073, unit="83", volume=7500),
            a_credit(old),
        ),
        a_client(a_line(law, reference="RN003", allocation=20074), bsn=OTHER_BSN),
        law=law,
    )


Tree = tuple[str, "str | list[Tree]"]


def allocation_message(law: Law) -> bytes:
    """A valid 301 that fills every element; those of the basic schema begin with a colon."""
    category = CATEGORY[law]
    name: list[Tree] = [
        (":Geslachtsnaam", [(":Achternaam", "Jansen"), (":Voorvoegsel", "van der")]),
        (":Partnernaam", [(":Achternaam", "Pietersen"), (":Voorvoegsel", "de")]),
        (":Voornamen", "Anna Maria"), (":Voorletters", "AM"), (":NaamGebruik", "1"),
    ]
    phone: list[Tree] = [(":Telefoonnummer", "0201234567"), (":Landnummer", "+31")]
    contact: list[Tree] = [
        ("Soort", "01"),
        ("Adres", [
            (":Huis", [(":Huisnummer", "12"), (":Huisletter", "a"),
                       (":HuisnummerToevoeging", "bis"), (":AanduidingWoonadres", "TO")]),
            (":Postcode", "1111AA"), (":Straatnaam", "Dorpsstraat"), (":Plaatsnaam", "Diemen"),
            (":LandCode", "NL"),
        ]),
        ("Organisatie", "Zorg voor elkaar"),
        ("Telefoon", [(":Telefoon01", phone), (":Telefoon02", phone)]),
        ("Emailadres", "anna@client.example"),
        ("Periode", [(":Begindatum", "2023-01-01"), (":Einddatum", "2023-12-31")]),
    ]
    born: list[Tree] = [(":Datum", "1950-02-03"), (":DatumGebruik", "1")]
    product: list[Tree] = [
        ("ToewijzingNummer", "20072"), ("ReferentieAanbieder", "REF-1"),
        ("Product", [(":Categorie", category), (":Code", f"{category}A03")]),
        ("Toewijzingsdatum", "2023-01-02"), ("Toewijzingstijd", "10:11:12"),
        ("Ingangsdatum", "2023-01-01"), ("Einddatum", "2023-12-31"), ("RedenWijziging", "04"),
        ("Omvang", [(":Volume", "4"), (":Eenheid", "04"), (":Frequentie", "2")]),
        ("Budget", "500000"), ("Commentaar", "Zo snel mogelijk.\nGraag."),
    ]
    relation: list[Tree] = [
        ("Nummer", "1"), ("Volgorde", "1"), ("Soort", "03"), ("Geboortedatum", born),
        ("Geslacht", "2"), ("Naam", name), ("Contact", contact),
    ]
    client: list[Tree] = [
        ("Bsn", BSN), ("Geboortedatum", born), ("Geslacht", "2"), ("Naam", name),
        ("Communicatie", [(":Vorm", "1"), (":Taal", "Nederlands")]), ("JuridischeStatus", "01"),
        ("WettelijkeVertegenwoordiging", "06"), ("Commentaar", "Belt liever ’s ochtends."),
        ("Relaties", [("Relatie", relation)]), ("Contactgegevens", [("Contact", contact)]),
        ("ToegewezenProducten", [("ToegewezenProduct", product), ("ToegewezenProduct", product)]),
    ]
    code = "414" if law is Law.WMO else "436"
    header = _header(code, "0384", "65656055")
    return document(law, "301", [("Header", header), ("Client", client)])


def care_message(law: Law, number: str, word: str) -> bytes:
    """A valid 305 or 307 that fills every element."""
    category = CATEGORY[law]
    codes = {"305": ("418", "438"), "307": ("420", "440")}[number]
    name: list[Tree] = [
        (":Geslachtsnaam", [(":Achternaam", "Jansen"), (":Voorvoegsel", "van der")]),
        (":Voornamen", "Anna Maria"), (":Voorletters", "AM"),
    ]
    stop: list[Tree] = [("RedenBeeindiging", "20"), ("Einddatum", "2023-02-28")]
    event: list[Tree] = [
        ("ToewijzingNummer", "20072"),
        ("Product", [(":Categorie", category), (":Code", f"{category}A03")]),
        ("ToewijzingIngangsdatum", "2023-01-01"), ("Begindatum", "2023-01-02"),
        *(stop if word == "Stop" else []), ("StatusAanlevering", "1"),
    ]
    born: list[Tree] = [(":Datum", "1950-02-03"), (":DatumGebruik", "1")]
    events: list[Tree] = [(f"{word}Product", event), (f"{word}Product", event)]
    client: list[Tree] = [
        ("Bsn", BSN), ("Geboortedatum", born), ("Geslacht", "2"), ("Naam", name),
        (f"{word}Producten", events),
    ]
    header = _header(codes[law is Law.YOUTH], "65656055", "0384")
    return document(law, number, [("Header", header), ("Client", client)])


def answer_message() -> bytes:
    """A valid 325 of the youth act that fills every element."""
    side = (":DebetCredit", "D")
    line: list[Tree] = [
        ("ProductReferentie", [(":ReferentieNummer", "RN1"), (":VorigReferentieNummer", "RN0")]),
        ("ToewijzingNummer", "20072"), ("ProductCategorie", "45"), ("ProductCode", "45A03"),
        ("ProductPeriode", [(":Begindatum", "2023-04-01"), (":Einddatum", "2023-04-30")]),
        ("GeleverdVolume", "4"), ("Eenheid", "04"), ("ProductTarief", "1250"),
        ("IngediendBedrag", [(":Bedrag", "5000"), side]), ("RetourCodes", [("RetourCode", "9346")]),
    ]
    client: list[Tree] = [
        ("Bsn", BSN), ("Prestaties", [("Prestatie", line), ("Prestatie", line)]),
        ("RetourCodes", [("RetourCode", "0200")]),
    ]
    header = _header("491", "0384", "65656055")
    header += [
        ("DeclaratieIdentificatie", [(":Identificatie", "1"), (":Dagtekening", "2023-05-06")]),
        ("XsltVersie", "2.10.5"), ("XsdVersieDeclaratie", header[-1][1]),
        ("RetourCodes", [("RetourCode", "0200")]),
    ]
    answer: list[Tree] = [
        ("DeclaratieNummer", "DN001"),
        ("TotaalIngediendBedrag", [(":TotaalBedrag", "10000"), side]),
        ("TotaalToegekendBedrag", [(":TotaalBedrag", "0"), side]),
        ("Clienten", [("Client", client)]), ("RetourCodes", [("RetourCode", "0200")]),
    ]
    return document(Law.YOUTH, "325", [("Header", header), ("DeclaratieAntwoord", answer)])


def _header(code: str, sender: str, receiver: str) -> list[Tree]:
    return [
        ("BerichtCode", code), ("BerichtVersie", "3"), ("BerichtSubversie", "2"),
        ("Afzender", sender), ("Ontvanger", receiver),
        ("BerichtIdentificatie", [(":Identificatie", "1"), (":Dagtekening", "2023-01-02")]),
        ("XsdVersie", [(":BasisschemaXsdVersie", "1.0.0"), (":BerichtXsdVersie", "1.0.0")]),
    ]


def document(law: Law, number: str, content: list[Tree]) -> bytes:
    """The bytes of a message with that content."""
    kind, basis = f"{law.prefix}{number}", BASIS[law]
    spaces = {p: f"http://www.istandaarden.nl/{basis}/3_2/{n}/schema"
              for p, n in ((kind, kind), (basis, "basisschema"))}

    def fill(parent: etree._Element, children: list[Tree]) -> None:
        for name, inner in children:
            prefix = basis if name.startswith(":") else kind
            child = etree.SubElement(parent, f"{{{spaces[prefix]}}}{name.lstrip(':')}")
            if isinstance(inner, str):
                child.text = inner
            else:
                fill(child, inner)

    root = etree.Element(f"{{{spaces[kind]}}}Bericht", nsmap=spaces)
    fill(root, content)
    return as_bytes(root)


# --- breaking them ---------------------------------------------------------------------------


def as_bytes(root: etree._Element) -> bytes:
    """The document of a root element."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


Place = tuple[int, ...]


@cache
def places(data: bytes) -> dict[str, Place]:
    """One element for each path that occurs: the last one, so that those before stay good."""
    found: dict[str, Place] = {}

    def visit(element: etree._Element, path: str, place: Place) -> None:
        for index, child in enumerate(element):
            name = f"{path}/{local(child)}"
            found[name.removeprefix("/")] = (*place, index)
            visit(child, name, (*place, index))

    visit(etree.fromstring(data), "", ())
    return found


def element_at(root: etree._Element, place: Place) -> etree._Element | None:
    """The element at a place, None when it is no longer there."""
    for index in place:
        if index >= len(root):
            return None
        root = root[index]
    return root


Change = Callable[[etree._Element], None]


def _drop(element: etree._Element) -> None:
    element.getparent().remove(element)


def _double(element: etree._Element) -> None:
    element.addnext(copy.deepcopy(element))


def _first(element: etree._Element) -> None:
    element.getparent().insert(0, element)


def _last(element: etree._Element) -> None:
    element.getparent().append(element)


def _out(element: etree._Element) -> None:
    parent = element.getparent()
    if parent.getparent() is not None:
        parent.addnext(element)


def _rename(name: str) -> Change:
    def change(element: etree._Element) -> None:
        element.tag = f"{{{etree.QName(element).namespace}}}{name}"
    return change


def _lower(element: etree._Element) -> None:
    _rename(local(element).lower())(element)


def _space(namespace: str | None) -> Change:
    def change(element: etree._Element) -> None:
        own = etree.QName(element).namespace
        others = [uri for uri in element.nsmap.values() if uri != own]
        chosen = others[0] if namespace == "other" else namespace
        element.tag = f"{{{chosen}}}{local(element)}" if chosen else local(element)
    return change


def _attribute(name: str, value: str) -> Change:
    return lambda element: element.set(name, value)


def _stray(element: etree._Element) -> None:
    element.tail = "stray"


def _child(element: etree._Element) -> None:
    etree.SubElement(element, element.tag)


def _hollow(element: etree._Element) -> None:
    for child in list(element):
        element.remove(child)
    element.text = None


CHANGES: dict[str, Change] = {
    "dropped": _drop, "doubled": _double, "moved first": _first, "moved last": _last,
    "moved out": _out, "renamed": _rename("Anders"), "renamed to Header": _rename("Header"),
    "in lower case": _lower, "in the other namespace": _space("other"),
    "in no namespace": _space(None), "in a foreign namespace": _space("urn:example"),
    "with text after it": _stray, "with a child of its own": _child, "hollow": _hollow,
    "nil": _attribute(f"{{{INSTANCE}}}nil", "true"),
    "not nil": _attribute(f"{{{INSTANCE}}}nil", "false"),
    "of a type of XML Schema": _attribute(f"{{{INSTANCE}}}type", "xs:string"),
    "of an unknown type": _attribute(f"{{{INSTANCE}}}type", "Onbekend"),
    "with a schema hint": _attribute(f"{{{INSTANCE}}}schemaLocation", "urn:a urn:b"),
    "with half a schema hint": _attribute(f"{{{INSTANCE}}}schemaLocation", "odd"),
    "with a plain hint": _attribute(f"{{{INSTANCE}}}noNamespaceSchemaLocation", "x.xsd"),
    "with an attribute": _attribute("soort", "1"),
    "with an attribute of the instance": _attribute(f"{{{INSTANCE}}}other", "1"),
    "with a language": _attribute("{http://www.w3.org/XML/1998/namespace}lang", "nl"),
}

NUMBERS = (
    "0", "1", "-1", "-0", "+0", "+5000", "005000", "1e3", "5000.0", "5.000", "5,000", "1_000",
    "٥٠٠٠", " 5000 ", "\t5000\n", "5 000", "99", "100", "99999", "100000", "99999999", "100000000",
    "999999999", "1000000000", "999999999999", "1000000000000", "0x10", "NaN", "INF", "--5", "+",
    "-", "9" * 30, "0" * 30 + "5", "-" + "0" * 30, "0" * 5000 + "5", "½", "\xa05", "5\u2003", "3 2",
)
DATES = (
    "2023-02-28", "2023-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "10000-01-01",
    "-0001-01-01", "0000-01-01", "0001-01-01", "9999-12-31", "12023-04-01", "02023-04-01",
    "99999999999-01-01", "2023-04-01Z", "2023-04-01+01:00", "2023-04-01-05:00", "2023-04-01-",
    "2023-4-1", "20230401", "2023-04-31", "2023-13-01", "2023-00-10", "2023-04-00", "2023-04-32",
    " 2023-04-01 ", "2023-04-01\n", "2023-04- 01", "2023-04-01T00:00:00", "01-04-2023",
    "2023-W14-1",
    "2023-091", "+2023-04-01", "٢٠٢٣-٠٤-٠١", "2023‑04‑01", "2023/04/01", "2023-04", "2023",
    "23-04-01", "2023-04-01 2023", "--04-01",
)
TIMES = (
    "00:00:00", "23:59:59", "24:00:00", "24:00:01", "23:60:00", "23:59:60", "10:11", "10:11:12.5",
    "10:11:12Z", "10:11:12+01:00", "10:11:12-01:00", " 10:11:12 ", "1:2:3", "101112", "10:11:12.",
    "10.11.12", "10:11:12,5", "٢٤:00:00",
)
TEXTS = (
    "", " ", "   ", "\t", "\n", "a", " a", "a ", " a ", "a\nb", "a\n", "\na", "a\r", "a\tb", "\xa0",
    "\u200b", "\u2003", "é", "ÀÿḀỳỹ", "😀", "e\u0301", "<&>'\"", "]]>", "\ufeff", "\x85", "\u2028",
    "𝟗", ".", "...", "a.b", "-", "_", "0", "00", "1.2.3", "01.2.3", "1.2", "1.2.3.4", "1.2.3 ",
    "10.20.30", "0.0.0", "99990000", "9999000061", "99990000A", "٩٩٩٩٠٠٠٠٦", "DN-001", "DN 001",
    "dn001Z", "DNé", "0384", "384", "00384", " 0384", "65656055 ",
    *("x" * n for n in (1, 4, 5, 6, 8, 9, 10, 11, 12, 13, 15, 16, 20, 21, 24, 25, 26, 35, 36, 37,
                        80, 81, 200, 201, 5000)),
    *("7" * n for n in (3, 4, 5, 8, 9, 10, 15, 16)), "😀" * 5, "😀" * 12, "😀" * 13, " " * 20,
    "\n" * 20,
)
CODES = (
    *(f"{n:02}" for n in range(100)), *map(str, range(10)), "C", "D", "c", "d", "X", "CD", "D ",
    " D", "4", "004", "83\n", "AB", "BY", "NL", "nl", "NLD", "XX", "484", "485", "490", "491",
    "414", "436", "4840", "0200", "0233", "0234", "8001", "9346", "S300", "S301", "s300", "200",
)
VALUES = tuple(dict.fromkeys((*NUMBERS, *DATES, *TIMES, *TEXTS, *CODES)))
CODED = frozenset((
    "BerichtCode", "BerichtVersie", "BerichtSubversie", "DebetCredit", "ProductCategorie",
    "Categorie", "Eenheid", "Frequentie", "RetourCode", "RedenWijziging", "Geslacht",
    "DatumGebruik", "NaamGebruik", "Vorm", "JuridischeStatus", "WettelijkeVertegenwoordiging",
    "RedenBeeindiging", "StatusAanlevering", "Soort", "AanduidingWoonadres", "LandCode",
))
NUMBERED = frozenset((
    "ToewijzingNummer", "GeleverdVolume", "ProductTarief", "Bedrag", "TotaalBedrag", "Volume",
    "Budget", "Volgorde", "Huisnummer",
))


def values_for(name: str) -> tuple[str, ...]:
    """The nasty values for a field of that name."""
    if name in CODED:
        return CODES
    if name in NUMBERED:
        return NUMBERS
    if name == "Toewijzingstijd":
        return TIMES
    if name.lower().endswith("datum") or name.endswith("Dagtekening"):
        return DATES
    return TEXTS


def broken(base: Case, most: int = FEW) -> Iterator[Case]:
    """The base itself, each element changed in each way, each field with nasty values: at most
    that many of its own kind, and some of another."""
    yield base
    yield from rewritten(base)
    yield from at_random(base)
    root = etree.fromstring(base.data)
    dice = random.Random(f"{SEED} changes {base.kind}")
    for name, place in places(base.data).items():
        for how in CHANGES if most > FEW else dice.sample(list(CHANGES), FEW_CHANGES):
            yield changed(base, f"{name} {how}", [(place, CHANGES[how])])
        element = element_at(root, place)
        if element is not None and not len(element):
            yield from _with_values(base, name, place, element.text or "", most)


def _with_values(base: Case, name: str, place: Place, text: str, most: int) -> Iterator[Case]:
    dice = random.Random(f"{SEED} {base.kind} {name}")
    own = values_for(name.rpartition("/")[2])
    chosen = own if len(own) <= most else dice.sample(own, most)
    for value in dict.fromkeys((*chosen, *dice.sample(VALUES, 6))):
        number = VALUES.index(value)
        yield changed(base, f"{name} = value {number} {value[:20]!r}", [(place, _fill(value))])
    for how, value in (("padded", f" {text} "), ("in a new line", f"\n{text}\n"),
                       ("longer", f"{text}0"), ("shorter", text[:-1])):
        yield changed(base, f"{name} {how}", [(place, _fill(value))])


def _fill(value: str) -> Change:
    def change(element: etree._Element) -> None:
        element.text = value
    return change


def changed(base: Case, name: str, changes: Iterable[tuple[Place, Change]]) -> Case:
    """The base with changes at those places, where they are still there."""
    root = etree.fromstring(base.data)
    for place, change in changes:
        element = element_at(root, place)
        if element is not None and element is not root:
            change(element)
    return replace(base, name=f"{base.name}: {name}", data=as_bytes(root))


def rewritten(base: Case) -> Iterator[Case]:
    """The same content written in another way, or in a way that is no XML any more."""
    text = base.data.decode()
    leaf = re.compile(r">([^<>\s][^<>]*)</")
    yield from (
        replace(base, name=f"{base.name}: {name}", data=data)
        for name, data in {
            "CDATA": leaf.sub(r"><![CDATA[\1]]></", text).encode(),
            "half CDATA": leaf.sub(r">\1<![CDATA[]]></", text).encode(),
            "CDATA with more": leaf.sub(r">\1<![CDATA[0]]></", text).encode(),
            "character references": leaf.sub(
                lambda m: ">" + "".join(f"&#{ord(c)};" for c in m[1] if c not in "&;") + "</", text
            ).encode(),
            "own entity": text.replace(">3</", ">&drie;</", 1).encode(),
            "known entity": text.replace(">3</", ">3&amp;</", 1).encode(),
            "null reference": text.replace(">3</", ">3&#0;</", 1).encode(),
            "no declaration": re.sub(r"^<\?xml.*?\?>\s*", "", text).encode(),
            "other prefixes": re.sub(rf"\b{base.kind}([:=])", r"q\1", text).encode(),
            "default namespace": re.sub(rf"xmlns:{base.kind}=", "xmlns=",
                                        text).replace(f"{base.kind}:", "").encode(),
            "other law": _other_law(text).encode(),
            "release 3.1": text.replace("/3_2/", "/3_1/").encode(),
            "release 3.1 in the message": text.replace(
                f"/3_2/{base.kind}", f"/3_1/{base.kind}").encode(),
            "truncated": text[: len(text) // 2].encode(),
            "closing tag lost": text.rpartition("</")[0].encode(),
            "comment": text.replace(">3</", "><!-- -->3</", 1).encode(),
            "instruction": text.replace(">3</", "><?a b?>3</", 1).encode(),
            "doctype": text.replace("?>", "?><!DOCTYPE a>", 1).encode(),
            "space after": text.encode() + b"\n\n",
            "one line": re.sub(r">\s+<", "><", text).encode(),
            "windows lines": re.sub(r"\r?\n", "\r\n", text).encode(),
        }.items()
    )


def _other_law(text: str) -> str:
    swap = {"iwmo": "ijw", "ijw": "iwmo", "wmo": "jw", "jw": "wmo"}
    return re.sub(r"\b(iwmo|ijw|wmo|jw)(?=\b|\d{3})", lambda m: swap[m[1]], text)


def at_random(base: Case) -> Iterator[Case]:
    """Two to four changes at once, the same ones each time."""
    dice = random.Random(f"{SEED} {base.name} {base.law}")
    found = list(places(base.data).values())
    for number in range(RANDOM_CASES):
        changes: list[tuple[Place, Change]] = []
        for _ in range(dice.randint(2, 4)):
            fill = dice.random() < 0.5
            change = _fill(dice.choice(VALUES)) if fill else dice.choice(list(CHANGES.values()))
            changes.append((dice.choice(found), change))
        yield changed(base, f"random {number}", changes)


# --- valid for the schema, but against the rules within a message ---------------------------


def rule_cases(law: Law) -> Iterator[Case]:
    """Valid messages around each rule within a message: on the edge, just over it, and together."""
    named = _headline(law) | _periods(law) | _amounts(law) | _twins(law)
    for name, message in named.items():
        yield Case(f"rule: {name}", law, f"{law.prefix}323", xml_of(message))
    dice = random.Random(f"{SEED} rules {law}")
    for number in range(RANDOM_CASES):
        yield Case(f"rule: random {number}", law, f"{law.prefix}323", xml_of(_anything(law, dice)))


def _one(law: Law, **changes: object) -> Message:
    return a_message(a_client(a_line(law, **changes)), law=law)


def _headline(law: Law) -> dict[str, Message]:
    """Citizen numbers, totals, days of signing, the period of the declaration."""
    def client(bsn: str) -> Message:
        return a_message(a_client(a_line(law), bsn=bsn), law=law)

    cases = {f"bsn {bsn}": client(bsn) for bsn in
             ("999900006", "999900007", "000000000", "123456782", "123456789", "111222333",
              "000000012", "999999990", "999999999", "100000000")}
    cases |= {f"total {total}{' C' * credit}":
              a_message(law=law, total=total, total_credit=credit)
              for total in (0, 1, 4999, 5000, 5001, 10000) for credit in (False, True)}
    for days in (-30, -1, 0, 1, 30):
        signed = last_day(MONTH) + timedelta(days)
        cases[f"message signed {signed}"] = a_message(law=law, dated=signed)
        cases[f"declaration signed {signed}"] = a_message(law=law, declaration_dated=signed)
    for start, end in (("2023-04-01", "2023-04-30"), ("2023-04-02", "2023-04-30"),
                       ("2023-04-01", "2023-04-29"), ("2023-04-01", "2023-05-31"),
                       ("2023-03-01", "2023-04-30"), ("2023-04-30", "2023-04-01"),
                       ("2022-04-01", "2023-04-30"), ("2020-12-01", "2020-12-31"),
                       ("2021-01-01", "2021-01-31"), ("2023-02-01", "2023-02-28"),
                       ("2024-02-01", "2024-02-28"), ("2024-02-01", "2024-02-29")):
        period = Period(date.fromisoformat(start), date.fromisoformat(end))
        for signed in (date(2023, 5, 6), date(2024, 3, 5)):
            cases[f"period {start} {end} signed {signed}"] = a_message(
                law=law, period=period, dated=signed)
    return cases


def _periods(law: Law) -> dict[str, Message]:
    """The period of a line: within a month, after 2020, at most five years old, not ahead."""
    cases = {}
    for start, end in (("2023-04-01", "2023-04-30"), ("2023-04-30", "2023-04-30"),
                       ("2023-04-30", "2023-04-01"), ("2023-03-31", "2023-04-01"),
                       ("2023-03-01", "2023-03-31"), ("2022-04-01", "2023-04-30"),
                       ("2023-05-01", "2023-05-06"), ("2023-05-01", "2023-05-31"),
                       ("2023-04-15", "2023-05-01"), ("2020-12-31", "2020-12-31"),
                       ("2020-12-31", "2021-01-01"), ("2021-01-01", "2021-01-31"),
                       ("2024-01-01", "2024-01-31"), ("0001-01-01", "0001-01-01"),
                       ("9999-12-01", "9999-12-31")):
        days = {"start": date.fromisoformat(start), "end": date.fromisoformat(end)}
        cases[f"line {start} {end}"] = _one(law, **days)
    for signed, end in (("2026-04-30", "2021-04-29"), ("2026-04-30", "2021-04-30"),
                        ("2026-04-30", "2021-05-01"), ("2028-02-29", "2023-02-27"),
                        ("2028-02-29", "2023-02-28"), ("2028-02-28", "2023-02-28"),
                        ("2026-03-01", "2021-02-28"), ("2029-02-28", "2024-02-28"),
                        ("2029-02-28", "2024-02-29"), ("2029-03-01", "2024-02-29"),
                        ("2026-05-31", "2021-05-30")):
        day, last = date.fromisoformat(signed), date.fromisoformat(end)
        before = day.replace(day=1) - timedelta(1)
        cases[f"line until {end} signed {signed}"] = a_message(
            a_client(a_line(law, start=last.replace(day=1), end=last)), law=law, dated=day,
            month=before)
    return cases


def _amounts(law: Law) -> dict[str, Message]:
    """Unit, tariff, volume and amount; debit and credit."""
    cases = {}
    for unit in ("01", "04", "14", "16", "82", "83", "84"):
        for tariff in (None, 0, 1250):
            for amount in (0, 4, 5000):
                for credit in (False, True):
                    cases[f"unit {unit} tariff {tariff} amount {amount}{' C' * credit}"] = _one(
                        law, unit=unit, tariff=tariff, amount=amount, credit=credit,
                        previous_reference="RN000" if credit else None)
    cases["credit without previous"] = _one(law, credit=True)
    cases["debit with previous"] = _one(law, previous_reference="RN000")
    cases["largest amounts"] = _one(law, volume=99999999, tariff=1, amount=99999999)
    return cases


def _twins(law: Law) -> dict[str, Message]:
    """Two lines that may or may not stand together."""
    line = a_line(law)
    old = a_line(law, reference="RN000", month=date(2023, 3, 1), allocation=20071)
    others: dict[str, Line] = {
        "the same line": line,
        "same key": replace(line, reference="RN002"),
        "same reference": replace(line, allocation=20073),
        "other allocation": replace(line, reference="RN002", allocation=20073),
        "other code": replace(line, reference="RN002", code=f"{line.category}A04"),
        "other category": replace(line, reference="RN002", category=_other_category(law)),
        "other month": replace(old, reference="RN002", allocation=20072),
        "other days": replace(line, reference="RN002", end=date(2023, 4, 29)),
        "credit of it": a_credit(line),
        "credit of an older one": a_credit(old),
        "credit, same reference": a_credit(old, reference="RN001"),
        "credit of itself": a_credit(old, reference="RN009", previous_reference="RN009"),
        "other case": replace(line, reference="rn001", allocation=20073),
        "reference padded": replace(line, reference=" RN001", allocation=20073),
    }
    cases = {}
    for name, other in others.items():
        cases[f"twin: {name}"] = a_message(a_client(line, other), law=law)
        cases[f"twin first: {name}"] = a_message(a_client(other, line), law=law)
        cases[f"twin elsewhere: {name}"] = a_message(
            a_client(line), a_client(other, bsn=OTHER_BSN), law=law)
        cases[f"twin, client twice: {name}"] = a_message(a_client(line), a_client(other), law=law)
    two = (a_credit(old), a_credit(old, reference="C2"))
    cases["two credits of one"] = a_message(a_client(*two), law=law)
    cases["two credits of one, two clients"] = a_message(
        a_client(two[0]), a_client(two[1], bsn=OTHER_BSN), law=law)
    cases["nothing but credit"] = a_message(a_client(a_credit(old)), law=law)
    cases["the sample"] = the_sample(law)
    return cases


def _other_category(law: Law) -> str:
    return "02" if law is Law.WMO else "46"


def _anything(law: Law, dice: random.Random) -> Message:
    """A valid message at random, from few values, so that lines meet."""
    def line() -> Line:
        start = dice.choice([date(2023, 4, 1), date(2023, 3, 1), date(2023, 4, 16),
                             date(2020, 12, 1), date(2023, 5, 1), date(2021, 1, 1)])
        unit = dice.choice(["04", "04", "01", "82", "83"])
        credit = dice.random() < 0.3
        wrong = dice.random() < 0.15
        return a_line(
            law, reference=dice.choice(["R1", "R2", "R3", "R4", "R5", "R6"]),
            previous_reference=dice.choice(["R1", "P1", "P2"]) if credit != wrong else None,
            allocation=dice.choice([1, 2, 3]), start=start,
            end=dice.choice([last_day(start), start, start + timedelta(40)]),
            unit=unit, tariff=None if (unit == "83") != wrong else 1250,
            volume=dice.choice([0, 1, 4]), credit=credit)

    clients = [a_client(*(line() for _ in range(dice.randint(1, 4))), bsn=bsn)
               for bsn in dice.sample([BSN, OTHER_BSN, "999900007", BSN], dice.randint(1, 3))]
    message = a_message(*clients, law=law)
    if dice.random() < 0.2:
        total = replace(message.declaration, total=dice.choice([0, 1, 5000]))
        return replace(message, declaration=total)
    return message
