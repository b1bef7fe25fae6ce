"""A second reading of the in-message rules of a 323, made from the standard's text alone.

It shares nothing with the core: straight from the bytes, with another parser, in plain
dictionaries and sets. Where both agree over many broken messages, a slip of one of them shows.
The bytes must be valid for their schema; rules that the schema enforces are not read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree

OLDEST = "2021-01-01"


@dataclass
class Prestatie:
    """A line as text, with the number of the client element it stands in."""

    owner: int
    at: dict[str, str]

    @property
    def debet(self) -> bool:
        return self.at["IngediendBedrag/DebetCredit"] == "D"

    @property
    def nummer(self) -> str:
        return self.at["ProductReferentie/ReferentieNummer"]

    @property
    def vorig(self) -> str | None:
        return self.at.get("ProductReferentie/VorigReferentieNummer")

    @property
    def begin(self) -> str:
        return day(self.at["ProductPeriode/Begindatum"])

    @property
    def eind(self) -> str:
        return day(self.at["ProductPeriode/Einddatum"])

    @property
    def bedrag(self) -> Decimal:
        return whole(self.at["IngediendBedrag/Bedrag"])


def level_2(document: bytes) -> set[str]:
    """The names of the level-2 rules that a schema-valid 323 breaks."""
    texts = leaves(ElementTree.fromstring(document))
    dated = day(texts["Header/BerichtIdentificatie/Dagtekening"])
    head = {path[11:]: text for path, text in texts.items() if path.startswith("Declaratie/")}
    lines = list(prestaties(texts))
    return {
        *of_message(head, dated, [t for p, t in texts.items() if p.endswith("]/Bsn")], lines),
        *(rule for line in lines for rule in of_line(line, head, dated)),
    }


def of_message(
    head: dict[str, str], dated: str, bsns: list[str], lines: list[Prestatie]
) -> Iterator[str]:
    """Rules about the declaration, its clients, and lines compared with each other."""
    begin = day(head["DeclaratiePeriode/Begindatum"])
    eind = day(head["DeclaratiePeriode/Einddatum"])
    yield from of_period(begin, eind, dated)
    if begin != f"{begin[:7]}-01" or eind != f"{begin[:7]}-{length_of_month(begin)}":
        yield "CS340"
    total, side = (head[f"TotaalIngediendBedrag/{x}"] for x in ("TotaalBedrag", "DebetCredit"))
    if whole(total) == 0 and side == "C":
        yield "CS325"
    debets = sum(line.bedrag for line in lines if line.debet)
    credits = sum(line.bedrag for line in lines if not line.debet)
    if debets - credits != (whole(total) if side == "D" else -whole(total)):
        yield "TR358"
    if any(not eleven(bsn) for bsn in bsns):
        yield "CS002"
    keys = [(one.owner, one.nummer, one.vorig) for one in lines]
    if twice(bsns) or twice(keys):
        yield "TR101"
    pointers = [line.vorig for line in lines if line.vorig is not None]
    if twice(pointers):
        yield "TR315"
    if {line.nummer for line in lines}.intersection(pointers):
        yield "TR316"
    if twice([debet_key(line) for line in lines if line.debet]):
        yield "TR416"


def of_line(line: Prestatie, head: dict[str, str], dated: str) -> Iterator[str]:
    """Rules about one line, beside the day of the message and its declaration."""
    yield from of_period(line.begin, line.eind, dated)
    if line.begin[:7] != line.eind[:7]:
        yield "CS337"
    # a period that ends before it begins is TR137's, whatever its Begindatum
    if line.eind > day(head["DeclaratiePeriode/Einddatum"]):
        yield "TR319"
    if line.eind < five_years_before(day(head["DeclaratieDagtekening"])):
        yield "TR335"
    if not line.bedrag and not line.debet:
        yield "CS325"
    if line.debet is (line.vorig is not None):
        yield "CD060"
    euros = line.at["Eenheid"] == "83"
    if euros is ("ProductTarief" in line.at):
        yield "CD087"
    if euros and line.bedrag != whole(line.at["GeleverdVolume"]):
        yield "CS339"


def of_period(begin: str, eind: str, dated: str) -> Iterator[str]:
    """What holds for the period of the declaration and for that of a line alike."""
    if begin < OLDEST or eind < OLDEST:
        yield "CS100"
    if begin > dated:
        yield "TR134"
    if not begin <= eind <= dated:
        yield "TR137"


def debet_key(line: Prestatie) -> Hashable:
    """What makes two debits of one client the same (TR416, with decision 18: per client)."""
    number = whole(line.at["ToewijzingNummer"])
    product = line.at["ProductCategorie"], line.at["ProductCode"]
    return line.owner, number, product, line.begin, line.eind


def leaves(root: ElementTree.Element) -> dict[str, str]:
    """Path → text of every element without children; Client and Prestatie carry a number."""
    found: dict[str, str] = {}

    def walk(element: ElementTree.Element, path: str) -> None:
        for number, child in enumerate(element, start=1):
            name = child.tag.rpartition("}")[2]
            if name in ("Client", "Prestatie"):
                name = f"{name}[{number}]"
            here = f"{path}/{name}" if path else name
            if len(child):
                walk(child, here)
            else:
                found[here] = child.text or ""

    walk(root, "")
    return found


def prestaties(texts: dict[str, str]) -> Iterator[Prestatie]:
    """The lines in the order of the document."""
    grouped: dict[str, dict[str, str]] = {}
    for path, text in texts.items():
        place, separator, inner = path.rpartition("]/")
        if separator and "/Prestatie[" in place:
            grouped.setdefault(f"{place}]", {})[inner] = text
    for path, at in grouped.items():
        client = path.partition("/Prestaties")[0]
        yield Prestatie(int(client.rpartition("[")[2].rstrip("]")), at)


def day(text: str) -> str:
    """A date as ten characters; as text they sort as the days do."""
    bare = text.strip()
    assert len(bare) == 10, "a year outside 0001–9999 is not read here"
    return bare


def whole(text: str) -> Decimal:
    """A whole number, with any sign and as many zeros before it as the sender liked."""
    return Decimal(text.strip())


def length_of_month(text: str) -> int:
    """How many days the month of that day has."""
    year, month = int(text[:4]), int(text[5:7])
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def five_years_before(text: str) -> str:
    """Sixty months back, at the latest the last of February (decision 25)."""
    year = int(text[:4]) - 5
    earlier = f"{year:04}{text[4:]}"
    if earlier.endswith("-02-29") and length_of_month(earlier) == 28:
        return f"{year:04}-02-28"
    return earlier


def eleven(bsn: str) -> bool:
    """The test of eleven: 9, 8, … 2 times the first eight digits, minus the last."""
    weighted = sum((9 - i) * int(digit) for i, digit in enumerate(bsn[:8]))
    return (weighted - int(bsn[8])) % 11 == 0


def twice(values: Sequence[Hashable]) -> bool:
    """Whether any value occurs more than once."""
    return any(count > 1 for count in Counter(values).values())
