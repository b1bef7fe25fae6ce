"""The lists of payment runs as files to keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Response
from flask_babel import gettext as _

from portal.clock import Clock
from portal.intake.batch_export import FORMATS
from portal.payments.choosing import Group
from portal.payments.run_list import RunPage, Shown
from portal.payments.run_words import PAYMENT_STATES, RUN_STATES, hold_name
from portal.payments.runs import Run
from portal.web import labels
from portal.web.exports import Column


def runs_as_file(runs: Iterable[Run], names: Mapping[int, str], kind: str) -> Response:
    """All runs as ``xlsx`` or ``csv``."""

    def name(account: int | None) -> str | None:
        return None if account is None else names.get(account, "")

    columns = (
        Column(_("Betaalrun"), lambda run: run.number),
        Column(_("Stand"), lambda run: RUN_STATES[run.state]),
        Column(_("Betaaldag"), lambda run: run.pay_on),
        Column(_("Betalingen"), lambda run: run.payment_count),
        Column(_("Bedrag"), lambda run: run.total_cents, euros=True),
        Column(_("Opgemaakt door"), lambda run: name(run.made_by)),
        Column(_("Ondertekend door"), lambda run: name(run.signed_by)),
        Column(_("Vrijgegeven door"), lambda run: name(run.released_by)),
    )
    return FORMATS[kind]("betaalruns", columns, runs)


def preview_as_file(groups: Iterable[Group], clock: Clock, kind: str) -> Response:
    """What can be paid now as ``xlsx`` or ``csv``."""
    today = clock.today()
    columns = (
        Column(_("Aanbieder"), lambda group: group.provider),
        Column(_("Wet"), lambda group: labels.LAWS[group.law]),
        Column(_("Regels"), lambda group: group.count),
        Column(_("Debet"), lambda group: group.debit_cents, euros=True),
        Column(_("Credit"), lambda group: group.credit_cents, euros=True),
        Column(_("Te betalen"), lambda group: group.net_cents, euros=True),
        Column(_("Oudste dagtekening"), lambda group: group.oldest),
        Column(_("Betalen vóór"), lambda group: group.pay_before),
        Column(_("Te laat"), lambda group: _("ja") if group.overdue(today) else _("nee")),
    )
    return FORMATS[kind]("te-betalen", columns, groups)


def run_as_file(page: RunPage, kind: str) -> Response:
    """The payments of a run as ``xlsx`` or ``csv``."""
    columns = (
        Column(_("Kenmerk"), lambda each: each.payment.reference),
        Column(_("Aanbieder"), lambda each: each.provider),
        Column(_("Wet"), lambda each: labels.LAWS[each.law]),
        Column(_("Rekening (IBAN)"), lambda each: each.payment.iban),
        Column(_("Op naam van"), lambda each: each.payment.holder),
        Column(_("Regels"), lambda each: each.payment.line_count),
        Column(_("Debet"), lambda each: each.payment.debit_cents, euros=True),
        Column(_("Credit"), lambda each: each.payment.credit_cents, euros=True),
        Column(_("Bedrag"), lambda each: each.payment.cents, euros=True),
        Column(_("Stand"), lambda each: PAYMENT_STATES[each.payment.state]),
        Column(_("Reden van tegenhouden"), _reasons),
    )
    return FORMATS[kind](f"betaalrun-{page.run.number}", columns, page.payments)


def _reasons(each: Shown) -> str:
    return ", ".join(hold_name(code) for code in each.payment.holds)
