"""The pages of declarations for clients without a citizen number, for the provider."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from declarations.model import Period
from portal.allocations.declarable import Market
from portal.contracts.service import tariffs_for
from portal.declaring.blueprint import declaring
from portal.declaring.draft_views import the_author
from portal.declaring.forms import SpecialForm, market_choices, read_euros, read_market, read_volume
from portal.declaring.overview import Overview
from portal.declaring.special import (
    Fault,
    Filled,
    Refused,
    declare_specially,
    show_special,
    special_declarations_of,
)
from portal.declaring.views import the_overview
from portal.intake import outcome_words as words
from portal.store.transaction import in_transaction, transaction
from portal.web import labels
from portal.web.access import the_clock, the_visitor
from portal.web.formatting import euros


@declaring.route("/declareren/zonder-bsn", methods=["GET", "POST"])
def without_number() -> Response | str | tuple[str, int]:
    """Declare for a client whose citizen number may not or cannot be used."""
    overview = the_overview()
    market = _chosen(overview)
    form = _form(market) if market else None
    if form is not None and market is not None and form.validate_on_submit():
        number = _declared(form, market)
        if number is not None:
            flash(_("Ontvangen. De gemeente handelt deze declaratie met de hand af."))
            return redirect(url_for("declaring.special", special=number), 303)
    with transaction() as session:
        found = special_declarations_of(session, the_visitor().tenant)
    page = render_template(
        "declaring/without_number.html", form=form, market=market, found=found,
        markets=market_choices(overview.lines), chosen=request.args.get("gemeente", ""),
        words=words, labels=labels, municipalities=overview.municipalities,
    )  # fmt: skip
    return (page, 422) if form is not None and form.is_submitted() else page


@declaring.get("/declareren/zonder-bsn/<int(max=999999999):special>")
def special(special: int) -> str:
    """One declaration outside the messages, to read or print."""
    visitor = the_visitor()
    found = in_transaction(
        lambda s: show_special(s, visitor.tenant, special, visitor.account_id, the_clock())
    )
    return render_template("declaring/special.html", found=found, words=words, labels=labels)


def _chosen(overview: Overview) -> Market | None:
    """The market that the address names; the only one where there is no choice."""
    lines = overview.lines
    wanted = request.args.get("gemeente", "")
    if not wanted and len(lines) == 1:
        return Market(the_author().provider_id, lines[0].municipality_id, lines[0].law)
    market = read_market(wanted, the_author().provider_id) if wanted else None
    if wanted and market not in [
        Market(the_author().provider_id, line.municipality_id, line.law) for line in lines
    ]:
        raise NotFound
    return market


def _form(market: Market) -> SpecialForm:
    last = the_clock().today().replace(day=1) - timedelta(days=1)
    form = SpecialForm(data={"start": last.replace(day=1), "end": last})
    form.product.choices = [("", _("Kies een product")), *_products(market, last)]
    return form


def _products(market: Market, day: date) -> list[tuple[str, str]]:
    """Every product of the contract with its unit and tariff of that day, or the last there was."""
    with transaction() as session:
        agreed = tariffs_for(session, market.provider_id, market.municipality_id, market.law)
    found: dict[str, str] = {}
    for (category, code), tariffs in agreed.items():
        for each in sorted(tariffs, key=lambda tariff: (tariff.covers(day), tariff.start)):
            price = euros(each.cents) if each.cents is not None else _("een bedrag")
            unit = words.ONE_UNIT.get(each.unit, words.UNITS.get(each.unit, each.unit))
            found[f"{category}|{code}|{each.unit}"] = f"{code} · {price} / {unit}"
    return sorted(found.items(), key=lambda item: item[1])


def _declared(form: SpecialForm, market: Market) -> int | None:
    """The id of what was stored; None when the form got an error."""
    category, code, unit = form.product.data.split("|")
    volume = read_volume(form.volume.data, unit)
    assert volume is not None
    filled = Filled(
        form_key=(form.form_key.data or "")[:40],
        market=market,
        client_number=form.client_number.data.strip(),
        period=Period(form.start.data, form.end.data),
        product=(category, code),
        unit=unit,
        volume=volume,
        amount=read_euros(form.amount.data),
    )
    try:
        return in_transaction(lambda s: declare_specially(s, the_author(), filled, the_clock()))
    except Refused as refused:
        field = {"month": "end", "unit": "product"}.get(refused.field, refused.field)
        form[field].errors = [*form[field].errors, _in_words(refused)]
        return None


def _in_words(refused: Refused) -> str:
    sentences = {
        Fault.CITIZEN_NUMBER: _("Dit lijkt op een burgerservicenummer."),
        Fault.OUTSIDE_MONTH: _("De periode moet binnen één kalendermaand liggen."),
        Fault.NOT_OVER: _("Deze maand is nog niet voorbij."),
        Fault.NOT_CONTRACTED: _("Dit product staat op deze dag niet in uw contract."),
        Fault.NO_TARIFF: _("In uw contract staat geen tarief voor dit product in deze eenheid."),
        Fault.AMOUNT: _("Volume maal tarief is %(amount)s.", amount=euros(refused.expected or 0)),
    }
    return str(sentences[refused.fault])
