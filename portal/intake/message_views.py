"""The page of a municipality: the declarations it received."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from portal.intake import batch_words as words
from portal.intake.batch_export import messages_as_file
from portal.intake.blueprint import intake
from portal.intake.message_list import MessageChoice, messages_page, providers_heard_from
from portal.store.transaction import transaction
from portal.web.access import own_municipality


@intake.get("/berichten")
def messages() -> str:
    """The received messages, the newest first, with what became of them."""
    choice = MessageChoice.of(request.args.to_dict())
    municipality = own_municipality()
    with transaction() as session:
        page = messages_page(session, municipality, choice)
        providers = providers_heard_from(session, municipality)
    return render_template(
        "intake/messages.html", page=page, choice=choice, providers=providers, words=words
    )


@intake.get("/berichten.<any(xlsx, csv):kind>")
def messages_file(kind: str) -> Response:
    """The chosen messages as a list to keep."""
    choice = MessageChoice.of(request.args.to_dict())
    with transaction() as session:
        return messages_as_file(session, own_municipality(), choice, kind)
