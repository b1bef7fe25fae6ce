"""The pages about files that were refused at the door."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from portal.intake import batch_words as words
from portal.intake.batch_choice import number
from portal.intake.blueprint import intake
from portal.intake.forms import upload_form
from portal.intake.proof import Sender, proof_of_refusal
from portal.intake.refusals import Refusal, get_refusal, refusals_page
from portal.store.transaction import transaction
from portal.web.access import own_provider, the_clock, the_visitor
from portal.web.pdf import pdf_file

PLACE = "/weigeringen/<int(max=999999999999999999):refusal>"


@intake.get("/weigeringen")
def refusals() -> str:
    """Every file that did not come in, the newest first."""
    after = number(request.args.get("na"))
    with transaction() as session:
        page = refusals_page(session, own_provider(), after)
    return render_template("intake/refusals.html", page=page, after=after, words=words)


@intake.get(PLACE)
def refusal(refusal: int) -> str:
    """What was wrong with one file, where, and what to do about it."""
    found = _own(refusal)
    return render_template("intake/refusal.html", refusal=found, form=upload_form(), words=words)


@intake.get(f"{PLACE}/bewijs.pdf")
def refusal_proof(refusal: int) -> Response:
    """The proof that a file was offered, and why it was refused."""
    found = _own(refusal)
    visitor = the_visitor()
    sender = Sender(visitor.party, visitor.party_code, found.by)
    body = proof_of_refusal(found, sender, the_clock())
    return pdf_file(body, f"weigering-{found.id}")


def _own(refusal_id: int) -> Refusal:
    with transaction() as session:
        return get_refusal(session, own_provider(), refusal_id)
