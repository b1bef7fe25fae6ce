"""The main menu: at most seven words, and only where the reader may go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l

from portal.identity.service import Role
from portal.web.access import find_visitor
from portal.web.labels import ROLES
from portal.web.permissions import PERMISSIONS

# endpoint, word; in the order of a day's work
MENU = (
    ("web.home", _l("Start")),
    ("desk.overview", _l("Overzicht")),
    ("intake.batches", _l("Aanleveringen")),
    ("intake.messages", _l("Berichten")),
    ("approvals.declarations", _l("Goedkeuring")),
    ("review.queue", _l("Controle")),
    ("declaring.start", _l("Declareren")),
    ("declaring.received", _l("Meldingen")),
    ("allocations.allocations", _l("Toewijzingen")),
    ("allocations.clients", _l("Cliënten")),
    ("decisions.missing", _l("Beschikkingen")),
    ("payments.runs", _l("Betalen")),
    ("payments.own_payments", _l("Betalingen")),
    ("contracts.overview", _l("Contracten")),
    ("ceilings.overview", _l("Plafonds")),
    ("ledger.overview", _l("Boekhouding")),
    ("payments.bank_accounts", _l("Bankrekeningen")),
    ("identity.accounts", _l("Gebruikers")),
    ("web.rules", _l("Regelboek")),
)
ONLY_FOR_STRANGERS = {"web.home", "web.rules"}  # the foot of every page has the rules too
SEVERAL_WORDS = {"web", "identity"}  # not one part of the portal each
PART_OF = {
    "starts": "allocations", "returns": "allocations", "trials": "intake", "own_checks": "review",
    "hindsight": "ledger", "lumpsum": "contracts", "decisions": "allocations",
    "money": "contracts",
}  # fmt: skip
# words of a role that has more than seven: the foot of its first screen leads there
ELSEWHERE = {
    Role.PROVIDER_CLERK: {"ledger.overview", "ceilings.overview"},
    Role.PROVIDER_ADMIN: {"ledger.overview", "ceilings.overview"},
    Role.CHECKER: {"ceilings.overview", "decisions.missing"},
    Role.APPROVER: {"decisions.missing"},
    Role.SUPERVISOR: {"decisions.missing"},
    Role.CONTROLLER: {
        "declaring.received", "allocations.clients", "ceilings.overview", "decisions.missing",
    },
    Role.AUDITOR: {
        "declaring.received", "allocations.clients", "ceilings.overview", "decisions.missing",
    },
}


@dataclass(frozen=True, slots=True)
class Item:
    """One word of the menu; ``here`` is ``page`` on that page, ``true`` elsewhere in its part."""

    label: str
    address: str
    here: str


def init_navigation(app: Flask) -> None:
    """Offer the menu to every template."""
    app.context_processor(
        lambda: {"menu": menu(), "role_name": ROLES.__getitem__, "admitted": _admits}
    )
    app.jinja_env.globals["beyond_the_menu"] = beyond_the_menu


def menu() -> list[Item]:
    """The menu of whoever reads this page."""
    elsewhere = _elsewhere()
    return [_item(endpoint, label) for endpoint, label in _words() if endpoint not in elsewhere]


def beyond_the_menu() -> list[Item]:
    """Where this reader may go as well, when seven words do not reach that far."""
    elsewhere = _elsewhere()
    return [_item(endpoint, label) for endpoint, label in _words() if endpoint in elsewhere]


def _words() -> Iterator[tuple[str, str]]:
    visitor = find_visitor()
    for endpoint, label in MENU:
        known = endpoint in current_app.view_functions and _admits(endpoint)
        if known and not (visitor and endpoint in ONLY_FOR_STRANGERS):
            yield endpoint, str(label)


def _elsewhere() -> set[str]:
    visitor = find_visitor()
    return ELSEWHERE.get(visitor.role, set()) if visitor else set()


def _admits(endpoint: str) -> bool:
    visitor = find_visitor()
    return PERMISSIONS[endpoint].admits(visitor.role if visitor else None)


def _item(endpoint: str, label: str) -> Item:
    return Item(label, url_for(endpoint), _is_here(endpoint))


def _is_here(endpoint: str) -> str:
    if request.endpoint == endpoint:
        return "page"
    blueprint = endpoint.partition(".")[0]
    here = PART_OF.get(request.blueprint or "", request.blueprint)
    return "true" if blueprint not in SEVERAL_WORDS and here == blueprint else ""
