"""Files that go to the bank (pain.001.001.09) and what it says back (pain.002)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import as_file, files

from schemas.xml import Element, fits, tree

TRANSFER = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
REPORTS = tuple(f"urn:iso:std:iso:20022:tech:xsd:pain.002.001.{n:02}" for n in (3, 10))
LONGEST_NAME, LONGEST_TEXT, LONGEST_REPORT = 70, 140, 5_000_000
_NOT_SEPA = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")  # the Latin set every European bank takes
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
PAID = frozenset(("ACSC", "ACCC", "ACSP", "ACWC"))  # not: merely received or checked
REFUSED = "RJCT"


@dataclass(frozen=True, slots=True)
class Account:
    """A bank account and in whose name it is."""

    iban: str
    holder: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment: ``reference`` comes back from the bank (35 signs), cents are above zero."""

    reference: str
    to: Account
    cents: int
    text: str


@dataclass(frozen=True, slots=True)
class Order:
    """All payments of one run, from one account, to be done on one day."""

    id: str
    made_at: datetime
    pay_on: date
    payer: Account
    transfers: tuple[Transfer, ...]


class OrderUnfit(Exception):
    """The file that came out is not one that a bank takes; nothing was written."""


def write_order(order: Order) -> bytes:
    """The file for the bank; the same order makes the same bytes, whenever it is written.

    Raises OrderUnfit when it does not keep the schema of the format.
    """
    body = "\n".join([*_document(order), ""]).encode("ascii")
    schema = files("sepaxml") / "schemas" / "pain.001.001.09.xsd"
    with as_file(schema) as path:
        if not fits(body, path):
            raise OrderUnfit(order.id)
    return body


def _document(order: Order) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<Document xmlns="{TRANSFER}"><CstmrCdtTrfInitn>'
    yield from _header(order)
    yield "<PmtInf>"
    yield from _batch(order)
    for transfer in order.transfers:
        yield from _transfer(transfer)
    yield "</PmtInf>"
    yield "</CstmrCdtTrfInitn></Document>"


def _header(order: Order) -> Iterator[str]:
    made = order.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    yield "<GrpHdr>"
    yield _field("MsgId", order.id)
    yield _field("CreDtTm", made)
    yield from _totals(order)
    yield f"<InitgPty>{_field('Nm', sepa_text(order.payer.holder, LONGEST_NAME))}</InitgPty>"
    yield "</GrpHdr>"


def _batch(order: Order) -> Iterator[str]:
    yield _field("PmtInfId", order.id)
    yield _field("PmtMtd", "TRF")
    yield _field("BtchBookg", "true")
    yield from _totals(order)
    yield "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>"
    yield f"<ReqdExctnDt>{_field('Dt', order.pay_on.isoformat())}</ReqdExctnDt>"
    yield from _party("Dbtr", order.payer)
    # a Dutch bank knows itself by the account; the element has to be there all the same
    unknown = "<FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId>"
    yield f"<DbtrAgt>{unknown}</DbtrAgt>"
    yield _field("ChrgBr", "SLEV")


def _transfer(transfer: Transfer) -> Iterator[str]:
    yield "<CdtTrfTxInf>"
    yield f"<PmtId>{_field('EndToEndId', transfer.reference)}</PmtId>"
    yield f'<Amt><InstdAmt Ccy="EUR">{_amount(transfer.cents)}</InstdAmt></Amt>'
    yield from _party("Cdtr", transfer.to)
    yield f"<RmtInf>{_field('Ustrd', sepa_text(transfer.text, LONGEST_TEXT))}</RmtInf>"
    yield "</CdtTrfTxInf>"


def _party(role: str, account: Account) -> Iterator[str]:
    yield f"<{role}>{_field('Nm', sepa_text(account.holder, LONGEST_NAME))}</{role}>"
    yield f"<{role}Acct><Id>{_field('IBAN', account.iban)}</Id></{role}Acct>"


def _totals(order: Order) -> Iterator[str]:
    yield _field("NbOfTxs", str(len(order.transfers)))
    yield _field("CtrlSum", _amount(sum(each.cents for each in order.transfers)))


