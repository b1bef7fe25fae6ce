"""The words that screens use for the values of the core."""

from flask_babel import lazy_gettext as _l

from declarations.findings import Owner, Severity

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
