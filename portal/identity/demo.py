"""The people of region files, in modes demo and test: their names and the password of all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.identity.passwords import hash_password
from portal.identity.records import AccountRecord, PersonRecord, Role
from portal.parties.service import party_named

DEMO_PASSWORD = "demo-portal"

NAMES = MappingProxyType(
    {
        "clerk@zorgthuis.example": "Noor de Wit",
        "admin@zorgthuis.example": "Bram Kuipers",
        "clerk@jeugdhulp.example": "Fatima El Amrani",
        "checker@tilburg.example": "Sanne van Gool",
        "approver@tilburg.example": "Joost Hendrikx",
        "payments@tilburg.example": "Mila Verhoeven",
        "release@tilburg.example": "Kees van Loon",
        "contracts@tilburg.example": "Ruud Timmermans",
        "controller@tilburg.example": "Aylin Demir",
        "auditor@tilburg.example": "Liesbeth Maes",
        "checker@waalwijk.example": "Pieter Smulders",
        "functional@hartvanbrabant.example": "Eva Brouwers",
        "admin@voorbeeldzorg.example": "Hanna Postma",
        "clerk@voorbeeldzorg.example": "Daan Mulder",
        "checker@diemen.example": "Lotte Visser",
        "functional@sandbox.example": "Sem Bakker",
    }
)
"""Made up, like everything else in the regions that ship with the portal."""

FIRST_NAMES = (
    "Anouk", "Bas", "Carlijn", "Dirk", "Esra", "Femke", "Gijs", "Hatice", "Ivo", "Jasmijn", "Koen",
    "Loes", "Mehmet", "Nienke", "Otto", "Pleun", "Rachid", "Saskia", "Thijs", "Ummu", "Vera",
    "Wout", "Yara",
)  # fmt: skip
LAST_NAMES = (
    "van den Akker", "Bastiaans", "de Crom", "van Dongen", "Elshout", "van Gestel", "Hermans",
    "Ince", "Janssens", "Kerkhofs", "van Loon", "Mutsaers", "Naaijkens", "Oerlemans", "Peeters",
    "Roovers", "Snels", "Tuerlings", "Uijtdewilligen", "Vugts", "Wouters", "Yilmaz", "Zijlmans",
)  # fmt: skip
"""Of these the people of a demonstration are called that nobody signs in as at first."""

TRY = MappingProxyType(
    {
        Role.PROVIDER_CLERK: _l("Declaraties aanleveren en zien wat er terugkomt."),
        Role.PROVIDER_ADMIN: _l("Ook: gebruikers, sleutels en de bankrekening."),
        Role.ACCESS: _l("Toewijzingen volgen."),
        Role.CHECKER: _l("Regels bekijken die opvallen, vragen stellen, declaraties controleren."),
        Role.APPROVER: _l("Als tweede persoon goedkeuren wat gecontroleerd is."),
        Role.PAYMENTS: _l("Een betaalrun opmaken, ondertekenen of als tweede persoon vrijgeven."),
        Role.CONTRACT_MANAGER: _l("Contracten bekijken en nieuwe bankrekeningen bevestigen."),
        Role.SUPERVISOR: _l("Meekijken, zonder iets te wijzigen."),
        Role.CONTROLLER: _l("De boekhouding, steekproeven en tegengehouden betalingen."),
        Role.AUDITOR: _l("Een steekproef trekken en van elke regel het bewijs lezen."),
        Role.FUNCTIONAL_ADMIN: _l("Gebruikers van gemeenten beheren, zonder cliëntgegevens."),
    }
)
"""What to try in a demonstration, by role."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One of the people of a demonstration, with what to try as that person."""

    name: str
    email: str
    role: Role
    party: str
    try_this: str


def demo_accounts(session: Session) -> list[DemoAccount]:
    """The people of the demonstration that are here, in the order of the list above."""
    rows = session.execute(
        select(AccountRecord, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == AccountRecord.person_id)
        .where(AccountRecord.email.in_(NAMES), AccountRecord.active)
    )
    order = list(NAMES)
    found = sorted(rows, key=lambda row: order.index(row[0].email))
    return [_shown(session, account, name) for account, name in found]


def find_demo_account(session: Session, email: str) -> int | None:
    """The id of an account of the demonstration; None for any other address."""
    if email not in NAMES:
        return None
    return session.scalar(
        select(AccountRecord.id).where(AccountRecord.email == email, AccountRecord.active)
    )


def _shown(session: Session, account: AccountRecord, name: str) -> DemoAccount:
    party = party_named(
        session, account.provider_id, account.municipality_id, account.region_id
    ).name
    role = Role(account.role)
    return DemoAccount(name, account.email, role, party, str(TRY[role]))


def demo_name(email: str) -> str:
    """What the person behind an account of a region file is called; the same for an address."""
    return NAMES.get(email) or _drawn_name(email)


def _drawn_name(email: str) -> str:
    first, last = hashlib.sha256(email.encode()).digest()[:2]
    return f"{FIRST_NAMES[first % len(FIRST_NAMES)]} {LAST_NAMES[last % len(LAST_NAMES)]}"


@cache
def demo_hash() -> str:
    """The hash of the public password: one for all, for there is nothing to keep secret."""
    return hash_password(DEMO_PASSWORD)
