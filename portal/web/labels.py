"""The words that screens use for the values of the core."""

from typing import Any

from flask_babel import lazy_gettext as _l

from declarations.findings import Owner, Severity
from declarations.model import Law
from portal.identity.service import Role

# the four control levels, in the order in which a message meets them
LEVELS = {
    1: _l("Is het bestand leesbaar?"),
    2: _l("Klopt het bericht met zichzelf?"),
    3: _l("Past het bij eerdere berichten?"),
    4: _l("Past het bij toewijzing en contract?"),
}
OWNERS = {
    Owner.PROVIDER: _l("de aanbieder"),
    Owner.SOFTWARE: _l("de softwareleverancier"),
    Owner.MUNICIPALITY: _l("de gemeente"),
}
SEVERITIES = {
    Severity.ERROR: _l("fout"),
    Severity.WARNING: _l("waarschuwing"),
}
ROLES = {
    Role.PROVIDER_CLERK: _l("declaraties"),
    Role.PROVIDER_ADMIN: _l("beheerder aanbieder"),
    Role.ACCESS: _l("toegang"),
    Role.CHECKER: _l("controle"),
    Role.APPROVER: _l("goedkeuring"),
    Role.PAYMENTS: _l("betalingen"),
    Role.CONTRACT_MANAGER: _l("contractbeheer"),
    Role.SUPERVISOR: _l("toezicht"),
    Role.CONTROLLER: _l("control"),
    Role.AUDITOR: _l("accountant"),
    Role.FUNCTIONAL_ADMIN: _l("functioneel beheer"),
    Role.SYSTEM: _l("het portaal"),
}
LAWS: dict[str, Any] = {
    Law.WMO: _l("Wmo"),
    Law.YOUTH: _l("Jeugdwet"),
    Law.PARTICIPATION: _l("Participatiewet"),
}
FUNDING = {
    "pxq": _l("inspanningsgericht"),
    "outcome": _l("outputgericht"),
    "lumpsum": _l("taakgericht"),
}
# code list WJ756; what one unit of a volume is
UNITS = {
    "01": _l("minuten"),
    "04": _l("uren"),
    "14": _l("etmalen"),
    "16": _l("dagdelen"),
    "82": _l("stuks (resultaat)"),
    "83": _l("euro’s"),
    "84": _l("stuks"),
}
# code list WJ757; how often a volume comes back
FREQUENCIES = {
    "1": _l("per dag"),
    "2": _l("per week"),
    "4": _l("per maand"),
    "6": _l("in totaal"),
}
