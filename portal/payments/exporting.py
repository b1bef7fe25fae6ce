"""The file for the bank: made once from what was released, sealed, and never made again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.lifecycle import Kind, after
from portal.audit.service import Action
from portal.clock import Clock
from portal.identity.visitor import Visitor
from portal.parties.service import party_named
from portal.payments.records import PaymentFileRecord
from portal.payments.runs import Payment, Run, find_run, hold_run, move_run, note_run, payments_in
from portal.payments.standing import SENT
from portal.store.crypto import Keyring
from schemas.payments import Account, Order, Transfer, write_order


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is known of the file of a run without opening it; the hash as hexadecimals."""

    name: str
    sha256: str
    payment_count: int
    total_cents: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file for the bank: its name and its bytes."""

    name: str
    body: bytes


def export(session: Session, visitor: Visitor, number: str, keyring: Keyring, clock: Clock) -> None:
    """Make the file of a released run, seal it and mark the run, all at once.

    For a run that has its file already nothing happens: there is one for ever. Raises NotAllowed
    for a run that was not released, OrderUnfit, and NotFound.
    """
    run = hold_run(session, visitor.municipality_id or 0, number)
    after(Kind.PAYMENT_RUN, run.state, "export", visitor.role)
    if sealed_file(session, run.id) is not None:
        return
    sent = [each for each in payments_in(session, run.id) if each.state in SENT]
    code = party_named(session, None, run.municipality_id, None).code
    body = write_order(order_of(run, code, sent))
    digest = hashlib.sha256(body).digest()
    session.add(
        PaymentFileRecord(
            run_id=run.id, municipality_id=run.municipality_id, name=f"betaalrun-{run.number}.xml",
            body=keyring.pack(body, context(run.id)), key_id=keyring.key_id, sha256=digest,
            payment_count=len(sent), total_cents=sum(each.cents for each in sent),
            made_at=clock.now(),
        )
    )  # fmt: skip
    session.flush()
    move_run(session, run, "export", visitor.role, exported_at=clock.now())
    note_run(
        session, Action.RUN_EXPORTED, run, visitor, clock.now(), payments=len(sent),
        sha256=digest.hex(),
    )  # fmt: skip


def order_of(run: Run, code: str, sent: list[Payment]) -> Order:
    """What the bank is told: from the run alone, so that it is the same whenever it is asked."""
    assert run.released_at is not None, "only a released run goes to the bank"
    return Order(
        id=f"{code}-{run.number}",
        made_at=run.released_at,
        pay_on=run.pay_on,
        payer=Account(run.iban, run.holder),
        transfers=tuple(
            Transfer(
                each.reference, Account(each.iban, each.holder), each.cents,
                f"Zorg {run.number} {each.reference}",
            )
            for each in sent
        ),
    )  # fmt: skip


def bank_file(session: Session, municipality_id: int, number: str, keyring: Keyring) -> BankFile:
    """The file of a run, byte for byte as it was made; NotFound where there is none."""
    run = find_run(session, municipality_id, number)
    row = session.get(PaymentFileRecord, run.id)
    if row is None:
        raise NotFound
    return BankFile(row.name, keyring.unpack(row.body, context(run.id)))


def sealed_file(session: Session, run_id: int) -> Sealed | None:
    """What is known of the file of a run; None where it was not made yet."""
    row = PaymentFileRecord
    found = session.execute(
        select(row.name, row.sha256, row.payment_count, row.total_cents, row.made_at).where(
            row.run_id == run_id
        )
    ).one_or_none()
    return None if found is None else Sealed(found[0], found[1].hex(), *found[2:])


def context(run_id: int) -> bytes:
    """What the file of a run is sealed with, so that it opens for no other run."""
    return b"payment-file:%d" % run_id
