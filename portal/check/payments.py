"""Invariants 1, 7, 8 and 16 for payments: paid once, approved first, told to the bank exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.check.breach import Breach, Question, breach_of
from portal.payments.records import PaymentFileRecord
from portal.store.crypto import Keyring, SealBroken

GONE_OUT = "('released', 'paid', 'returned')"


def _either_is(person: str) -> str:
    """Whether this person submitted, checked or approved; with a mandate both who made it did."""
    return (
        f"{person} IN (s.person_id, a.checked_person, a.approved_person,"
        " d.proposed_person, d.signed_person)"
    )


QUESTIONS = (
    Question(
        1,
        "regels die in meer dan één lopende betaling staan",
        "lines with more than one live payment",
        "SELECT line_id FROM payment_line WHERE live GROUP BY line_id HAVING count(*) > 1",
    ),
    Question(
        1,
        "regels in een lopende betaling die niet zijn goedgekeurd",
        "lines with a live payment that were not approved",
        """
        SELECT p.line_id FROM payment_line p
          LEFT JOIN approval_line l ON l.line_id = p.line_id
          LEFT JOIN approval a ON a.id = l.approval_id AND a.state = 'approved'
         WHERE p.live AND a.id IS NULL""",
    ),
    Question(
        1,
        "regels in een betaling met een ander bedrag dan zij zelf hebben",
        "lines in a payment with another amount than their own",
        """
        SELECT p.line_id FROM payment_line p LEFT JOIN line l ON l.id = p.line_id
         WHERE l.id IS NULL OR l.state <> 'awarded'
            OR p.cents <> CASE WHEN l.credit THEN -l.amount_cents ELSE l.amount_cents END""",
    ),
    Question(
        7,
        "betalingen waarvan de regels niet het bedrag zijn",
        "payments whose lines are not their amount",
        """
        SELECT p.id FROM payment p LEFT JOIN (
          SELECT payment_id, count(*) AS lines, sum(cents) AS cents,
                 sum(CASE WHEN cents > 0 THEN cents ELSE 0 END) AS debit
            FROM (SELECT payment_id, cents FROM payment_line
                  UNION ALL SELECT payment_id, cents FROM payment_drawdown) AS parts
           GROUP BY payment_id) l ON l.payment_id = p.id
         WHERE coalesce(l.lines, 0) <> p.line_count OR coalesce(l.cents, 0) <> p.cents
            OR coalesce(l.debit, 0) <> p.debit_cents""",
    ),
    Question(
        7,
        "betalingen waarvan regels nog of al niet meer lopen",
        "payments whose lines are live when they should not be, or not when they should",
        """
        SELECT p.id FROM payment p JOIN payment_line l ON l.payment_id = p.id
         WHERE l.live <> (p.state IN ('included', 'held', 'released', 'paid'))
         GROUP BY p.id""",
    ),
    Question(
        7,
        "betalingen in een stand die niet bij hun betaalrun past",
        "payments in a status that does not fit their run",
        """
        SELECT p.id FROM payment p JOIN payment_run r ON r.id = p.run_id
         WHERE (p.state IN ('included', 'held') AND r.state NOT IN ('draft', 'signed'))
            OR (p.state IN ('released', 'paid', 'returned')
                AND r.state NOT IN ('released', 'exported', 'settled'))
            OR (p.state = 'released' AND r.state = 'settled')""",
    ),
    Question(
        8,
        "betalingen die zijn vrijgegeven zonder twee ondertekenaars",
        "payments that were released without two persons",
        """
        SELECT id FROM payment_run WHERE state IN ('released', 'exported', 'settled')
           AND (signed_person IS NULL OR released_person IS NULL
                OR signed_person = released_person)""",
    ),
    Question(
        8,
        "tegengehouden betalingen die zijn vrijgegeven door wie de run maakte of ondertekende",
        "held payments cleared by who made or signed their run",
        """
        SELECT p.id FROM payment p JOIN payment_run r ON r.id = p.run_id
         WHERE p.cleared_person IN (r.made_person, r.signed_person, r.released_person)""",
    ),
    Question(
        8,
        "betaalde regels waarvoor één persoon twee stappen deed",
        "paid lines of which one person did two steps",
        f"""
        SELECT DISTINCT l.line_id FROM payment_line l JOIN payment p ON p.id = l.payment_id
          JOIN payment_run r ON r.id = p.run_id
          JOIN approval_line al ON al.line_id = l.line_id
          JOIN approval a ON a.id = al.approval_id
          LEFT JOIN mandate d ON d.id = a.mandate_id
          JOIN message m ON m.id = a.message_id
          JOIN batch b ON b.id = m.batch_id
          JOIN account s ON s.id = b.account_id
         WHERE l.live AND p.state IN {GONE_OUT}
           AND ({_either_is("r.signed_person")} OR {_either_is("r.released_person")})""",
    ),
    Question(
        8,
        "betalingen die zijn ondertekend of vrijgegeven door wie de rekening wijzigde",
        "payments that were signed or released by who changed the account they went to",
        f"""
        SELECT p.id FROM payment p JOIN payment_run r ON r.id = p.run_id
          JOIN bank_account c ON c.provider_id = p.provider_id AND c.iban = p.iban
         WHERE p.state IN {GONE_OUT} AND c.state = 'confirmed'
           AND ((r.signed_person IN (c.requested_person, c.decided_person)
                 AND c.decided_at <= r.signed_at)
             OR (r.released_person IN (c.requested_person, c.decided_person)
                 AND c.decided_at <= r.released_at))""",
    ),
    Question(
        16,
        "betaalruns waarvan aantal of som niet die van de betalingen is",
        "runs whose count or sum is not that of their payments",
        f"""
        SELECT r.id FROM payment_run r LEFT JOIN (
          SELECT run_id, count(*) AS number, sum(cents) AS cents FROM payment
           WHERE state IN {GONE_OUT} GROUP BY run_id) p ON p.run_id = r.id
         WHERE r.state IN ('released', 'exported', 'settled')
           AND (coalesce(p.number, 0) <> r.payment_count
                OR coalesce(p.cents, 0) <> r.total_cents)""",
    ),
    Question(
        16,
        "betaalbestanden die niet bij hun run passen",
        "payment files that do not fit their run",
        """
        SELECT f.run_id FROM payment_file f JOIN payment_run r ON r.id = f.run_id
         WHERE r.state NOT IN ('exported', 'settled') OR f.payment_count <> r.payment_count
            OR f.total_cents <> r.total_cents OR f.municipality_id <> r.municipality_id
         UNION
        SELECT r.id FROM payment_run r LEFT JOIN payment_file f ON f.run_id = r.id
         WHERE r.state IN ('exported', 'settled') AND f.run_id IS NULL""",
    ),
)


def files_are_whole(session: Session, keyring: Keyring) -> Iterator[Breach]:
    """Invariant 16: every file for the bank is still, byte for byte, what was exported."""
    yield from breach_of(
        16,
        "betaalbestanden die niet meer zijn wat zij waren",
        "payment files that are no longer what they were",
        _changed_files(session, keyring),
    )


def _changed_files(session: Session, keyring: Keyring) -> Iterable[int]:
    row = PaymentFileRecord
    found = session.execute(select(row.run_id, row.body, row.sha256).order_by(row.run_id))
    for run_id, sealed, digest in found:
        try:
            body = keyring.unpack(sealed, b"payment-file:%d" % run_id)
        except SealBroken:
            yield run_id
            continue
        if sha256(body).digest() != digest:
            yield run_id
