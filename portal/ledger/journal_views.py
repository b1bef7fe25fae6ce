"""The pages of the journal: which product goes on which account, and the file of a month."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.ledger.blueprint import ledger
from portal.ledger.choice import month_of
from portal.ledger.closing_views import the_closer
from portal.ledger.forms import RuleForm, TakeForm
from portal.ledger.journal import Entry
from portal.ledger.rules import products_of, rule_for, rules_of, save_rule
from portal.ledger.taking import NoAccount, Taken, take, taken_before
from portal.store.transaction import in_transaction, transaction
from portal.web import labels
from portal.web.access import the_clock
from portal.web.exports import Column, as_csv, as_xlsx


@ledger.get("/boekhouding/journaal")
def journal() -> str:
    """The accounts of every product, and what was exported before."""
    return _page(RuleForm(formdata=None), TakeForm(formdata=None))


def _page(form: RuleForm, taking: TakeForm, missing: tuple[tuple[str, str], ...] = ()) -> str:
    owner = the_closer().municipality_id
    with transaction() as session:
        rules, products = rules_of(session, owner), products_of(session, owner)
        before = taken_before(session, owner)
    without = [each for each in products if rule_for(rules, *each) is None]
    return render_template(
        "ledger/journal.html", form=form, taking=taking, rules=rules, without=without,
        missing=missing, before=before, labels=labels, today=the_clock().today(),
    )  # fmt: skip


@ledger.post("/boekhouding/journaal")
def map_product() -> Response | tuple[str, int]:
    """Set the accounts of a product category, or of a whole law."""
    form = RuleForm()
    if not form.validate_on_submit():
        return _page(form, TakeForm(formdata=None)), 422
    in_transaction(lambda session: save_rule(session, the_closer(), form.rule(), the_clock()))
    flash(_("De rekeningen zijn vastgelegd."))
    return redirect(url_for("ledger.journal"), 303)


@ledger.post("/boekhouding/journaal/bestand")
def take_journal() -> Response | tuple[str, int]:
    """The journal of a month as a file; that it was taken is noted."""
    taking = TakeForm()
    month = month_of(taking.month.data or "") if taking.validate_on_submit() else None
    if month is None:
        return _page(RuleForm(formdata=None), taking), 422
    try:
        taken = in_transaction(lambda session: take(session, the_closer(), month, the_clock()))
    except NoAccount as missing:
        return _page(RuleForm(formdata=None), taking, missing.products), 409
    return _file(taken, taking.kind.data)


def _file(taken: Taken, kind: str) -> Response:
    total = Entry(taken.month, "", "", taken.cents, taken.cents, str(_("Controletotaal")), "")
    columns = [
        Column(str(_("Datum")), lambda row: row.booked_on),
        Column(str(_("Rekening")), lambda row: row.account),
        Column(str(_("Kostenplaats")), lambda row: row.cost_centre),
        Column(str(_("Debet")), lambda row: row.debit, True),
        Column(str(_("Credit")), lambda row: row.credit, True),
        Column(str(_("Omschrijving")), lambda row: row.description),
        Column(str(_("Stuk")), lambda row: row.document),
    ]
    rows, name = [*taken.entries, total], f"journaal-{taken.month:%Y-%m}"
    if kind == "csv":
        return as_csv(name, columns, rows)
    return as_xlsx(name, columns, rows, made_at=taken.made_at)
