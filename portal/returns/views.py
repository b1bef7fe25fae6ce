"""The pages about retours: what came back on which message, for both sides."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from portal.returns import words
from portal.returns.as_file import retour_as_file
from portal.returns.blueprint import returns
from portal.returns.listing import returns_page
from portal.store.transaction import transaction
from portal.web.access import the_visitor

LONGEST = 18  # digits that every database takes


@returns.get("/retourberichten")
def messages() -> str:
    """The allocations, starts and stops that came in, with their retours; the newest first."""
    after = request.args.get("na", "")
    number = int(after) if after.isascii() and after.isdigit() and len(after) <= LONGEST else None
    with transaction() as session:
        page = returns_page(session, the_visitor().tenant, number)
    return render_template(
        "returns/list.html", page=page, after=number, words=words, own=the_visitor().of_provider
    )


@returns.get("/retourberichten/<int(max=999999999999999999):retour>.xml")
def message(retour: int) -> Response:
    """A retour as it was sent; that it was taken home is noted."""
    return retour_as_file(retour)
