"""The list of what waits for a municipality's own data; both sides read the same one."""

from __future__ import annotations

from datetime import date

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.intake.batch_export import FORMATS
from portal.intake.blueprint import intake
from portal.intake.outcome import Share
from portal.intake.parked_list import (
    UNKNOWN_ALLOCATION,
    UNKNOWN_CLIENT,
    MissingFact,
    ParkedChoice,
    missing_facts,
)
from portal.store.tenant import current_tenant
from portal.store.transaction import transaction
from portal.web.access import the_clock, the_visitor
from portal.web.exports import Column
from portal.web.labels import LAWS

FACTS = {
    UNKNOWN_ALLOCATION: _l("toewijzing onbekend"),
    UNKNOWN_CLIENT: _l("cliënt onbekend"),
}
SHOWN = 200


@intake.get("/wacht-op-gemeente")
def parked() -> str:
    """By missing fact: how many lines and euros wait, for how long, and until when."""
    choice = ParkedChoice.of(request.args.to_dict())
    with transaction() as session:
        facts = missing_facts(session, current_tenant(), choice)
        everything = missing_facts(session, current_tenant(), ParkedChoice())
    return render_template(
        "intake/parked.html",
        facts=facts[:SHOWN],
        left_out=max(len(facts) - SHOWN, 0),
        total=sum((each.lines for each in facts), Share()),
        parties=dict(sorted({(each.party_id, each.party) for each in everything})),
        choice=choice,
        words=FACTS,
        laws=LAWS,
        today=the_clock().today(),
        own=the_visitor().of_provider,
        to_do=to_do,
    )


@intake.get("/wacht-op-gemeente.<any(xlsx, csv):kind>")
def parked_file(kind: str) -> Response:
    """The same as a list to keep, all of it."""
    choice, today = ParkedChoice.of(request.args.to_dict()), the_clock().today()
    with transaction() as session:
        facts = missing_facts(session, current_tenant(), choice)
    return FORMATS[kind]("wacht-op-gemeente", _columns(today), facts)


def _columns(today: date) -> tuple[Column, ...]:
    party = _("Gemeente") if the_visitor().of_provider else _("Aanbieder")
    return (
        Column(_("Ontbrekend gegeven"), lambda fact: str(FACTS[fact.kind])),
        Column(_("Toewijzing"), lambda fact: fact.number),
        Column(party, lambda fact: fact.party),
        Column(_("Wet"), lambda fact: str(LAWS[fact.law])),
        Column(_("Regels"), lambda fact: fact.lines.count),
        Column(_("Bedrag"), lambda fact: fact.lines.cents, euros=True),
        Column(_("Wacht sinds"), lambda fact: fact.since),
        Column(_("Dagen"), lambda fact: fact.days(today)),
        Column(_("Wacht uiterlijk tot en met"), lambda fact: fact.until),
        Column(_("Wat te doen"), to_do),
    )


def to_do(fact: MissingFact) -> str:
    """What the municipality does about a missing fact."""
    if fact.kind == UNKNOWN_ALLOCATION:
        return str(
            _("Stuur het toewijzingsbericht (301), of laat de regel na de laatste dag teruggaan.")
        )
    return str(
        _("Stuur een toewijzingsbericht (301) voor deze cliënt, of laat de regels teruggaan.")
    )
