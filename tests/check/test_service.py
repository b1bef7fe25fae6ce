"""Every invariant is shown to hold in a world in order, and to be missed once it is broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from portal.check.service import QUESTIONS, broken
from portal.store.crypto import Keyring
from portal.store.database import make_engine
from portal.store.transaction import transaction
from tests import databases
from tests.check import (
    breaks_of_ceilings,
    breaks_of_lump_sums,
    breaks_of_misfits,
    breaks_of_money,
    breaks_of_sums,
    world,
)
from tests.check.breaks_of_money import Break
from tests.databases import TestDatabase

KEYRING = Keyring(bytes(range(32)), "k1")
JUDGED = "(SELECT id FROM message WHERE position = 1)"
REFUSED = "(SELECT id FROM message WHERE position = 2)"
WAITING = "(SELECT id FROM message WHERE position = 3)"
OTHER = "(SELECT id FROM provider WHERE agb = '65656056')"
ELSEWHERE = "(SELECT id FROM municipality WHERE code = '0363')"
NUMBERED = "(SELECT id FROM contract WHERE slug = 'south-wmo')"
KEPT = "(SELECT id FROM line WHERE position = 3)"
EVENT = "INSERT INTO audit_event (occurred_at, account_id, action, object_type, object_id, detail)"

PAID = "(SELECT id FROM ledger_transaction WHERE payment_id IS NOT NULL)"

ANOTHER_ROUND = (
    "INSERT INTO judging (message_id, round, judged_at, rulebook, facts, receipt, parked_lines,"
    f" parked_cents) SELECT id, 2, received_at, '', '', '', 0, 0 FROM message WHERE id = {JUDGED}"
)

BREAKS = (
    *breaks_of_money.PAYMENTS,
    *breaks_of_money.APPROVALS,
    *breaks_of_money.UNTOLD,
    *breaks_of_misfits.BREAKS,
    *breaks_of_ceilings.BREAKS,
    *breaks_of_sums.BREAKS,
    Break(4, "messages whose sums by stage", "UPDATE stage SET cents = 1 WHERE stage = 'paid'"),
    Break(4, "messages whose sums by stage", "DELETE FROM stage WHERE stage = 'open'"),
    Break(4, "messages whose sums by stage", "UPDATE review SET state = 'held';"
          " DELETE FROM payment_line; DELETE FROM approval_line"),
    Break(4, "messages whose sums by stage", "UPDATE payment SET state = 'released'"),
    Break(4, "messages whose sums by stage", "UPDATE stage SET stage = 'checked'"
          " WHERE stage = 'open'"),
    Break(4, "lines on their way to payment that are not awarded",
          "UPDATE line SET state = 'rejected' WHERE position = 3"),
    Break(14, "payments whose booking is not the sum of their lines",
          "UPDATE payment_line SET cents = 4999"),
    Break(14, "payments whose booking is not the sum of their lines",
          "UPDATE payment SET state = 'included'"),
    Break(14, "payments whose booking is not the sum of their lines",
          f"UPDATE ledger_transaction SET contract_id = NULL WHERE id IN {PAID}"),
    Break(14, "payments booked for another amount than the bank was asked",
          "UPDATE ledger_entry SET amount_cents = 4000 WHERE account = 'paid';"
          " UPDATE ledger_entry SET amount_cents = 1000 WHERE account = 'set_off'"),
    Break(14, "payments booked for another amount than the bank was asked",
          "UPDATE payment SET cents = 4999, credit_cents = 1"),
    Break(14, "payments booked for another amount than the bank was asked",
          f"DELETE FROM ledger_entry WHERE transaction_id IN {PAID};"
          f" DELETE FROM ledger_transaction WHERE id IN {PAID}"),
    Break(14, "contracts on which awarded is not paid, payable and set off together",
          "UPDATE line SET amount_cents = 4999 WHERE position = 1"),
    Break(14, "contracts on which awarded is not paid, payable and set off together",
          "UPDATE payment SET state = 'included'"),
    Break(14, "bookings in a month that was closed already",
          "UPDATE ledger_transaction SET month = '2026-09-01', recorded_at ="
          " '2026-12-01 00:00:00'"),
    Break(2, "ledger transactions without their four entries",
          "DELETE FROM ledger_entry WHERE account = 'set_off'"),
    Break(2, "contracts on which declared is not awarded, rejected and parked together",
          "UPDATE ledger_entry SET amount_cents = amount_cents + 1 WHERE account = 'parked'"),
    Break(11, "ledger transactions of another party than their payment",
          f"UPDATE ledger_transaction SET law = 'jeugdwet' WHERE id IN {PAID}"),
    Break(10, "lines that are looked at while the audit trail does not tell",
          "DELETE FROM audit_event WHERE action = 'line.cleared'"),
    Break(10, "lines that are looked at while the audit trail does not tell",
          "UPDATE review SET decided_at = NULL, decided_by = NULL, decided_person = NULL;"
          " DELETE FROM audit_event WHERE action IN ('line.cleared', 'line.picked')"),
    *(Break(10, "approvals that the audit trail does not tell of",
            f"DELETE FROM audit_event WHERE action = 'declaration.{action}'")
      for action in ("checked", "approved")),
    Break(10, "approvals that the audit trail does not tell of",
          "UPDATE approval SET state = 'withdrawn'"),
    *(Break(10, "mandates that the audit trail does not tell of",
            f"DELETE FROM audit_event WHERE action = 'mandate.{action}'")
      for action in ("proposed", "signed", "ended")),
    *(Break(10, "payment runs that the audit trail does not tell of",
            f"DELETE FROM audit_event WHERE action = 'payment-run.{action}'")
      for action in ("drawn-up", "signed", "released", "exported", "settled")),
    Break(10, "payment runs that the audit trail does not tell of",
          "UPDATE payment_run SET state = 'cancelled'"),
    Break(10, "payments that were held or came back", "UPDATE payment SET state = 'returned'"),
    *(Break(10, "bank accounts that the audit trail does not tell of",
            f"DELETE FROM audit_event WHERE action = 'bank-account.{action}'")
      for action in ("requested", "confirmed")),
    Break(10, "closed months and journals that the audit trail does not tell of",
          "DELETE FROM audit_event WHERE action = 'month.closed'"),
    *(Break(10, "changes of contracts that the audit trail does not tell of",
            f"DELETE FROM audit_event WHERE action = 'contract-change.{action}'")
      for action in ("proposed", "confirmed", "refused", "withdrawn")),
    Break(10, "what is known of decisions that the audit trail does not tell of",
          "DELETE FROM audit_event WHERE action = 'decision.noted'"),
    Break(10, "reports of start or stop without their one audit event",
          "DELETE FROM audit_event WHERE object_type = 'care_event'"),
    Break(11, "starts and stops of another party or law than their message",
          "UPDATE care_event SET law = 'jeugdwet'"),
    Break(11, "starts and stops on an allocation of another party or client",
          "UPDATE care_event SET allocation_id = (SELECT id FROM allocation WHERE number = 20073)"),
    Break(2, "ledger transactions that do not balance",
          "UPDATE ledger_entry SET amount_cents = amount_cents + 1 WHERE account = 'awarded'"),
    Break(2, "ledger transactions without their four entries",
          "DELETE FROM ledger_entry WHERE account = 'parked'"),
    Break(4, "allocations whose balance is not the sum",
          "UPDATE allocation_balance SET amount_cents = amount_cents + 1"),
    Break(4, "allocations whose balance is not the sum",
          "UPDATE allocation_balance SET volume = volume - 1"),
    Break(4, "allocations whose balance is not the sum", "DELETE FROM allocation_balance"),
    Break(4, "awarded debit lines without their live debit", "DELETE FROM live_debit"),
    Break(4, "awarded debit lines without their live debit",
          "UPDATE live_debit SET month = '2023-05-01'"),
    Break(4, "live debits whose line is not awarded",
          "UPDATE live_debit SET line_id = (SELECT id FROM line WHERE position = 1)"),
    Break(4, "live debits whose line is not awarded",
          "UPDATE live_debit SET line_id = (SELECT id FROM line WHERE position = 4)"),
    Break(4, "providers whose last declared month",
          "UPDATE declared_period SET last_start = '2023-03-01'"),
    Break(4, "providers whose last declared month", "DELETE FROM declared_period"),
    Break(4, "allocations that do not point at the version assigned last",
          "UPDATE allocation SET current_version_id = (SELECT max(id) FROM allocation_version)"),
    Break(4, "allocations that do not point at the version assigned last",
          "UPDATE allocation SET current_version_id = NULL"),
    Break(5, "batches without a single message", "DELETE FROM message"),
    Break(5, "batches in which a message is missing", f"DELETE FROM message WHERE id = {REFUSED}"),
    Break(5, "batches in which a message is missing",
          "DELETE FROM refusal WHERE batch_id IS NOT NULL;"
          " UPDATE message SET position = 4 WHERE position = 2"),
    Break(5, "batches and messages that were reported but do not exist",
          f"DELETE FROM message WHERE id = {JUDGED}"),
    Break(5, "batches and messages that were reported but do not exist", "DELETE FROM batch"),
    Break(5, "municipalities that gave out an answer number", "UPDATE answer_number SET last = 3"),
    Break(5, "municipalities that gave out an answer number",
          f"DELETE FROM answer WHERE message_id = {REFUSED}"),
    Break(5, "municipalities that gave out an answer number", "DELETE FROM answer_number"),
    Break(5, "municipalities that gave out an answer number",
          f"UPDATE answer SET identification = '0000000009' WHERE message_id = {REFUSED}"),
    Break(6, "messages with other lines, or another outcome",
          "DELETE FROM line WHERE position = 4"),
    Break(6, "messages with other lines, or another outcome",
          "UPDATE line SET state = 'awarded'"),
    Break(6, "messages with other lines, or another outcome",
          "UPDATE line SET state = 'parked' WHERE position = 4"),
    Break(6, "messages with other lines, or another outcome",
          "UPDATE verdict SET level = NULL"),
    Break(7, "judged messages without their verdict or answer",
          f"DELETE FROM verdict WHERE message_id = {REFUSED}"),
    Break(7, "judged messages without their verdict or answer",
          f"DELETE FROM answer WHERE message_id = {REFUSED}"),
    Break(7, "judged messages without their verdict or answer",
          f"UPDATE message SET outcome = 'awarded' WHERE id = {JUDGED}"),
    Break(7, "messages that still wait and yet have traces",
          f"UPDATE finding SET message_id = {WAITING}"),
    Break(7, "processed messages without a declaration", "DELETE FROM declaration"),
    Break(7, "messages without their content", "DELETE FROM message_content"),
    Break(7, "batches called done while a message waits",
          "UPDATE batch SET state = 'done', done_at = received_at"),
    Break(7, "batches called done while a message waits",
          f"DELETE FROM message WHERE id = {WAITING}"),
    Break(6, "parked lines that have a code already",
          "UPDATE line SET codes = '' WHERE position = 4"),
    Break(6, "messages whose parked lines are not those of their last round",
          "UPDATE line SET state = 'parked', codes = '' WHERE position = 4"),
    Break(7, "messages in which a round of judging is missing", ANOTHER_ROUND),
    Break(7, "answers that are held back though there is none",
          "INSERT INTO answer_release (message_id, municipality_id, provider_id, due)"
          " SELECT id, municipality_id, provider_id, date(received_at) FROM message"
          f" WHERE id = {WAITING}"),
    Break(10, "messages with other rounds of waiting than the audit trail", ANOTHER_ROUND),
    Break(12, "parked messages that nobody comes back to",
          f"UPDATE message SET outcome = 'parked' WHERE id = {JUDGED}"),
    Break(9, "tables that no longer guard their history",
          "ALTER TABLE verdict DISABLE TRIGGER verdict_no_update", "postgresql"),
    Break(9, "tables that no longer guard their history", "SELECT 1", "sqlite"),
    Break(9, "places where the chain of the audit trail is broken",
          "UPDATE audit_event SET action = 'other' WHERE action = 'key.created'"),
    Break(9, "places where the chain of the audit trail is broken",
          "DELETE FROM audit_seal WHERE sequence = 3"),
    Break(9, "audit events that the sealer passed over",
          "DELETE FROM audit_seal WHERE sequence = 3; UPDATE audit_event SET written_at ="
          " '2020-01-01 00:00:00' WHERE id NOT IN (SELECT event_id FROM audit_seal)"),
    Break(10, "batches without their one audit event",
          "DELETE FROM audit_event WHERE action = 'batch.received'"),
    Break(10, "judged messages without their one audit event",
          "DELETE FROM audit_event WHERE action = 'message.judged'"),
    Break(10, "judged messages without their one audit event",
          f"{EVENT} SELECT occurred_at, account_id, action, object_type, object_id, detail"
          " FROM audit_event WHERE action = 'message.judged'"),
    Break(10, "messages that are judged in the audit trail only",
          f"UPDATE audit_event SET object_id = {WAITING} WHERE action = 'message.judged'"),
    Break(10, "refusals without their one audit event",
          "DELETE FROM audit_event WHERE action = 'file.refused'"),
    Break(10, "allocation versions without their one audit event",
          "DELETE FROM audit_event WHERE action = 'allocation.recorded'"),
    Break(10, "contract versions without their one audit event",
          "DELETE FROM audit_event WHERE action = 'contract.recorded'"),
    Break(10, "keys without their one audit event",
          "DELETE FROM audit_event WHERE action = 'key.created'"),
    Break(10, "revoked keys without their one audit event",
          "DELETE FROM audit_event WHERE action = 'key.revoked'"),
    Break(10, "providers with more versions than the audit trail",
          "INSERT INTO provider_version (provider_id, number, name, recorded_at)"
          " SELECT provider_id, 2, name, recorded_at FROM provider_version"),
    Break(11, "lines of another party than their message",
          f"UPDATE line SET provider_id = {OTHER}"),
    Break(11, "lines of another party than their message", "UPDATE line SET law = 'jeugdwet'"),
    Break(11, "lines of another party than their message",
          f"UPDATE line SET municipality_id = {ELSEWHERE}"),
    Break(11, "lines with a client of another municipality",
          "UPDATE line SET client_id = (SELECT max(id) FROM client)"),
    Break(11, "lines with a client of another municipality", "UPDATE line SET client_id = 0"),
    Break(11, "lines on an allocation of another party or client",
          "UPDATE line SET allocation_id = (SELECT max(id) FROM allocation)"),
    Break(11, "lines judged on a version of another allocation",
          "UPDATE line SET allocation_version_id = (SELECT max(id) FROM allocation_version)"),
    Break(11, "lines on a contract of another provider or law",
          f"UPDATE line SET contract_id = {NUMBERED}"),
    Break(11, "lines on a contract their municipality takes no part in",
          f"UPDATE contract_municipality SET municipality_id = {ELSEWHERE}"),
    Break(11, "credit lines on a debit of another party or client",
          "UPDATE line SET client_id = (SELECT max(id) FROM client) WHERE position = 1"),
    Break(11, "credit lines on a debit of another party or client",
          "UPDATE line SET credits_line_id = 0 WHERE position = 2"),
    Break(11, "findings without a message, or about a line",
          f"UPDATE finding SET message_id = {REFUSED}"),
    Break(11, "findings without a message, or about a line",
          "UPDATE finding SET message_id = 0, line_id = NULL"),
    Break(11, "lines of another party than their message", "UPDATE line SET message_id = 0"),
    Break(11, "used numbers of another provider or law", "UPDATE used_number SET message_id = 0"),
    Break(4, "awarded debit lines without their live debit",
          "UPDATE live_debit SET allocation_id = 0"),
    Break(11, "declarations of another party than their message",
          f"UPDATE declaration SET provider_id = {OTHER}"),
    Break(11, "ledger transactions of another party than their message",
          f"UPDATE ledger_transaction SET municipality_id = {ELSEWHERE}"),
    Break(11, "ledger transactions on a contract of another provider",
          f"UPDATE ledger_transaction SET contract_id = {NUMBERED}"),
    Break(11, "answers of another municipality or law", "UPDATE answer SET law = 'jeugdwet'"),
    Break(11, "used numbers of another provider or law",
          f"UPDATE used_number SET provider_id = {OTHER}"),
    Break(11, "messages of another provider than their batch",
          f"UPDATE batch SET provider_id = {OTHER}"),
    Break(11, "messages with another municipality than their code says",
          "UPDATE message SET municipality_code = '0363'"),
    Break(11, "allocations with a client of another municipality",
          f"UPDATE client SET municipality_id = {ELSEWHERE}"),
    Break(11, "versions of another party than their allocation",
          f"UPDATE allocation_version SET provider_id = {OTHER}"),
    Break(11, "contract versions with a municipality of another region",
          "UPDATE municipality SET region_id = (SELECT max(id) FROM region)"),
    Break(12, "waiting messages without work to be done",
          "DELETE FROM procrastinate_jobs", "postgresql"),
    Break(12, "work called done while its message is not judged",
          "UPDATE procrastinate_jobs SET status = 'succeeded'", "postgresql"),
    Break(13, "batches with an idempotency key without the response", "DELETE FROM idempotency"),
    Break(13, "batches with an idempotency key without the response",
          "UPDATE batch SET idempotency_key = 'other'"),
    Break(14, "messages whose lines, declaration and verdict",
          "UPDATE line SET amount_cents = 4999 WHERE position = 4"),
    Break(14, "messages whose lines, declaration and verdict",
          f"UPDATE verdict SET awarded_cents = 1 WHERE message_id = {JUDGED}"),
    Break(14, "messages whose lines, declaration and verdict",
          "UPDATE declaration SET submitted_cents = -10000"),
    Break(14, "messages whose ledger is not the sum of their lines",
          "UPDATE ledger_entry SET amount_cents = 4000 WHERE account = 'awarded';"
          " UPDATE ledger_entry SET amount_cents = 6000 WHERE account = 'rejected'"),
    Break(14, "messages whose ledger is not the sum of their lines",
          "DELETE FROM ledger_entry; DELETE FROM ledger_transaction"),
    Break(14, "messages with a number or reference that is not marked",
          "DELETE FROM used_number WHERE kind = 1"),
    Break(14, "messages with a number or reference that is not marked",
          "DELETE FROM used_number WHERE kind = 2"),
    Break(14, "messages with a number or reference that is not marked",
          "UPDATE line SET first_use = NULL WHERE reference = 'RN004'"),
    Break(14, "messages that hold a number that should be free",
          "UPDATE used_number SET value = 'D9' WHERE value = 'D1'"),
    Break(14, "messages that hold a number that should be free",
          f"UPDATE used_number SET message_id = {REFUSED} WHERE kind = 1"),
    Break(15, "columns with a citizen number",
          "UPDATE message SET file_name = 'client_999900006.xml'"),
    Break(15, "columns with a citizen number",
          """UPDATE audit_event SET detail = '{"note": "bsn 999900018"}'"""),
    Break(15, "columns with a citizen number",
          "UPDATE finding SET received = '999900006'"),
    Break(17, "columns that can hold money as a float or a text",
          "ALTER TABLE line ADD COLUMN extra_cents text"),
    Break(17, "columns that can hold money as a float or a text",
          "ALTER TABLE line ADD COLUMN share real"),
    Break(17, "columns with an amount that is not a whole number",
          "UPDATE line SET amount_cents = 50.5 WHERE position = 4", "sqlite"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """A filled database; its tests leave it as it was, so that one serves them all."""

    database: TestDatabase
    engine: Engine


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def in_order(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        database = databases.copied(template, tmp_path_factory.mktemp("world"))
    else:
        database, owner = request.getfixturevalue("postgresql_database")
        databases.empty(database, owner)
    engine = make_engine(database.url)
    with transaction(write=True, engine=engine) as session:
        world.build(session, KEYRING)
    yield World(database, engine)
    engine.dispose()


def test_a_world_in_order_breaks_nothing(in_order: World) -> None:
    with transaction(engine=in_order.engine) as session:
        assert broken(session, KEYRING) == []


def after(world: World, statements: str) -> list[tuple[int, str]]:
    """What the check says when the statements have been let past every guard; undone again."""
    with world.database.tampering() as connection:
        for statement in statements.split(";"):
            if "DROP CONSTRAINT" not in statement or connection.dialect.name == "postgresql":
                connection.execute(text(statement))
        with Session(connection) as session:
            found = [(each.invariant, each.text.en) for each in broken(session, KEYRING)]
        transaction = connection.get_transaction()
        assert transaction is not None
        transaction.rollback()
    return found


@pytest.mark.parametrize("broken_by", BREAKS, ids=lambda each: f"{each.invariant}-{each.sql[:40]}")
def test_what_is_broken_is_found(in_order: World, broken_by: Break) -> None:
    if broken_by.only not in (None, in_order.engine.dialect.name):
        pytest.skip(f"only on {broken_by.only}")
    found = after(in_order, broken_by.sql)
    assert [
        said for invariant, said in found
        if invariant == broken_by.invariant and said.startswith(broken_by.says)
    ], found  # fmt: skip


def test_line_that_does_not_fit_may_be_said_not_to(in_order: World) -> None:
    assert [n for n, _ in after(in_order, breaks_of_misfits.UNFIT) if n != 9] == []


def test_every_question_has_a_test_that_breaks_it() -> None:
    shown = {(each.invariant, each.says) for each in (*BREAKS, *breaks_of_lump_sums.BREAKS)}
    missing = [
        question.en for question in QUESTIONS
        if not any(question.invariant == n and question.en.startswith(says) for n, says in shown)
    ]  # fmt: skip
    assert missing == []


@pytest.mark.parametrize(
    "harmless",
    [
        "UPDATE line SET reference = '999900006' WHERE position = 4",
        "UPDATE message SET file_name = '999900031.xml'",  # passes the test, but is nobody here
        "UPDATE message SET file_name = '1999900006.xml'",  # ten digits
        "UPDATE message SET file_name = '999900007.xml'",  # fails the test of eleven
        "UPDATE verdict SET facts = '" + "a" * 30 + "999900006" + "b" * 25 + "'",
    ],
)
def test_digits_that_are_no_citizen_number_are_no_breach(in_order: World, harmless: str) -> None:
    assert [n for n, _ in after(in_order, harmless) if n not in (9,)] == []


def test_a_breach_never_repeats_a_citizen_number(in_order: World) -> None:
    found = after(in_order, "UPDATE message SET file_name = 'x 999900006.xml'")
    assert (15, "columns with a citizen number that does not belong there: message.file_name") in (
        found
    )
    assert "999900006" not in str(found)


def test_a_verdict_that_comes_out_differently_is_named(in_order: World) -> None:
    with transaction(engine=in_order.engine) as session:
        assert broken(session, KEYRING, recompute=lambda _: []) == []
        (breach,) = broken(session, KEYRING, recompute=lambda _: range(1, 15))
    assert breach.invariant == 18
    assert breach.ids == tuple(range(1, 11))
    assert breach.text.nl.endswith(": 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …")
    assert breach.text.en.startswith("messages whose verdict now differs")


def test_breaches_come_in_the_order_of_their_numbers(in_order: World) -> None:
    found = after(in_order, "DELETE FROM line")
    numbers = [invariant for invariant, _ in found]
    assert numbers == sorted(numbers)
    assert {4, 6, 14} <= set(numbers)
