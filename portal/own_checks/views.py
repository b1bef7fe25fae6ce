"""The pages of a municipality's own checks: which there are, and setting up, changing, ending."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from declarations.facts import CheckKind, OwnCheck, Product
from declarations.model import Law
from portal.contracts.service import categories_of
from portal.identity.colleagues import names_of
from portal.identity.service import Role
from portal.own_checks import words
from portal.own_checks.blueprint import own_checks
from portal.own_checks.forms import OwnCheckForm
from portal.own_checks.preview import Preview, preview
from portal.own_checks.service import (
    MOST,
    Doer,
    Moved,
    TooMany,
    Version,
    end,
    set_up,
    versions_of,
)
from portal.own_checks.service import change as change_check
from portal.review.plans import plan_of
from portal.store.transaction import in_transaction, transaction
from portal.web.access import own_municipality, the_clock, the_visitor

__all__ = ["own_checks"]

PLANNERS = (Role.CONTROLLER, Role.CONTRACT_MANAGER)
SHOW = "voorbeeld"  # the button that tries a check instead of keeping it
NUMBER = "<int(max=999999):own_check>"
KIND = f"<any({', '.join(CheckKind)}):sort>"


@own_checks.get("/eigen-controles")
def overview() -> str:
    """Every check, also those that ended, and the kinds to choose from."""
    today = the_clock().today()
    with transaction() as session:
        checks = _by_number(versions_of(session, own_municipality()))
        looked_at = plan_of(session, own_municipality()).warnings
    rows = [(found[-1], words.standing(found, today)) for found in checks.values()]
    return render_template(
        "own_checks/list.html", rows=rows, words=words, kinds=list(CheckKind), plans=_plans(),
        looked_at=looked_at,
    )  # fmt: skip


@own_checks.get(f"/eigen-controles/nieuw/{KIND}")
def new(sort: str) -> str:
    """An empty form for a check of this kind."""
    return _new_page(_form(CheckKind(sort)), CheckKind(sort))


@own_checks.post(f"/eigen-controles/nieuw/{KIND}")
def create(sort: str) -> Response | tuple[str, int] | str:
    """Set up a check, or show what it would have picked."""
    kind = CheckKind(sort)
    form = _form(kind)
    if not form.validate_on_submit():
        return _new_page(form, kind), 422
    if request.form.get("doen") == SHOW:
        return _new_page(form, kind, _tried(form))
    wish, doer = form.the_wish(), _doer()
    try:
        number = in_transaction(lambda session: set_up(session, doer, wish))
    except TooMany:
        form.form_errors.append(
            _("U hebt al %(most)s controles. Beëindig er eerst een.", most=MOST)
        )
        return _new_page(form, kind), 422
    flash(_("De controle is vastgelegd."))
    return redirect(url_for("own_checks.check", own_check=number), 303)


@own_checks.get(f"/eigen-controles/{NUMBER}")
def check(own_check: int) -> str:
    """One check: what it looks for, all its versions, and a form to change it."""
    versions = _versions(own_check)
    last = versions[-1]
    form = _form(last.check.kind, last.check)
    form.fill(last.check, max(last.planned.since, the_clock().today()))
    return _check_page(versions, form)


@own_checks.post(f"/eigen-controles/{NUMBER}")
def change(own_check: int) -> Response | tuple[str, int] | str:
    """Have a check look for something else, or show what that would have picked."""
    versions = _versions(own_check)
    form = _form(versions[-1].check.kind, versions[-1].check)
    if not form.validate_on_submit():
        return _check_page(versions, form), 422
    if request.form.get("doen") == SHOW:
        return _check_page(versions, form, _tried(form))
    wish, doer, seen = form.the_wish(), _doer(), form.version_seen
    try:
        done = in_transaction(lambda s: change_check(s, doer, own_check, seen, wish))
    except Moved:
        return _moved(own_check)
    flash(_("De controle is gewijzigd.") if done else _("Er is niets veranderd."))
    return redirect(url_for("own_checks.check", own_check=own_check), 303)


@own_checks.post(f"/eigen-controles/{NUMBER}/beeindig")
def finish(own_check: int) -> Response:
    """Have no such check from today on."""
    _versions(own_check)
    form, doer, today = OwnCheckForm(), _doer(), the_clock().today()
    try:
        in_transaction(lambda session: end(session, doer, own_check, form.version_seen, today))
    except Moved:
        return _moved(own_check)
    flash(_("De controle is beëindigd. Wat hij heeft uitgekozen, blijft in de controle staan."))
    return redirect(url_for("own_checks.check", own_check=own_check), 303)


def _moved(number: int) -> Response:
    flash(
        _("Iemand anders heeft deze controle net gewijzigd of beëindigd. Kijk eerst hoe het nu is.")
    )
    return redirect(url_for("own_checks.check", own_check=number), 303)


def _new_page(form: OwnCheckForm, kind: CheckKind, found: Preview | None = None) -> str:
    return render_template(
        "own_checks/new.html", form=form, kind=kind, words=words, found=found, show=SHOW
    )


def _check_page(
    versions: Sequence[Version], form: OwnCheckForm, found: Preview | None = None
) -> str:
    with transaction() as session:
        makers = names_of(session, {each.account_id for each in versions})
    last = versions[-1]
    return render_template(
        "own_checks/check.html", versions=versions, last=last, form=form, kind=last.check.kind,
        words=words, makers=makers, found=found, show=SHOW,
        standing=words.standing(versions, the_clock().today()),
        plans=_plans() and not last.planned.ends,
    )  # fmt: skip


def _form(kind: CheckKind, shown: OwnCheck | None = None) -> OwnCheckForm:
    today, form = the_clock().today(), OwnCheckForm()
    with transaction() as session:
        offered = _products(session)
    if shown is not None:
        offered |= {*shown.products, *([shown.other] if shown.other else [])}
    form.shape(kind, sorted(offered), today)
    if not form.is_submitted():
        form.since.data = today
    return form


def _products(session: Session) -> set[Product]:
    """What the municipality contracted with anybody, under any law."""
    return {
        (category, code)
        for law in Law
        for code, categories in categories_of(session, own_municipality(), law).items()
        for category in categories
    }


def _tried(form: OwnCheckForm) -> Preview:
    wish, today = form.the_wish(), the_clock().today()
    wanted = OwnCheck(0, 0, wish.kind, wish.limit, wish.other, wish.products)
    with transaction() as session:
        return preview(session, own_municipality(), wanted, today)


def _versions(number: int) -> list[Version]:
    with transaction() as session:
        found = _by_number(versions_of(session, own_municipality())).get(number)
    if found is None:
        raise NotFound
    return found


def _by_number(versions: Sequence[Version]) -> dict[int, list[Version]]:
    found: dict[int, list[Version]] = {}
    for each in versions:
        found.setdefault(each.check.number, []).append(each)
    return found


def _doer() -> Doer:
    return Doer(own_municipality(), the_visitor().account_id, the_clock().now())


def _plans() -> bool:
    return the_visitor().role in PLANNERS
