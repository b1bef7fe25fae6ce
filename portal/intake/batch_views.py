"""The pages of a provider: hand files in, see how far they are, and take home what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.identity.colleagues import names_of
from portal.intake import batch_words as words
from portal.intake.answer_file import answers_as_file
from portal.intake.answering import answers_of
from portal.intake.batch_choice import Choice
from portal.intake.batch_export import batches_as_file
from portal.intake.batch_list import (
    Batch,
    batches_page,
    find_own_batch,
    municipalities_declared_to,
)
from portal.intake.blueprint import intake
from portal.intake.forms import UploadForm, upload_form
from portal.intake.proof import Sender, proof_of_batch
from portal.intake.refusals import Refusal, refusals_in
from portal.intake.service import Actor
from portal.intake.uploading import Fate, HandedInFile, Sending, hand_in_each
from portal.jobs.service import given_up
from portal.store.transaction import transaction
from portal.web.access import own_provider, the_clock, the_keyring, the_visitor
from portal.web.pdf import pdf_file

LONG = timedelta(minutes=2)  # after which a reader is told that judging takes longer than usual
PLACE = "/aanleveringen/<batch>"


@intake.get("/aanleveringen")
def batches() -> str:
    """The area to drop files on, and what was handed in before."""
    return _list_page(upload_form())


@intake.post("/aanleveringen")
def hand_in() -> Response | tuple[str, int]:
    """Hand in the chosen files; each is told about, whatever became of the others."""
    form = UploadForm()
    if not form.validate():
        return _list_page(form), 422
    visitor = the_visitor()
    actor = Actor(visitor.account_id, visitor.provider_id)
    sending = Sending(actor, form.key.data, form.own_reference.data)
    files = [_file(each) for each in form.chosen()]
    results = hand_in_each(files, sending, the_clock(), the_keyring())
    if all(each.fate in (Fate.TAKEN, Fate.PARTLY) for each in results):
        return _after(results)
    again = upload_form()
    again.own_reference.data = form.own_reference.data
    page = render_template("intake/handed_in.html", results=results, form=again, words=words)
    return page, 422


def _file(chosen: FileStorage) -> tuple[str, Any]:
    return chosen.filename or "", chosen.read


def _after(results: Sequence[HandedInFile]) -> Response:
    if len({each.batch for each in results}) == 1:
        return redirect(url_for("intake.batch", batch=results[0].batch), 303)
    flash(ngettext("%(num)s bestand ontvangen.", "%(num)s bestanden ontvangen.", len(results)))
    return redirect(url_for("intake.batches"), 303)


def _list_page(form: UploadForm) -> str:
    choice = Choice.of(request.args.to_dict())
    provider = own_provider()
    with transaction() as session:
        page = batches_page(session, provider, choice)
        municipalities = municipalities_declared_to(session, provider)
    return render_template(
        "intake/batches.html",
        form=form,
        page=page,
        choice=choice,
        municipalities=municipalities,
        words=words,
    )


@intake.get("/aanleveringen.<any(xlsx, csv):kind>")
def batches_file(kind: str) -> Response:
    """The chosen batches as a list to keep."""
    choice = Choice.of(request.args.to_dict())
    with transaction() as session:
        return batches_as_file(session, own_provider(), choice, kind)


@intake.get(PLACE)
def batch(batch: str) -> Response | str:
    """How far a batch is; when all is judged, what became of each message."""
    found, refused = _with_refusals(batch)
    if not found.done:
        return render_template("intake/progress_page.html", words=words, **_progress(found))
    if found.only is not None:
        position = found.only.position
        return redirect(url_for("intake.message", batch=batch, position=position), 302)
    return render_template("intake/batch.html", batch=found, refused=refused, words=words)


@intake.get(f"{PLACE}/voortgang")
def progress(batch: str) -> Response:
    """The part of the page that tells how far it is; asks for the whole page when it is done."""
    found = _own(batch)
    if not request.headers.get("HX-Request"):
        return redirect(url_for("intake.batch", batch=batch), 302)
    part = make_response(render_template("intake/progress.html", words=words, **_progress(found)))
    if found.done:
        part.headers["HX-Refresh"] = "true"
    return part


def _progress(found: Batch) -> dict[str, Any]:
    """What the progress needs: nobody asks the queue before it takes longer than usual."""
    late = the_clock().now() - found.received_at > LONG
    with transaction() as session:
        stuck = late and any(given_up(session, each) for each in found.waiting)
    return {"batch": found, "late": late, "stuck": stuck}


@intake.get(f"{PLACE}/antwoord")
def answer(batch: str) -> Response:
    """The answers (325) as they were sent; that they were taken home is noted."""
    found, visitor = _own(batch), the_visitor()
    with transaction(write=True) as session:
        clock, keyring = the_clock(), the_keyring()
        answers = answers_of(session, found.name, visitor.account_id, clock, keyring)
    if not answers:
        flash(_("Er is nog geen antwoordbericht. Het komt er zodra uw bericht is beoordeeld."))
        return redirect(url_for("intake.batch", batch=batch), 302)
    return answers_as_file(found.name, answers)


@intake.get(f"{PLACE}/bewijs.pdf")
def proof(batch: str) -> Response:
    """The proof that a batch was received."""
    found, refused = _with_refusals(batch)
    body = proof_of_batch(found, refused, sender_of(found.account_id), the_clock())
    return pdf_file(body, f"bewijs-{found.name}")




def sender_of(account_id: int) -> Sender:
    """Who handed something in, for a proof to its own provider."""
    visitor = the_visitor()
    with transaction() as session:
        person = names_of(session, [account_id]).get(account_id)
    return Sender(visitor.party, visitor.party_code, person)


def _own(name: str) -> Batch:
    with transaction() as session:
        return _found(session, name)


def _with_refusals(name: str) -> tuple[Batch, tuple[Refusal, ...]]:
    with transaction() as session:
        found = _found(session, name)
        return found, refusals_in(session, found.id) if found.refused else ()


def _found(session: Session, name: str) -> Batch:
    found = find_own_batch(session, own_provider(), name)
    if found is None:
        raise NotFound
    return found
