"""The monthly volume of a budget: told by the provider, read by both, and as a list to keep."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.intake.outcome_words import month as month_in_words
from portal.lumpsum.blueprint import lumpsum
from portal.lumpsum.export import volumes_as_file
from portal.lumpsum.finding import budget_of
from portal.lumpsum.settle_forms import VolumeForm
from portal.lumpsum.views import ONE, budget_shown
from portal.lumpsum.volumes import MonthUnfit, tell_volume, volumes_of
from portal.store.transaction import in_transaction, transaction
from portal.web.access import the_clock, the_visitor


@lumpsum.post(f"{ONE}/volume")
def tell_month(budget: int) -> Response | tuple[str, int]:
    """Say of a month how many clients there were and how many places were occupied."""
    form, visitor, clock = VolumeForm(), the_visitor(), the_clock()
    told: Any = form.told() if form.validate_on_submit() else None
    if told is None:
        return budget_shown(budget, volume_form=form), 422
    try:
        in_transaction(lambda s: tell_volume(s, visitor, budget, told, clock))
    except MonthUnfit:
        form.month.errors = [_("Kies een maand van dit budget die begonnen is.")]
        return budget_shown(budget, volume_form=form), 422
    flash(_("Het volume van %(month)s is vastgelegd.", month=_written(told[0])))
    return redirect(url_for("lumpsum.budget", budget=budget), 303)


@lumpsum.get(f"{ONE}/volume.<any(xlsx, csv):kind>")
def volumes_file(budget: int, kind: str) -> FlaskResponse:
    """The months that were told, as a list to keep."""
    with transaction() as session:
        found = budget_of(session, the_visitor().tenant, budget)
        return volumes_as_file(volumes_of(session, found.id), kind)


def _written(month: date) -> str:
    return month_in_words(month)
