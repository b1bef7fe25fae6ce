"""The payment runs of a demonstration, from drawing up to what the bank says."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.clock import FixedClock
from portal.demo.handling import Paying
from portal.demo.offices import Offices
from portal.demo.window import DAY, at
from portal.payments.drawing import NothingToPay, Wanted, draw_up
from portal.payments.exporting import export
from portal.payments.holding import clear
from portal.payments.returning import read_bank_report, settle
from portal.payments.runs import Payment, find_run, payments_in
from portal.payments.signing import NothingIncluded, release, sign
from portal.store.crypto import Keyring

BOUNCES = 6  # the run of the first municipality in which a payment comes back
CLEARED = "Nagebeld op het nummer uit het contract; het klopt."
NEVER_CLEARED = "iban-changed"
NEXT_DAY = timedelta(days=1)
REPORT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">
  <CstmrPmtStsRpt>
    <GrpHdr><MsgId>BANK-{run}</MsgId><CreDtTm>{made}</CreDtTm></GrpHdr>
    <OrgnlGrpInfAndSts>
      <OrgnlMsgId>{order}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
      <GrpSts>PART</GrpSts>
    </OrgnlGrpInfAndSts>
    <OrgnlPmtInfAndSts>
      <OrgnlPmtInfId>{order}</OrgnlPmtInfId>{payments}
    </OrgnlPmtInfAndSts>
  </CstmrPmtStsRpt>
</Document>
"""
STATUS = """
      <TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{status}</TxSts>{reason}
      </TxInfAndSts>"""
CLOSED = "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>"


def pay(session: Session, offices: Offices, paying: Paying, keyring: Keyring) -> None:
    """Draw up, clear, sign, release and export a run, and hear the next day what became of it.

    Of the last run only the first signature is there.
    """
    day = paying.when.date()
    first = offices.at_municipality(paying.municipality, "payments", day)
    second = offices.at_municipality(paying.municipality, "release", day)
    clock = FixedClock(paying.when)
    try:
        number = draw_up(session, first, Wanted(None, day + DAY), clock)
    except NothingToPay:
        return
    _clear_held(session, offices, paying, number)
    try:
        sign(session, first, number, FixedClock(paying.when + timedelta(hours=2)))
    except NothingIncluded:
        return
    if paying.last:
        return
    release(session, second, number, FixedClock(paying.when + timedelta(hours=4)))
    export(session, second, number, keyring, FixedClock(paying.when + timedelta(hours=5)))
    heard = FixedClock(at(day + NEXT_DAY, 9))
    town = offices.region.municipalities[0].code
    if (paying.municipality, paying.number) == (town, BOUNCES):
        run = find_run(session, first.municipality_id or 0, number)
        report = _report(f"{paying.municipality}-{number}", payments_in(session, run.id), heard)
        read_bank_report(session, first, number, report, keyring, heard)
    else:
        settle(session, first, number, heard)


def _clear_held(session: Session, offices: Offices, paying: Paying, number: str) -> None:
    """The controller looks at what a guard stopped; a new bank account waits for a call."""
    clock = FixedClock(paying.when + timedelta(hours=1))
    controller = offices.at_municipality(paying.municipality, "controller", clock.today())
    run = find_run(session, controller.municipality_id or 0, number)
    for payment in payments_in(session, run.id):
        if payment.state == "held" and NEVER_CLEARED not in payment.holds:
            clear(session, controller, number, payment.id, CLEARED, clock)


def _report(order: str, payments: list[Payment], heard: FixedClock) -> bytes:
    """The bank made every payment but the first that went out: that account is closed."""
    sent = [each for each in payments if each.state == "released"]
    told = "".join(
        STATUS.format(
            reference=each.reference,
            status="ACSC" if position else "RJCT",
            reason="" if position else CLOSED,
        )
        for position, each in enumerate(sent)
    )
    made = heard.now().strftime("%Y-%m-%dT%H:%M:%S")
    return REPORT.format(run=order, order=order, made=made, payments=told).encode()
