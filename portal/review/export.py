"""Lines that are looked at as files to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from flask import Response
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.review import words
from portal.review.choice import Choice
from portal.review.queue import Review, every_review
from portal.review.replay import Replayed
from portal.store.tenant import Scope, Tenant
from portal.web.exports import Column, as_csv, as_xlsx

FORMATS: Mapping[str, Callable[..., Response]] = {"xlsx": as_xlsx, "csv": as_csv}


def reviews_as_file(
    session: Session, party: Tenant, account_id: int, choice: Choice, kind: str
) -> Response:
    """The chosen lines as ``xlsx`` or ``csv``; without anything of a client."""
    return reviews_file("controle", party, every_review(session, party, account_id, choice), kind)


def reviews_file(name: str, party: Tenant, reviews: Iterable[Review], kind: str) -> Response:
    """These lines for one of both sides; who works on them is the municipality's business."""
    municipal = party.scope is Scope.MUNICIPALITY
    other = (
        Column(_("Aanbieder"), lambda each: each.provider)
        if municipal
        else Column(_("Gemeente"), lambda each: each.municipality)
    )
    columns = [
        Column(_("Reden"), lambda each: ", ".join(str(words.REASONS[r]) for r in each.reasons)),
        Column(_("Waarschuwingen"), lambda each: " | ".join(map(words.warning, each.warnings))),
        Column(_("Stand"), lambda each: str(words.STATES[each.state])),
        Column(_("Bedrag"), lambda each: each.cents, euros=True),
        other,
        Column(_("Wet"), lambda each: str(words.LAWS[each.line.origin.law])),
        Column(_("Declaratienummer"), lambda each: each.line.number),
        Column(_("Referentie"), lambda each: each.line.reference),
        Column(_("Product"), lambda each: each.line.code),
        Column(_("Begindatum"), lambda each: each.line.start),
        Column(_("Uitgekozen op"), lambda each: each.picked_at),
        Column(_("Uiterlijk"), lambda each: each.due),
    ]
    if municipal:
        columns.append(Column(_("Op naam van"), lambda each: each.assignee))
    return FORMATS[kind](name, columns, reviews)


def replay_as_file(lines: Iterable[Replayed], kind: str) -> Response:
    """The lines of a draw, with all that it takes to draw them again."""
    columns = (
        Column(_("Seed"), lambda each: each.seed),
        Column(_("Promille"), lambda each: each.permille),
        Column(_("Sleutel"), lambda each: each.line.key),
        Column(_("Declaratienummer"), lambda each: each.line.number),
        Column(_("Referentie"), lambda each: each.line.reference),
        Column(_("Bedrag"), lambda each: each.line.cents, euros=True),
        Column(_("Door een mens bekeken"), lambda each: _("ja") if each.picked else _("nee")),
    )
    return FORMATS[kind]("steekproef", columns, lines)
