"""Pages of budgets: how much is left of each, and asking for money of one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from declarations.lumpsum import BudgetExceeded
from portal.intake.batch_choice import number
from portal.intake.idempotency import KeyReused
from portal.lumpsum import words
from portal.lumpsum.blueprint import lumpsum
from portal.lumpsum.by_program import Place, draw
from portal.lumpsum.export import budgets_as_file
from portal.lumpsum.finding import Budget, budget_of, budgets_of
from portal.lumpsum.forms import DrawForm, fresh_form, read_amount
from portal.lumpsum.page import BudgetPage, budget_page
from portal.lumpsum.pictures import HEIGHT, WIDTH, budget_bar
from portal.lumpsum.settle_forms import SettleForm, VolumeForm
from portal.lumpsum.submitting import ReferenceUsed, Wish
from portal.parties.service import municipality_codes
from portal.store.transaction import in_transaction, transaction
from portal.web.access import the_clock, the_visitor
from portal.web.formatting import euros

ONE = "/budgetten/<int(max=999999999999):budget>"


@lumpsum.get("/budgetten")
def budgets() -> str:
    """The budgets of this reader's party, of one year or contract where chosen."""
    year, contract = number(request.args.get("jaar")), number(request.args.get("contract"))
    with transaction() as session:
        every = budgets_of(session, the_visitor().tenant, contract)
    this_year = the_clock().today().year
    if "jaar" not in request.args and any(each.year == this_year for each in every):
        year = this_year
    found = [each for each in every if year in (None, each.year)]
    return render_template(
        "lumpsum/budgets.html", budgets=found, years=sorted({each.year for each in every}),
        year=year, contract=contract, words=words,
    )  # fmt: skip


@lumpsum.get("/budgetten.<any(xlsx, csv):kind>")
def budgets_file(kind: str) -> Response:
    """The same as a list to keep."""
    year, contract = number(request.args.get("jaar")), number(request.args.get("contract"))
    with transaction() as session:
        found = budgets_of(session, the_visitor().tenant, contract, year)
    return budgets_as_file(found, kind)


@lumpsum.get(ONE)
def budget(budget: int) -> str:
    """One budget: its picture, its instalments, what was drawn, and the form to draw."""
    return budget_shown(budget)


@lumpsum.post(f"{ONE}/opnemen")
def draw_from(budget: int) -> Response | tuple[str, int]:
    """Ask for money; the same form sent twice asks once."""
    form = DrawForm()
    if not form.validate_on_submit():
        return budget_shown(budget, form), 422
    wish = Wish(read_amount(form.amount.data), form.reference.data.strip())
    try:
        told = in_transaction(lambda session: _draw(session, budget, wish, form.key()))
    except BudgetExceeded as exceeded:
        form.amount.errors = [_("Vrij is nog %(free)s.", free=euros(exceeded.free))]
    except ReferenceUsed:
        form.reference.errors = [_("U gebruikte deze referentie al onder dit contract.")]
    except KeyReused:
        form.form_errors.append(_("Dit formulier is al verstuurd. Open het opnieuw."))
    else:
        flash(_("%(amount)s is gereserveerd en ingediend.", amount=euros(wish.cents)))
        return redirect(url_for("lumpsum.drawdown", drawdown=told["id"]), 303)
    return budget_shown(budget, form), 409


def _draw(session: Session, budget: int, wish: Wish, key: str) -> dict[str, int]:
    visitor = the_visitor()
    place = _place(session, budget_of(session, visitor.tenant, budget))
    return draw(session, visitor, place, wish, key, the_clock())


def _place(session: Session, found: Budget) -> Place:
    code = municipality_codes(session)[found.municipality_id]
    return Place(str(found.contract_id), code, found.year)


def budget_shown(
    number: int, form: DrawForm | None = None, settle_form: SettleForm | None = None,
    volume_form: VolumeForm | None = None,
) -> str:  # fmt: skip
    """The page of a budget, with what was filled in so far."""
    visitor = the_visitor()
    with transaction() as session:
        page = budget_page(session, visitor, number, the_clock().today())
    return render_template(
        "lumpsum/budget.html", page=page, budget=page.budget, bar=budget_bar(page.budget),
        size=(WIDTH, HEIGHT), form=(form or fresh_form()) if visitor.of_provider else None,
        settle_form=(settle_form or _settle_form(page)) if page.may_settle else settle_form,
        volume_form=(volume_form or VolumeForm(formdata=None)) if visitor.of_provider else None,
        verdicts={action: word for word, action in words.VERDICTS.items()}, words=words,
    )  # fmt: skip


def _settle_form(page: BudgetPage) -> SettleForm:
    """An empty form, with the volume that was told month by month."""
    told = sum(each.places for each in page.volumes)
    return SettleForm(formdata=None, realised=str(told) if page.volumes else "")
