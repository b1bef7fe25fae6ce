"""Mandates: which there are, proposing one, and signing, refusing or ending it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from declarations.lifecycle import Kind, possible
from declarations.model import Law
from portal.approvals.blueprint import approvals
from portal.approvals.forms import MandateForm
from portal.approvals.listing import providers_in_lists
from portal.approvals.mandate_export import mandates_as_file
from portal.approvals.mandates import Limits, end, mandates_of, propose, refuse, sign
from portal.approvals.views import the_actor
from portal.declaring.forms import read_euros
from portal.store.transaction import in_transaction, transaction
from portal.web import labels
from portal.web.access import the_clock
from portal.web.conflicts import STATES

DEEDS = {"tekenen": sign, "weigeren": refuse, "beeindigen": end}


@approvals.get("/mandaten")
def mandates() -> str:
    """Every mandate of the municipality, also those that ended."""
    actor = the_actor()
    with transaction() as session:
        found = mandates_of(session, actor.municipality_id, actor.role)
    return render_template(
        "approvals/mandates.html", mandates=found, labels=labels, states=STATES,
        today=the_clock().today(), may_propose=bool(possible(Kind.MANDATE, "new", actor.role)),
    )  # fmt: skip


@approvals.get("/mandaten.<any(xlsx, csv):kind>")
def mandates_file(kind: str) -> Response:
    """The mandates as a file to keep."""
    actor = the_actor()
    with transaction() as session:
        return mandates_as_file(mandates_of(session, actor.municipality_id, actor.role), kind)


@approvals.route("/mandaten/nieuw", methods=["GET", "POST"])
def propose_mandate() -> Any:
    """Propose a mandate; another person signs it."""
    actor, form, clock = the_actor(), MandateForm(), the_clock()
    with transaction() as session:
        form.offer(providers_in_lists(session, actor.municipality_id))
    if not form.validate_on_submit():
        page = render_template("approvals/propose.html", form=form)
        return page, 422 if form.errors else 200
    limits = _limits(form)
    in_transaction(lambda session: propose(session, actor, limits, clock))
    flash(_("Het mandaat is voorgesteld. Een ander moet het nog tekenen."))
    return _back()


@approvals.post("/mandaten/<int:mandate>/<any(tekenen, weigeren, beeindigen):deed>")
def decide_mandate(mandate: int, deed: str) -> Response:
    """Sign, refuse or end a mandate."""
    actor, clock, work = the_actor(), the_clock(), DEEDS[deed]
    in_transaction(lambda session: work(session, actor, mandate, clock))
    said = {
        "tekenen": _("Het mandaat is getekend en geldt nu."),
        "weigeren": _("Het mandaat is geweigerd."),
        "beeindigen": _("Het mandaat is beëindigd. Wat ermee is goedgekeurd, blijft zo."),
    }
    flash(said[deed])
    return _back()


def _limits(form: MandateForm) -> Limits:
    assert form.start.data is not None, "a valid form has both days"
    assert form.end.data is not None, "a valid form has both days"
    return Limits(
        provider_id=int(form.provider.data) if form.provider.data else None,
        law=Law(form.law.data) if form.law.data else None,
        line_limit=read_euros(form.line_limit.data or ""),
        declaration_limit=read_euros(form.declaration_limit.data or ""),
        start=form.start.data,
        end=form.end.data,
    )


def _back() -> Response:
    return redirect(url_for("approvals.mandates"), 303)
