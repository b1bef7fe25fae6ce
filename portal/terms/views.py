"""The terms, the clocks that run for the reader, the reminders, and the mail about them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from declarations.terms import TERMS
from portal.audit.service import Action, Event, Subject, record
from portal.store.transaction import in_transaction, transaction
from portal.terms import words
from portal.terms.choice import STANDS, Choice, page_of
from portal.terms.clocks import Running, clocks_of
from portal.terms.digests import choose_mail, wants_mail
from portal.terms.export import clocks_file, reminders_file
from portal.terms.forms import MailForm
from portal.terms.reminders import reminders_for
from portal.web import labels
from portal.web.access import the_clock, the_visitor
from portal.web.language import current

terms = Blueprint("terms", __name__)


@terms.get("/termijnen")
def table() -> str:
    """All terms of the protocol, for everybody."""
    return render_template(
        "terms/table.html", terms=TERMS.values(), words=words,
        text=lambda both: getattr(both, current()),
    )  # fmt: skip


@terms.get("/termijnen/mijn")
def mine() -> str:
    """What runs for the reader's party."""
    choice, clocks = Choice.of(request.args.to_dict()), _clocks()
    return render_template(
        "terms/mine.html", page=page_of(clocks, choice), choice=choice, words=words,
        laws=labels.LAWS,
        stands=STANDS, kinds=sorted({each.kind for each in clocks}),
        others=sorted({(each.other, each.other_id) for each in clocks}),
    )  # fmt: skip


@terms.get("/termijnen/mijn.<any(xlsx, csv):kind>")
def mine_file(kind: str) -> Response:
    """The same list to keep."""
    choice = Choice.of(request.args.to_dict())
    return clocks_file((each for each in _clocks() if choice.admits(each)), kind)


@terms.get("/herinneringen")
def reminders() -> str:
    """What the portal reminds the reader of; all of the party where asked for."""
    everybody = request.args.get("van") == "iedereen"
    with transaction() as session:
        role = None if everybody else the_visitor().role
        found = reminders_for(session, the_visitor().tenant, role)
        mailed = wants_mail(session, the_visitor().account_id)
    return render_template(
        "terms/reminders.html", reminders=found, everybody=everybody, mailed=mailed, words=words
    )


@terms.get("/herinneringen.<any(xlsx, csv):kind>")
def reminders_list(kind: str) -> Response:
    """The same list to keep."""
    role = None if request.args.get("van") == "iedereen" else the_visitor().role
    with transaction() as session:
        return reminders_file(reminders_for(session, the_visitor().tenant, role), kind)


@terms.route("/mijn-account/herinneringen", methods=["GET", "POST"])
def mails() -> Response | str | tuple[str, int]:
    """Whether the reader gets reminders by mail."""
    visitor, form = the_visitor(), MailForm()
    if form.validate_on_submit():
        in_transaction(lambda session: _choose(session, bool(form.mailed.data)))
        flash(_("Uw keuze is bewaard."))
        return redirect(url_for("identity.account"), 303)
    if not form.is_submitted():
        with transaction() as session:
            form.mailed.data = wants_mail(session, visitor.account_id)
    status = 422 if form.is_submitted() else 200
    return render_template("terms/mails.html", form=form), status


def _clocks() -> list[Running]:
    with transaction() as session:
        return clocks_of(session, the_visitor().tenant, the_clock().today())


def _choose(session: Session, mailed: bool) -> None:
    visitor = the_visitor()
    choose_mail(session, visitor.account_id, mailed)
    record(session, Event(
        action=Action.ACCOUNT_CHANGED, object_type=Subject.ACCOUNT, object_id=visitor.account_id,
        account_id=visitor.account_id, occurred_at=the_clock().now(),
        municipality_id=visitor.municipality_id, provider_id=visitor.provider_id,
        detail={"reminders_by_mail": mailed},
    ))  # fmt: skip
