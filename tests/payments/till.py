"""A municipality that pays: what its people approved, and the two who send the money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from declarations.model import Law
from portal.identity.service import Role, find_account
from portal.identity.sessions import visitor_for
from portal.payments.drawing import Wanted, draw_up
from portal.payments.exporting import bank_file, export
from portal.payments.holding import clear, leave_out
from portal.payments.returning import read_bank_report, settle
from portal.payments.runs import Payment, Run, find_run, payments_in
from portal.payments.signing import cancel, release, sign
from portal.store.tenant import acting_for
from portal.store.transaction import in_transaction, transaction
from tests.approvals.world import Office
from tests.builders import BSN, PROVIDER, a_line, xml_of
from tests.intake.world import OTHER_PROVIDER

OWN, ZORG, ANDER, NEW = (
    "NL37DEMO0000009170", "NL91ABNA0417164300", "NL45DEMO0004401017", "NL21DEMO0004401934",
)  # fmt: skip


class Till(Office):
    """An office with people who pay: mila and kees for payments, coen for control."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.hire("mila", Role.PAYMENTS)
        self.hire("kees", Role.PAYMENTS)
        self.run_sql(
            "INSERT INTO municipality_account (municipality_id, iban, recorded_at)"
            " VALUES (:m, :i, CURRENT_TIMESTAMP)", m=self.id, i=OWN,
        )  # fmt: skip
        self.set_iban(ZORG)
        self.set_iban(ANDER, OTHER_PROVIDER)

    @staticmethod
    def visitor_by(session: Any, email: str) -> Any:
        """The account with this address as a visitor."""
        account = find_account(session, email)
        assert account is not None
        return visitor_for(session, account)

    def run_sql(self, statement: str, **values: Any) -> None:
        """Change something behind the portal's back."""
        with transaction(write=True) as session:
            session.execute(text(statement), values)

    def set_iban(self, iban: str | None, agb: str = PROVIDER) -> None:
        """The account of a provider, from now on."""
        self.run_sql("UPDATE provider SET iban = :i WHERE agb = :a", i=iban, a=agb)

    def approved(self, *cents: int, provider: str = PROVIDER, law: Law = Law.WMO) -> int:
        """A declaration that two persons approved; the id of its message."""
        message = self.declare(*cents, provider=provider, law=law)
        self.pass_on(message)
        return message

    def pass_on(self, message: int) -> None:
        """Cora checks it, Anna approves it."""
        self.check("cora", message)
        self.approve("anna", message)

    def declare(self, *cents: int, provider: str = PROVIDER, law: Law = Law.WMO) -> int:
        """A judged declaration of a provider under a law."""
        lines = []
        for each in cents or (5000,):
            number = next(self.numbers)
            self.world.allocate(
                number, BSN, law=law, volume=10_000_000, municipality=self.code, provider=provider
            )
            lines.append(a_line(law, reference=f"R{number}", allocation=number,
                                volume=each // 1250))  # fmt: skip
        return self.send(lines, provider, law)

    def send(self, lines: list[Any], provider: str = PROVIDER, law: Law = Law.WMO) -> int:
        """Hand these lines in and judge them."""
        message = self.world.fresh(*lines, sender=provider, receiver=self.code, law=law)
        receipt = self.world.receive(xml_of(message), provider=provider)
        [verdict] = self.world.judge(receipt)
        assert all(each.awarded for each in verdict.lines), verdict.findings
        return self.world.message_ids(receipt)[0]

    def as_visitor(self, name: str, work: Callable[..., Any], *arguments: Any) -> Any:
        """Somebody does something, seeing what this municipality sees."""
        visitor = self.visitor(name)
        with acting_for(self.tenant):
            return in_transaction(
                lambda session: work(session, visitor, *arguments, self.world.clock)
            )

    def draw_up(self, name: str = "mila", until: date | None = None) -> str:
        """Draw up a run; its number."""
        pay_on = self.world.clock.today() + timedelta(days=1)
        return self.as_visitor(name, draw_up, Wanted(until, pay_on))

    def sign(self, number: str, name: str = "mila") -> None:
        """Sign a run."""
        self.as_visitor(name, sign, number)

    def release(self, number: str, name: str = "kees") -> Any:
        """Release a run."""
        return self.as_visitor(name, release, number)

    def cancel(self, number: str, name: str = "mila") -> None:
        """Call a run off."""
        self.as_visitor(name, cancel, number)

    def clear(self, number: str, payment: Payment, name: str = "coen") -> None:
        """Say that a stopped payment is all right."""
        self.as_visitor(name, clear, number, payment.id, "gebeld met de aanbieder")

    def leave_out(self, number: str, payment: Payment, name: str = "mila") -> None:
        """Take a payment out."""
        self.as_visitor(name, leave_out, number, payment.id)

    def export(self, number: str, name: str = "kees") -> bytes:
        """Make the file and read it."""
        self.as_visitor(name, export, number, self.world.keyring)
        return self.file(number)

    def file(self, number: str) -> bytes:
        """The file of a run."""
        own, tenant = self.id, self.tenant
        with acting_for(tenant), transaction() as session:
            return bank_file(session, own, number, self.world.keyring).body

    def report(self, number: str, data: bytes, name: str = "mila") -> Any:
        """Read what the bank says."""
        return self.as_visitor(name, read_bank_report, number, data, self.world.keyring)

    def settle(self, number: str, name: str = "mila") -> None:
        """Say that the bank did it all."""
        self.as_visitor(name, settle, number)

    def released(self) -> str:
        """A run that went all the way to the bank's door."""
        number = self.draw_up()
        self.sign(number)
        self.release(number)
        return number

    def run(self, number: str) -> Run:
        """A run as it is kept."""
        own = self.id
        with transaction() as session:
            return find_run(session, own, number)

    def payments(self, number: str) -> list[Payment]:
        """The payments of a run."""
        own = self.id
        with transaction() as session:
            return payments_in(session, find_run(session, own, number).id)

    def states(self, number: str) -> list[str]:
        """The status of each payment of a run."""
        return [each.state for each in self.payments(number)]

    def totals(self) -> dict[str, int]:
        """The eurocents at every stage, of all declarations of the municipality."""
        with transaction() as session:
            found = session.execute(
                text("SELECT stage, sum(cents), sum(line_count) FROM stage WHERE"
                     " municipality_id = :m GROUP BY stage HAVING sum(line_count) > 0"),
                {"m": self.id},
            )  # fmt: skip
            return {row[0]: int(row[1]) for row in found}


def pain_002(order: str, *statuses: tuple[str, str], whole: str = "", version: str = "10",
             reason: str = "AC04") -> bytes:  # fmt: skip
    """A report of the bank: the code of each payment by its reference."""
    told = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{code}</TxSts>"
        + (f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>" if code == "RJCT" else "")
        + "</TxInfAndSts>"
        for reference, code in statuses
    )
    group = f"<GrpSts>{whole}</GrpSts>" if whole else ""
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}">'
        "<CstmrPmtStsRpt><GrpHdr><MsgId>B1</MsgId><CreDtTm>2023-05-11T08:00:00</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{order}</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{group}</OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{order}</OrgnlPmtInfId>{told}</OrgnlPmtInfAndSts>"
        "</CstmrPmtStsRpt></Document>"
    ).encode()