def _field(name: str, text: str) -> str:
    return f"<{name}>{text.translate(_ESCAPES)}</{name}>"


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def sepa_text(text: str, longest: int) -> str:
    """The text in the characters that every European bank takes, cut to its longest."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    tidy = " ".join(_NOT_SEPA.sub(" ", plain.replace("&", "+")).split())
    return tidy[:longest].strip() or "-"


@dataclass(frozen=True, slots=True)
class Status:
    """What the bank says of one payment: its code (ACSC, RJCT, …) and why."""

    reference: str
    code: str
    reason: str | None

    @property
    def refused(self) -> bool:
        """Whether the bank did not pay."""
        return self.code == REFUSED

    @property
    def paid(self) -> bool:
        """Whether the bank pays; other codes only say that it has the payment before it."""
        return self.code in PAID


@dataclass(frozen=True, slots=True)
class Report:
    """A report of the bank about one file: the file by its id, and what became of its payments.

    ``whole`` is the code for all of the file, where the bank gives one.
    """

    id: str
    order_id: str
    whole: str | None
    whole_reason: str | None
    statuses: tuple[Status, ...]


class NoReport(Exception):
    """This is not a report (pain.002) that can be read."""


def read_report(data: bytes) -> Report:
    """What the bank says (pain.002.001.03 or .10).

    Raises MessageRefused for what is no clean XML and NoReport for what is no such report.
    """
    if len(data) > LONGEST_REPORT:
        raise NoReport
    root = tree(data)
    space = next((each for each in REPORTS if root.tag == f"{{{each}}}Document"), None)
    if space is None:
        raise NoReport
    return _Reader(space).report(root)


class _Reader:
    """Finds elements of one version of the format; both call them the same."""

    def __init__(self, space: str) -> None:
        self.space = space

    def report(self, root: Element) -> Report:
        """The whole report."""
        body = self.first(root, "CstmrPmtStsRpt")
        group = None if body is None else self.first(body, "OrgnlGrpInfAndSts")
        if body is None or group is None:
            raise NoReport
        whole = self.text(group, "GrpSts")
        statuses = tuple(
            self.status(each)
            for batch in self.all(body, "OrgnlPmtInfAndSts")
            for each in self.all(batch, "TxInfAndSts")
        )
        if whole is None:
            whole = self._of_batches(body)
        return Report(
            id=self.needed(self.first(body, "GrpHdr"), "MsgId"),
            order_id=self.needed(group, "OrgnlMsgId"),
            whole=whole, whole_reason=self.reason(group), statuses=statuses,
        )  # fmt: skip

    def status(self, element: Element) -> Status:
        """What is said of one payment."""
        return Status(
            self.needed(element, "OrgnlEndToEndId"),
            self.needed(element, "TxSts"),
            self.reason(element),
        )

    def reason(self, element: Element) -> str | None:
        """The code of the reason, where one stands."""
        for info in self.all(element, "StsRsnInf"):
            found = self.first(info, "Rsn")
            if found is not None:
                return self.text(found, "Cd") or self.text(found, "Prtry")
        return None

    def first(self, element: Element, name: str) -> Element | None:
        """The first child of that name."""
        return element.find(f"{{{self.space}}}{name}")

    def all(self, element: Element, name: str) -> Iterable[Element]:
        """All children of that name."""
        return element.findall(f"{{{self.space}}}{name}")

    def text(self, element: Element, name: str) -> str | None:
        """What a child says; None where it is not there or says nothing."""
        found = self.first(element, name)
        text = "" if found is None or found.text is None else found.text.strip()
        return text[:35] or None

    def needed(self, element: Element | None, name: str) -> str:
        """What a child says that has to be there."""
        found = None if element is None else self.text(element, name)
        if found is None:
            raise NoReport
        return found

    def _of_batches(self, body: Element) -> str | None:
        """The one code that all batches of the file have."""
        codes = {self.text(each, "PmtInfSts") for each in self.all(body, "OrgnlPmtInfAndSts")}
        return codes.pop() if len(codes) == 1 else None
