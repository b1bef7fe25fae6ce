"""Nothing is paid, or told of a payment, while the answer about a declaration is held back."""

from __future__ import annotations

from portal.intake.paid_lines import paid_lines, paid_on, sums_by_message
from portal.payments.choosing import can_be_paid
from portal.payments.remittance import lines_in
from portal.store.tenant import Scope, Tenant, acting_for
from portal.store.transaction import transaction

HOLD = (
    "INSERT INTO answer_release (message_id, municipality_id, provider_id, due)"
    " SELECT id, municipality_id, provider_id, '2023-05-25' FROM message WHERE id = :message"
)


def test_a_declaration_is_not_paid_before_its_answer_is_out(till):
    waiting, answered = till.approved(5000), till.approved(7500)
    till.run_sql(HOLD, message=waiting)
    with transaction() as session:
        choice = can_be_paid(session, till.id)
    assert choice.net_cents == 7500
    assert {line.message_id for group in choice.groups for line in group.lines} == {answered}
    [payment] = till.payments(till.draw_up())
    assert payment.cents == 7500
    till.run_sql("UPDATE answer_release SET released_at = CURRENT_TIMESTAMP, reason = 'term'")
    with transaction() as session:
        assert can_be_paid(session, till.id).net_cents == 5000
    assert till.world.check() == []


def test_a_provider_reads_no_paid_line_before_the_answer(till):
    message = till.approved(5000)
    number = till.released()
    [payment] = till.payments(number)
    till.export(number)
    till.settle(number)
    provider = till.world.scalar("SELECT provider_id FROM message WHERE id = :m", m=message)
    sides = Tenant(Scope.PROVIDER, provider), till.tenant

    def read() -> list[tuple[int, int, bool]]:
        found = []
        for side in sides:
            with acting_for(side), transaction() as session:
                lines = paid_lines(session, lines_in(payment.id), None, (0, 0), 10)
                sums = sums_by_message(session, lines_in(payment.id))
                found.append((len(lines), len(sums), message in paid_on(session, [message])))
        return found

    assert read() == [(1, 1, True)] * 2
    till.run_sql(HOLD, message=message)
    assert read() == [(0, 0, False), (1, 1, True)]
