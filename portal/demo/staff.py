"""Who works at the offices of a demonstration: invented people for every party without any."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from portal.identity.service import Role
from schemas.region import Account, Region

# the part of the address before the @ for each work, as in tilburg.example
OFFICE = {
    "checker": Role.CHECKER,
    "colleague": Role.CHECKER,
    "approver": Role.APPROVER,
    "payments": Role.PAYMENTS,
    "release": Role.PAYMENTS,
    "controller": Role.CONTROLLER,
    "contracts": Role.CONTRACT_MANAGER,
    "auditor": Role.AUDITOR,
}
SHORT = 3  # letters of a word that no address is made of
CARE = {"clerk": Role.PROVIDER_CLERK, "admin": Role.PROVIDER_ADMIN}


def staffed(region: Region) -> Region:
    """The region with somebody for every work at every municipality and provider."""
    there = {each.email for each in region.accounts}
    added = [each for each in _wanted(region) if each.email not in there]
    return replace(region, accounts=(*region.accounts, *added))


def email_at(party: str, work: str) -> str:
    """The address of whoever does this work at a party by this name."""
    return f"{work}@{_domain(party)}.example"


def _wanted(region: Region) -> Iterator[Account]:
    for municipality in region.municipalities:
        for work, role in OFFICE.items():
            email = email_at(municipality.name, work)
            yield Account(email, str(role), municipality.code, None)
    for provider in region.providers:
        for work, role in CARE.items():
            name = next(word for word in provider.name.split() if len(word) > SHORT)
            yield Account(email_at(name, work), str(role), None, provider.agb)


def _domain(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower())
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())
