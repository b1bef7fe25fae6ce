"""The words of the books on pages and in files, and the names of their groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.contracts.overview import contracts_of
from portal.parties.service import municipality_names, provider_names
from portal.store.tenant import Tenant
from portal.web.labels import LAWS

ACCOUNTS: Mapping[str, Any] = {
    "declared": _l("Gedeclareerd"),
    "awarded": _l("Toegekend"),
    "rejected": _l("Afgewezen"),
    "parked": _l("Geparkeerd"),
    "paid": _l("Betaald"),
    "set_off": _l("Verrekend"),
}
PER: Mapping[str, Any] = {
    "aanbieder": _l("Aanbieder"),
    "gemeente": _l("Gemeente"),
    "contract": _l("Contract"),
    "wet": _l("Wet"),
}
KINDS: Mapping[str, Any] = {
    "declaration": _l("declaratie beoordeeld"),
    "unparked": _l("geparkeerde regels alsnog beoordeeld"),
    "payment": _l("betaling"),
    "payment-returned": _l("betaling teruggekomen"),
    "drawdown": _l("opname goedgekeurd"),
    "settlement": _l("afrekening: terug te ontvangen"),
    "settlement-received": _l("afrekening: terugontvangen"),
    "drawdown-taken-back": _l("goedkeuring van opname ingetrokken"),
}
STAGES: Mapping[str, Any] = {
    "blocked": _l("wordt bekeken"),
    "open": _l("klaar voor controle"),
    "checked": _l("gecontroleerd"),
    "approved": _l("goedgekeurd"),
    "in-run": _l("in een betaalrun"),
}


def names_of(session: Session, tenant: Tenant, per: str) -> Mapping[str, str]:
    """What the groups are called, by their keys."""
    if per == "wet":
        return {str(law): str(name) for law, name in LAWS.items()}
    if per == "contract":
        contracts = {str(each.id): each.slug for each in contracts_of(session, tenant)}
        return {"0": str(_("zonder contract")), **contracts}
    names = provider_names(session) if per == "aanbieder" else municipality_names(session)
    return {str(key): name for key, name in names.items()}
