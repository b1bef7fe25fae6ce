"""The list of awarded lines that no longer fit; both sides read the same one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.intake.outcome_words import finding_in_words
from portal.misfits import words
from portal.misfits.accepting import accept as accept_one
from portal.misfits.blueprint import misfits
from portal.misfits.choice import WORDS, Choice, holds_citizen_number
from portal.misfits.export import misfits_as_file
from portal.misfits.listing import changes_found, parties_in_list, unfit_page
from portal.store.tenant import current_tenant
from portal.store.transaction import in_transaction, transaction
from portal.web.access import the_clock, the_visitor

__all__ = ["misfits"]


@misfits.get("/past-niet-meer")
def unfit() -> str:
    """Which awarded lines no longer fit, since what changed, and what can be done."""
    choice, tenant = Choice.of(request.args.to_dict()), current_tenant()
    with transaction() as session:
        page = unfit_page(session, tenant, choice)
        changes = changes_found(session, tenant)
        parties = parties_in_list(session, tenant)
    return render_template(
        "misfits/list.html", page=page, changes=changes, parties=parties, choice=choice,
        words=words, cause_words=WORDS, finding_in_words=finding_in_words,
        own=the_visitor().of_provider,
    )  # fmt: skip


@misfits.post("/past-niet-meer/zoek")
def search() -> Response:
    """Look for an allocation or a reference; a citizen number is never in an address."""
    wanted = " ".join(request.form.get("zoek", "").split())
    choice = Choice.of(request.form.to_dict())
    if holds_citizen_number(wanted):
        flash(_("Zoek op toewijzingnummer of referentie, niet op burgerservicenummer."))
    return redirect(url_for("misfits.unfit", **choice.as_query()), 303)  # type: ignore[arg-type]


@misfits.get("/past-niet-meer.<any(xlsx, csv):kind>")
def unfit_file(kind: str) -> Response:
    """The chosen lines as a list to keep."""
    choice = Choice.of(request.args.to_dict())
    with transaction() as session:
        return misfits_as_file(session, current_tenant(), choice, kind)


@misfits.post("/past-niet-meer/<int(max=999999999999):misfit>/laat-staan")
def accept(misfit: int) -> Response:
    """Leave a line as it was awarded."""
    visitor, now = the_visitor(), the_clock().now()
    in_transaction(
        lambda s: accept_one(s, visitor.municipality_id or 0, misfit, visitor.account_id, now)
    )
    flash(_("De regel blijft zoals hij is toegekend."))
    choice = Choice.of(request.form.to_dict())
    return redirect(url_for("misfits.unfit", **choice.as_query()), 303)  # type: ignore[arg-type]
