"""Having somebody stand in: who may, from when, until when, and ending it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from portal.identity.deputies import (
    PRINCIPALS,
    NoDeputy,
    Why,
    colleagues_of,
    deputies_of,
    name_deputy,
    standing_in,
)
from portal.identity.deputies import end_deputy as finish
from portal.identity.door import at_the_door, doing, identity
from portal.identity.forms import DeputyForm
from portal.identity.user_views import the_reach
from portal.web.access import the_visitor
from portal.web.formatting import day
from portal.web.labels import ROLES

WHY = {
    Why.PRINCIPAL: _l("U vervangt zelf iemand. Alleen die persoon wijst een vervanger aan."),
    Why.COLLEAGUE: _l("Kies een collega die hier nu werkt."),
    Why.PERIOD: _l("Kies een eerste dag vanaf vandaag en een laatste dag daarna, binnen een jaar."),
    Why.ALREADY: _l("Deze collega vervangt u al in deze periode."),
}
FIELD = {Why.COLLEAGUE: "colleague", Why.PERIOD: "last_day", Why.ALREADY: "colleague"}


@identity.get("/vervanging")
def deputies() -> str:
    """Who stands in for the visitor, and for whom the visitor stands in."""
    return _page(_form())


@identity.post("/vervanging")
def name_a_deputy() -> Response | tuple[str, int]:
    """Let a colleague stand in."""
    form, doer = _form(), doing()
    if not form.validate_on_submit():
        return _page(form), 422
    colleague, start, end = int(form.colleague.data), form.first_day.data, form.last_day.data
    assert start is not None and end is not None, "both are required"
    try:
        at_the_door(lambda s: name_deputy(s, colleague, start, end, doer))
    except NoDeputy as refused:
        sentence = str(WHY[refused.why])
        field = FIELD.get(refused.why)
        if field is None:
            form.form_errors.append(sentence)
        else:
            form[field].errors = [sentence]
        return _page(form), 422
    flash(_("Uw collega vervangt u tot en met %(day)s.", day=day(end)))
    return redirect(url_for("identity.deputies"), 303)


@identity.post("/vervanging/<int:deputy>/einde")
def end_deputy(deputy: int) -> Response:
    """End it now."""
    reach, doer = the_reach(), doing()
    at_the_door(lambda s: finish(s, deputy, reach, doer))
    flash(_("De vervanging is beëindigd. Alle sessies van de vervanger zijn gesloten."))
    back = "identity.deputies" if the_visitor().role in PRINCIPALS else "identity.accounts"
    return redirect(url_for(back), 303)


def _form() -> DeputyForm:
    form, visitor, today = DeputyForm(), the_visitor(), doing().clock.today()
    found = at_the_door(lambda s: colleagues_of(s, visitor.account_id, today), write=False)
    form.colleague.choices = [
        SelectChoice("", _("Kies een collega")),
        *(SelectChoice(str(x.account_id), f"{x.name} · {ROLES[x.role]}") for x in found),
    ]
    return form


def _page(form: DeputyForm) -> str:
    visitor, today = the_visitor(), doing().clock.today()
    mine = at_the_door(lambda s: deputies_of(s, visitor.account_id, today), write=False)
    others = at_the_door(lambda s: standing_in(s, visitor.person_id, today), write=False)
    return render_template("identity/deputies.html", form=form, mine=mine, others=others)
