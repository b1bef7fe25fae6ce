"""The mails about bank accounts: one that was swapped must be noticed by whom it is of."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from portal.mail.service import Mail, post
from portal.outside import Outside


def tell(addresses: Iterable[str], subject: str, body: str, outside: Outside) -> None:
    """The same mail to each of these addresses, one by one."""
    for address in addresses:
        post(Mail(address, subject, body), outside)


def requested(provider: str, iban: str, person: str, address: str) -> tuple[str, str]:
    """Subject and body of the mail that another account was asked for; the number is masked."""
    return (
        _("Nieuw rekeningnummer aangevraagd"),
        _(
            "%(person)s heeft voor %(provider)s een ander rekeningnummer aangevraagd:"
            " %(iban)s.\n\n"
            "Het gaat pas gelden als een tweede persoon het bevestigt.\n"
            "Bekijk de aanvraag: %(address)s\n\n"
            "Klopt dit niet? Weiger de aanvraag dan meteen en bel uw gemeente.",
            person=person,
            provider=provider,
            iban=iban,
            address=address,
        ),
    )


def confirmed(provider: str, iban: str, person: str, address: str) -> tuple[str, str]:
    """Subject and body of the mail that another account counts from now on."""
    return (
        _("Uw rekeningnummer is gewijzigd"),
        _(
            "%(person)s heeft een ander rekeningnummer van %(provider)s bevestigd:"
            " %(iban)s. Nieuwe betalingen gaan daarheen.\n\n"
            "Bekijk het rekeningnummer: %(address)s\n\n"
            "Klopt dit niet? Bel dan meteen uw gemeente: zij kan betalingen tegenhouden.",
            person=person,
            provider=provider,
            iban=iban,
            address=address,
        ),
    )
