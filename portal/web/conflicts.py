"""Why something could not be done just now, in words: the status it has, or who did what before.

Three exceptions of the core and the services come here: an action that the status does not allow,
a second step by the same person, and lines that moved on in the meantime.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from declarations.four_eyes import SamePerson, Step
from declarations.lifecycle import NEW, Kind, NotAllowed
from portal.settlement.service import LinesGone

Conflict = NotAllowed | SamePerson | LinesGone
CONFLICTS = (NotAllowed, SamePerson, LinesGone)
PROBLEM_KINDS: Mapping[type[Exception], str] = {
    NotAllowed: "status", SamePerson: "four-eyes", LinesGone: "lines-moved",
}  # fmt: skip

THINGS: Mapping[Kind, Any] = {
    Kind.BATCH: _l("Deze aanlevering"),
    Kind.DECLARATION: _l("Deze declaratie"),
    Kind.LINE: _l("Deze regel"),
    Kind.REVIEW: _l("Deze regel"),
    Kind.APPROVAL: _l("Deze declaratie"),
    Kind.MANDATE: _l("Dit mandaat"),
    Kind.PAYMENT_RUN: _l("Deze betaalrun"),
    Kind.PAYMENT: _l("Deze betaling"),
    Kind.BANK_ACCOUNT: _l("Deze rekeningwijziging"),
    Kind.CONTRACT_CHANGE: _l("Deze contractwijziging"),
    Kind.DRAWDOWN: _l("Deze opname"),
    Kind.SETTLEMENT: _l("Deze afrekening"),
}
STATES: Mapping[str, Any] = {
    NEW: _l("nog niet zover"),
    "received": _l("ontvangen"),
    "done": _l("klaar"),
    "judged": _l("beoordeeld"),
    "parked": _l("wachtend op de gemeente"),
    "awarded": _l("toegekend"),
    "rejected": _l("teruggestuurd"),
    "picked": _l("uitgekozen voor controle"),
    "reason-missing": _l("boven een plafond, en door te laten met een reden"),
    "held": _l("aangehouden"),
    "asked": _l("wachtend op antwoord van de aanbieder"),
    "credit-requested": _l("wachtend op een creditregel"),
    "objected": _l("bezwaar gemaakt"),
    "upheld": _l("besluit gehandhaafd na bezwaar"),
    "cleared": _l("vrijgegeven"),
    "credited": _l("gecrediteerd"),
    "checked": _l("gecontroleerd"),
    "approved": _l("goedgekeurd"),
    "returned": _l("teruggestuurd"),
    "withdrawn": _l("ingetrokken"),
    "proposed": _l("voorgesteld"),
    "active": _l("van kracht"),
    "refused": _l("geweigerd"),
    "ended": _l("beëindigd"),
    "draft": _l("een concept"),
    "signed": _l("ondertekend"),
    "released": _l("vrijgegeven voor betaling"),
    "exported": _l("naar de bank gestuurd"),
    "settled": _l("afgehandeld"),
    "cancelled": _l("geannuleerd"),
    "included": _l("opgenomen in de run"),
    "left-out": _l("uit de run gehaald"),
    "paid": _l("betaald"),
    "requested": _l("aangevraagd"),
    "confirmed": _l("bevestigd"),
    "stale": _l("gemaakt op een oudere versie van het contract; trek het voorstel in"),
    "no-option-left": _l("niet meer te verlengen: er is geen optie over"),
    "submitted": _l("ingediend"),
    "in-run": _l("in een betaalrun"),
}
STEPS: Mapping[Step, Any] = {
    Step.SUBMIT: _l("het indienen"),
    Step.CHECK: _l("de controle"),
    Step.APPROVE: _l("de goedkeuring"),
    Step.RELEASE: _l("de vrijgave van de betaling"),
    Step.BANK_ACCOUNT: _l("de wijziging van het rekeningnummer"),
    Step.CONTRACT: _l("het voorstel voor dit contract"),
}


def title_of(conflict: Conflict) -> str:
    """The heading over a conflict."""
    if isinstance(conflict, SamePerson):
        return str(_("Hier is een ander voor nodig"))
    return str(_("Dit kan nu niet"))


def sentence_of(conflict: Conflict) -> str:
    """What is the case, and what the reader can do; nothing has changed."""
    if isinstance(conflict, SamePerson):
        step = str(STEPS[conflict.done])
        return str(
            _("U deed voor dit geld al %(step)s; een ander moet deze stap doen. Er is niets"
              " veranderd.", step=step)
        )  # fmt: skip
    if isinstance(conflict, NotAllowed):
        thing, state = str(THINGS[conflict.kind]), str(STATES.get(conflict.status, conflict.status))
        return str(
            _("%(thing)s is nu: %(state)s. Daarom kan dit niet. Er is niets veranderd.",
              thing=thing, state=state)
        )  # fmt: skip
    return str(
        _("De regels zijn intussen verder gegaan of veranderd. Er is niets veranderd. Bekijk wat"
          " er nu staat en probeer het opnieuw.")
    )  # fmt: skip
