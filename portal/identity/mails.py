"""The mails about accounts, in the language of whoever causes them; without anything else."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.mail.service import Mail


def invitation(to: str, party: str, role: str, address: str) -> Mail:
    """An invitation with its link."""
    return Mail(
        to,
        _("Uitnodiging voor het Zorgportaal"),
        _(
            "U bent uitgenodigd voor het Zorgportaal.\n\n"
            "Organisatie: %(party)s\nRol: %(role)s\n\n"
            "Maak uw account via deze link. Hij werkt 7 dagen, voor één keer:\n%(address)s\n\n"
            "Verwachtte u deze mail niet? Dan hoeft u niets te doen.",
            party=party,
            role=role,
            address=address,
        ),
    )


def new_password(to: str, address: str) -> Mail:
    """A link for another password."""
    return Mail(
        to,
        _("Nieuw wachtwoord voor het Zorgportaal"),
        _(
            "Iemand vroeg een nieuw wachtwoord voor dit e-mailadres.\n\n"
            "Kies het via deze link. Hij werkt 1 uur, voor één keer:\n%(address)s\n\n"
            "Vroeg u dit niet? Dan hoeft u niets te doen. Uw wachtwoord blijft zoals het is.",
            address=address,
        ),
    )
