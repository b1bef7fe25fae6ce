"""What every 325 must be, read from its bytes beside those of the declaration it answers.

Written against the two documents alone: nothing of how the portal reads or writes them is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from lxml import etree

import schemas

SCHEMAS = Path(schemas.__file__).parent / "xsd"
COPIED = (
    "ToewijzingNummer", "ProductCategorie", "ProductCode", "ProductPeriode/Begindatum",
    "ProductPeriode/Einddatum", "GeleverdVolume", "Eenheid", "ProductTarief",
    "IngediendBedrag/Bedrag", "IngediendBedrag/DebetCredit",
)  # fmt: skip
LAWS = {"484": "wmo", "490": "jeugdwet"}
ANSWERS = {"484": "485", "490": "491"}
KINDS = {"484": "wmo325", "490": "jw325"}


class Key(NamedTuple):
    """What identifies a line in a message."""

    bsn: str | None
    reference: str | None
    previous: str | None


class Document:
    """A message by the plain names of its elements."""

    def __init__(self, data: bytes) -> None:
        self.root = etree.fromstring(data)
        for element in self.root.iter():
            element.tag = etree.QName(element).localname

    def text(self, path: str, within: etree._Element | None = None) -> str | None:
        found = (self.root if within is None else within).find(path)
        return None if found is None else found.text

    def codes(self, path: str, within: etree._Element | None = None) -> list[str]:
        found = (self.root if within is None else within).findall(f"{path}RetourCodes/RetourCode")
        return [code.text or "" for code in found]

    def cents(self, path: str) -> int:
        amount, side = self.text(f"{path}/TotaalBedrag"), self.text(f"{path}/DebetCredit")
        assert side in ("C", "D")
        return -int(amount or "") if side == "C" else int(amount or "")

    def lines(self) -> list[tuple[Key, tuple[str | None, ...]]]:
        """Every line of the document, in its order, with the values that are copied."""
        return [
            (
                Key(
                    self.text("Bsn", client),
                    self.text("ProductReferentie/ReferentieNummer", line),
                    self.text("ProductReferentie/VorigReferentieNummer", line),
                ),
                tuple(self.text(path, line) for path in COPIED),
            )
            for client in self.root.iterfind(".//Client")
            for line in client.iterfind("Prestaties/Prestatie")
        ]


def check_answer(declared: bytes, answered: bytes) -> None:
    """Valid for our schema, well written, and true to the declaration.

    TR056's length, TR337, TR342, TR366, TR367, TR371, TR376, and what may stand in it (IV087).
    """
    asked, told = Document(declared), Document(answered)
    code = asked.text("Header/BerichtCode") or ""
    _is_valid(answered, LAWS[code], KINDS[code])
    _is_written_well(answered)
    assert told.text("Header/BerichtCode") == ANSWERS[code]
    _header(asked, told)
    if told.root.find("DeclaratieAntwoord") is not None:
        _declaration(asked, told)
    else:
        assert told.codes("Header/") != ["0200"]


def _is_valid(data: bytes, law: str, kind: str) -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / law / "3_2" / f"{kind}.xsd")))
    schema.assertValid(etree.fromstring(data))


def _is_written_well(data: bytes) -> None:
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\r\n')
    assert data.endswith(b">\r\n")
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")


def _header(asked: Document, told: Document) -> None:
    assert told.text("Header/Afzender") == asked.text("Header/Ontvanger")
    assert told.text("Header/Ontvanger") == asked.text("Header/Afzender")
    assert len(told.text("Header/BerichtIdentificatie/Identificatie") or "") <= 12
    for field in ("Identificatie", "Dagtekening"):  # TR337
        answered = told.text(f"Header/DeclaratieIdentificatie/{field}")
        assert answered == asked.text(f"Header/BerichtIdentificatie/{field}")
    for field in ("BasisschemaXsdVersie", "BerichtXsdVersie"):  # TR371
        answered = told.text(f"Header/XsdVersieDeclaratie/{field}")
        assert answered == asked.text(f"Header/XsdVersie/{field}")
    assert (told.text("Header/XsltVersie") is not None) == (told.codes("Header/") == ["0001"])


def _declaration(asked: Document, told: Document) -> None:
    base = "DeclaratieAntwoord"
    assert told.codes("Header/") == ["0200"]
    assert told.text(f"{base}/DeclaratieNummer") == asked.text("Declaratie/DeclaratieNummer")  # 376
    submitted = told.cents(f"{base}/TotaalIngediendBedrag")
    awarded = told.cents(f"{base}/TotaalToegekendBedrag")
    assert submitted == asked.cents("Declaratie/TotaalIngediendBedrag")
    returned, codes = told.lines(), told.codes(f"{base}/")
    if codes == ["0200"]:
        assert returned
        assert submitted - awarded == sum(_signed(values) for _, values in returned)  # TR342
    elif codes == ["8001"]:
        assert not returned
        assert submitted == awarded
    else:
        assert not returned
        assert awarded == 0
    _copies(asked.lines(), returned)
    _clients(told)


def _signed(values: tuple[str | None, ...]) -> int:
    *_, amount, side = values
    return -int(amount or "") if side == "C" else int(amount or "")


def _copies(
    declared: list[tuple[Key, tuple[str | None, ...]]],
    returned: list[tuple[Key, tuple[str | None, ...]]],
) -> None:
    """TR366: each line is one of the declaration's, once; TR367: unchanged; in its order."""
    places = [declared.index(each) for each in returned]
    assert places == sorted(set(places))


def _clients(told: Document) -> None:
    """A client stands there for its returned lines, each with its reasons, ascending."""
    for client in told.root.iterfind(".//Client"):
        own = told.codes("", client)
        lines = client.findall("Prestaties/Prestatie")
        assert lines
        for line in lines:
            codes = told.codes("", line)
            assert codes == sorted(set(codes))
            assert codes and codes != ["0200"]
            assert (codes == ["0233"]) == (own != ["0200"])
