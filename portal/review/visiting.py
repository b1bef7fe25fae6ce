"""What the views have in common: who acts, and a term in working days."""

from __future__ import annotations

from datetime import date

from flask import flash
from flask_babel import gettext as _

from declarations.blotting import blotted
from declarations.working_days import add_working_days
from portal.review.acting import Actor
from portal.terms.calendar import holidays_around
from portal.web.access import the_clock, the_visitor


def the_actor() -> Actor:
    """Whoever asks, as somebody who acts now."""
    visitor = the_visitor()
    return Actor(
        visitor.account_id, visitor.person_id, visitor.role, visitor.tenant, the_clock().now()
    )





def deadline_after(days: int) -> date:
    """The last day of a term that begins today."""
    today = the_clock().today()
    return add_working_days(today, days, holidays_around(today))


def tell_blotted(text: str) -> None:
    """Say so when a citizen number was taken out of what somebody wrote."""
    if blotted(text) != text:
        flash(_("Er stond een burgerservicenummer in uw tekst. Dat is onleesbaar gemaakt."))
