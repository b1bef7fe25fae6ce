"""The pages of allocations: a provider's list, and one allocation by itself."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from declarations.identifiers import passes_eleven_test, without_citizen_numbers
from portal.allocations import words
from portal.allocations.blueprint import allocations
from portal.allocations.choice import Choice
from portal.allocations.detail import get_allocation, versions_of
from portal.allocations.dossier import find_dossier, months_of
from portal.allocations.export import allocations_as_file
from portal.allocations.listing import Listed, allocations_page, municipalities_of
from portal.allocations.pictures import bar_chart
from portal.audit.service import log_access
from portal.intake.history import lines_on
from portal.misfits.listing import unfit_sum
from portal.starts.current import reports_on
from portal.store.tenant import current_tenant
from portal.store.transaction import in_transaction, transaction
from portal.web import labels
from portal.web.access import address_for_reader, the_clock, the_keyring, the_visitor

ALLOCATION = "/toewijzingen/<int(max=999999999):allocation>"


@allocations.get("/toewijzingen", endpoint="allocations")
def allocation_list() -> str:
    """What was allocated to this provider, newest first, and what is left of it."""
    choice, today = Choice.of(request.args.to_dict()), the_clock().today()
    with transaction() as session:
        page = allocations_page(session, the_visitor().tenant, choice, today, the_keyring())
        places = municipalities_of(session, the_visitor().tenant)
    return render_template(
        "allocations/list.html", page=page, choice=choice, places=places, today=today,
        words=words, labels=labels, here=choice.as_values,
    )  # fmt: skip


@allocations.post("/toewijzingen/zoek")
def search_allocations() -> Response:
    """Look for a number, an own reference or a citizen number, which never is in an address."""
    wanted = " ".join(request.form.get("zoek", "").split())
    if not holds_citizen_number(wanted):
        return redirect(url_for("allocations.allocations", zoek=wanted or None), 303)
    client = find_client(wanted)
    if client is None:
        flash(_("U hebt geen toewijzing voor een cliënt met dit nummer."))
        return redirect(url_for("allocations.allocations"), 303)
    return redirect(url_for("allocations.client", client=client), 303)


@allocations.get("/toewijzingen.<any(xlsx, csv):kind>")
def allocations_file(kind: str) -> Response:
    """The chosen allocations as a file, citizen numbers masked."""
    choice, today = Choice.of(request.args.to_dict()), the_clock().today()
    with transaction() as session:
        return allocations_as_file(
            session, the_visitor().tenant, choice, today, the_keyring(), kind
        )


@allocations.get(ALLOCATION)
def allocation(allocation: int) -> str:
    """One allocation: its versions, how care stands, and what was declared on it."""

    def look(session: Session) -> dict[str, Any]:
        found = open_allocation(session, allocation)
        lines = lines_on(session, [found.id])
        return {
            "allocation": found, "versions": versions_of(session, found),
            "reports": reports_on(session, [found.id]), "lines": lines,
            "months": months_of(lines), "unfit": unfit_sum(session, current_tenant(), found.id),
        }  # fmt: skip

    page = in_transaction(look)
    return render_template(
        "allocations/allocation.html", **page, chart=bar_chart(page["months"]), words=words,
        labels=labels, own=the_visitor().of_provider, address=address_for_reader,
        today=the_clock().today(),
    )  # fmt: skip


def open_allocation(session: Session, allocation_id: int) -> Listed:
    """An allocation of the visitor, with a note of who looked; NotFound for any other."""
    visitor = the_visitor()
    found = get_allocation(session, visitor.tenant, allocation_id, the_keyring())
    log_access(
        session, the_clock().now(), visitor.account_id, "allocation", "client", found.client_id,
        found.municipality_id, found.provider_id,
    )  # fmt: skip
    return found


def find_client(number: str) -> int | None:
    """The visitor's client with this citizen number."""
    plain = number.replace(" ", "").replace(".", "")
    if len(plain) != 9 or not passes_eleven_test(plain):
        return None
    with transaction() as session:
        return find_dossier(session, the_visitor().tenant, plain, the_keyring())


def holds_citizen_number(wanted: str) -> bool:
    """Whether these words may not stand in an address, because a citizen number is in them."""
    plain = wanted.replace(" ", "").replace(".", "")
    return without_citizen_numbers(plain) != plain

