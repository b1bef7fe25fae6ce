"""The pages on which months are closed."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.check.gate import blocking
from portal.ledger.blueprint import ledger
from portal.ledger.choice import month_of
from portal.ledger.closing import BooksBroken, Closer, NotNext, close_month, months_until
from portal.ledger.figures import booked, total
from portal.ledger.forms import CloseForm
from portal.store.transaction import in_transaction, transaction
from portal.web.access import the_clock, the_visitor
from portal.web.formatting import month as in_words


def the_closer() -> Closer:
    """Who is asking, as somebody who keeps the books of a municipality."""
    visitor = the_visitor()
    assert visitor.municipality_id is not None, "only people of a municipality come here"
    return Closer(visitor.account_id, visitor.municipality_id)


@ledger.get("/boekhouding/maanden")
def months() -> str:
    """Every month, and whether it is closed."""
    return _months_page()


def _months_page(**said: object) -> str:
    with transaction() as session:
        found = months_until(session, the_closer().municipality_id, the_clock().today())
    return render_template("ledger/months_list.html", months=found, **{"problem": None, **said})


@ledger.get("/boekhouding/maanden/afsluiten")
def closing() -> str | Response:
    """What closing the next month means, and what it holds; changes nothing itself."""
    owner = the_closer()
    with transaction() as session:
        coming = months_until(session, owner.municipality_id, the_clock().today())
        month = next((each.month for each in coming if each.next), None)
        if month is None:
            flash(_("Er is nu geen maand om af te sluiten."))
            return redirect(url_for("ledger.months"), 303)
        cells = booked(session, the_visitor().tenant)
        breaches = blocking(session, owner.municipality_id)
    figures = total(each.figures for each in cells if each.month == month)
    return render_template(
        "ledger/close.html", month=month, figures=figures, breaches=breaches,
        form=CloseForm(formdata=None, month=f"{month:%Y-%m}"),
    )  # fmt: skip


@ledger.post("/boekhouding/maanden/afsluiten")
def close() -> Response | tuple[str, int]:
    """Close a month: all of it, once."""
    form, clock = CloseForm(), the_clock()
    month = month_of(form.month.data or "") if form.validate_on_submit() else None
    if month is None:
        return _months_page(problem=_("Kies eerst een maand.")), 422
    try:
        in_transaction(lambda session: close_month(session, the_closer(), month, clock))
    except NotNext:
        said = _("Deze maand is al afgesloten, nog niet voorbij, of een maand ervoor is nog open.")
        return _months_page(problem=said), 409
    except BooksBroken as broken:
        said = _("De boeken kloppen niet, dus de maand blijft open.")
        return _months_page(problem=said, breaches=broken.breaches), 409
    flash(_("%(month)s is afgesloten.", month=in_words(month).capitalize()))
    return redirect(url_for("ledger.months"), 303)
