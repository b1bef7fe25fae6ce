"""The pages about ceilings: all of them, and one with its months, its parts and what went over."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.ceilings import words
from portal.ceilings.agreeing import Speaker, say
from portal.ceilings.blueprint import ceilings
from portal.ceilings.export import ceilings_as_file, overruns_as_file
from portal.ceilings.forms import AgreementForm
from portal.ceilings.going_over import overruns_of, signals_of
from portal.ceilings.listing import (
    ceiling_shown,
    ceilings_of,
    months_of,
    parts_of,
    shares_of,
)
from portal.identity.service import PROVIDER_ROLES, Role
from portal.store.tenant import current_tenant
from portal.store.transaction import in_transaction, transaction
from portal.web.access import address_for_reader, the_clock, the_visitor

__all__ = ["ceilings"]

NUMBER = "/plafonds/<int(max=999999999999):ceiling>"
SPEAKERS = (*PROVIDER_ROLES, Role.CONTRACT_MANAGER)


@ceilings.get("/plafonds")
def overview() -> str:
    """Every ceiling of the reader's party."""
    with transaction() as session:
        rows = ceilings_of(session, current_tenant())
    return render_template(
        "ceilings/list.html", rows=rows, words=words, own=the_visitor().of_provider
    )


@ceilings.get("/plafonds.<any(xlsx, csv):kind>")
def overview_file(kind: str) -> Response:
    """The same list to keep."""
    with transaction() as session:
        return ceilings_as_file(ceilings_of(session, current_tenant()), kind)


@ceilings.get(NUMBER)
def ceiling(ceiling: int) -> str:
    """One ceiling: how it stands, who used what, and what went over it."""
    return _page(ceiling, AgreementForm(formdata=None))


@ceilings.get(f"{NUMBER}.<any(xlsx, csv):kind>")
def overruns_file(ceiling: int, kind: str) -> Response:
    """The lines above a ceiling to keep."""
    tenant = current_tenant()
    with transaction() as session:
        shown = ceiling_shown(session, tenant, ceiling)
        return overruns_as_file(shown, overruns_of(session, tenant, ceiling), kind)


@ceilings.post(f"{NUMBER}/gezien")
def acknowledge(ceiling: int) -> Response:
    """Say that the signal was seen; the term to decide begins."""
    by = _speaker()
    in_transaction(lambda session: say(session, by, ceiling, "seen"))
    flash(_("Vastgelegd. Leg binnen tien werkdagen vast wat u samen hebt afgesproken."))
    return redirect(url_for("ceilings.ceiling", ceiling=ceiling), 303)


@ceilings.post(f"{NUMBER}/afspraak")
def agree(ceiling: int) -> Response | tuple[str, int]:
    """Write down what was agreed."""
    form, by = AgreementForm(), _speaker()
    if not form.validate_on_submit():
        return _page(ceiling, form), 422
    text = form.text.data or ""
    in_transaction(lambda session: say(session, by, ceiling, "agreed", text))
    flash(_("De afspraak is vastgelegd. De andere kant leest hem ook."))
    return redirect(url_for("ceilings.ceiling", ceiling=ceiling), 303)


def _speaker() -> Speaker:
    visitor = the_visitor()
    return Speaker(visitor.account_id, visitor.person_id, visitor.tenant, the_clock().now())


def _page(number: int, form: AgreementForm) -> str:
    tenant, visitor = current_tenant(), the_visitor()
    with transaction() as session:
        shown = ceiling_shown(session, tenant, number)
        found = {
            "months": months_of(session, tenant, shown),
            "parts_used": parts_of(session, tenant, shown),
            "shares": shares_of(session, shown),
            "overruns": overruns_of(session, tenant, number),
            "signals": signals_of(session, tenant, number),
        }
    return render_template(
        "ceilings/ceiling.html", shown=shown, words=words, form=form, address=address_for_reader,
        own=visitor.of_provider, speaks=visitor.role in SPEAKERS, **found,
    )  # fmt: skip
