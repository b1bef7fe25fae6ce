"""The pages of clients: finding one, and everything that is known about them here."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.allocations import words
from portal.allocations.blueprint import allocations
from portal.allocations.clients import masked_numbers, number_of
from portal.allocations.dossier import Dossier, find_by_allocation, open_dossier
from portal.allocations.pictures import bar_chart, timeline
from portal.allocations.views import find_client, holds_citizen_number
from portal.audit.service import log_access, seen_lately
from portal.parties.service import municipality_names, provider_names
from portal.store.transaction import in_transaction, transaction
from portal.web import labels
from portal.web.access import address_for_reader, the_clock, the_keyring, the_visitor

CLIENT = "/clienten/<int(max=999999999):client>"


@allocations.get("/clienten")
def clients() -> str:
    """Find a client by number; whom this reader opened before stands below it."""
    with transaction() as session:
        before = seen_lately(session, the_visitor().account_id, "client dossier")
        numbers = masked_numbers(session, [client for client, _at in before], the_keyring())
    known = [(client, at) for client, at in before if client in numbers]
    return render_template("allocations/clients.html", before=known, numbers=numbers)


@allocations.post("/clienten/zoek")
def search_clients() -> Response:
    """Look for a citizen number or an allocation number; neither ends up in an address."""
    wanted = "".join(request.form.get("zoek", "").split())
    client = find_client(wanted) if holds_citizen_number(wanted) else _by_allocation(wanted)
    if client is None:
        flash(_("Geen cliënt gevonden met dit nummer. Controleer het en probeer opnieuw."))
        return redirect(url_for("allocations.clients"), 303)
    return redirect(url_for("allocations.client", client=client), 303)


def _by_allocation(wanted: str) -> int | None:
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= 9):
        return None
    with transaction() as session:
        return find_by_allocation(session, the_visitor().tenant, int(wanted))


@allocations.get(CLIENT)
def client(client: int) -> str:
    """Everything about one client that this reader may see."""
    return _page(client)


@allocations.post(f"{CLIENT}/bsn")
def show_citizen_number(client: int) -> str:
    """The same page with the citizen number in full, on one click that is noted."""
    return _page(client, in_full=True)


def _page(client_id: int, in_full: bool = False) -> str:
    def look(session: Session) -> dict[str, Any]:
        found = open_dossier(session, the_visitor().tenant, client_id, the_keyring())
        _note(session, found, "client dossier")
        number = None
        if in_full:
            _note(session, found, "citizen number")
            number = number_of(session, client_id, the_keyring())
        return {
            "dossier": found, "number": number, "providers": provider_names(session),
            "municipality": municipality_names(session)[found.municipality_id],
        }  # fmt: skip

    page = in_transaction(look)
    dossier: Dossier = page["dossier"]
    today = the_clock().today()
    return render_template(
        "allocations/client.html", **page, picture=timeline(dossier.allocations, today),
        chart=bar_chart(dossier.months), words=words, labels=labels, address=address_for_reader,
        own=the_visitor().of_provider, today=today,
    )  # fmt: skip


def _note(session: Session, found: Dossier, purpose: str) -> None:
    visitor = the_visitor()
    log_access(
        session, the_clock().now(), visitor.account_id, purpose, "client", found.client_id,
        found.municipality_id, visitor.provider_id,
    )  # fmt: skip
