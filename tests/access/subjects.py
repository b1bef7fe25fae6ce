"""Who asks: the kinds of visitors, and how the thing they ask for relates to them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.identity.service import Role


class Party(StrEnum):
    """For whom somebody works."""

    NOBODY = "nobody"
    PROVIDER = "provider"
    MUNICIPALITY = "municipality"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of visitor; ``email`` is None for a stranger, ``key`` tells a program."""

    name: str
    party: Party = Party.NOBODY
    role: Role | None = None
    email: str | None = None
    key: bool = False


ANONYMOUS = Subject("anonymous")
DISABLED = Subject(  # signed in before the account was closed
    "disabled", Party.PROVIDER, Role.PROVIDER_ADMIN, "gone@zorg.example"
)
CLERK = Subject("clerk", Party.PROVIDER, Role.PROVIDER_CLERK, "clerk@zorg.example")
ADMIN = Subject("admin", Party.PROVIDER, Role.PROVIDER_ADMIN, "admin@zorg.example")
KEY = Subject("key", Party.PROVIDER, Role.PROVIDER_CLERK, "clerk@zorg.example", key=True)
CHECKER = Subject("checker", Party.MUNICIPALITY, Role.CHECKER, "checker@diemen.example")
APPROVER = Subject("approver", Party.MUNICIPALITY, Role.APPROVER, "approver@diemen.example")
MANAGER = Subject("manager", Party.MUNICIPALITY, Role.CONTRACT_MANAGER, "manager@diemen.example")
CONTROLLER = Subject("controller", Party.MUNICIPALITY, Role.CONTROLLER, "books@diemen.example")
PAYER = Subject("payer", Party.MUNICIPALITY, Role.PAYMENTS, "payer@diemen.example")
FUNCTIONAL = Subject("functional", Party.REGION, Role.FUNCTIONAL_ADMIN, "beheer@proef.example")
MUNICIPAL_KEY = Subject(
    "municipal key", Party.MUNICIPALITY, Role.CHECKER, "checker@diemen.example", key=True
)
SUBJECTS = (
    ANONYMOUS, DISABLED, CLERK, ADMIN, KEY, CHECKER, APPROVER, MANAGER, CONTROLLER, PAYER,
    FUNCTIONAL, MUNICIPAL_KEY,
)  # fmt: skip
WITHOUT_ENTRY = (ANONYMOUS, DISABLED)


class Relation(StrEnum):
    """Whose the thing is that somebody asks for, seen from provider Zorg and Diemen."""

    OWN = "own"
    OTHER_PROVIDER = "other provider"
    OTHER_MUNICIPALITY = "other municipality"
    BOTH_OTHER = "both other"
    MISSING = "not existing"


def shared_by_both(subject: Subject, relation: Relation) -> bool:
    """A thing between a provider and a municipality is there for both of them."""
    if subject.party is Party.PROVIDER:
        return relation in (Relation.OWN, Relation.OTHER_MUNICIPALITY)
    if subject.party is Party.MUNICIPALITY:
        return relation in (Relation.OWN, Relation.OTHER_PROVIDER)
    return False


def in_the_region(_subject: Subject, relation: Relation) -> bool:
    """Whatever a region bought is there for its functional administrator."""
    return relation is not Relation.MISSING


def a_contract(subject: Subject, relation: Relation) -> bool:
    """The parties of a contract see it, and the region that closed it."""
    if subject.party is Party.REGION:
        return relation is not Relation.MISSING
    return shared_by_both(subject, relation)


def own_alone(_subject: Subject, relation: Relation) -> bool:
    """A thing of one party, of which the others are those of other parties."""
    return relation is Relation.OWN


def a_key(subject: Subject, relation: Relation) -> bool:
    """An administrator finds the keys of its provider, somebody of a municipality its own."""
    return relation is Relation.OWN and subject in (ADMIN, CHECKER)


def a_deputy(subject: Subject, relation: Relation) -> bool:
    """The principal ends a deputyship, and the administrator of the region any of its towns."""
    if subject.party is Party.REGION:
        return relation in (Relation.OWN, Relation.OTHER_MUNICIPALITY)
    return relation is Relation.OWN and subject is CHECKER


def a_wish(subject: Subject, relation: Relation) -> bool:
    """Another bank account of Zorg or Ander is seen by its provider and where either sells."""
    own = (Relation.OWN, Relation.OTHER_MUNICIPALITY)
    return relation in (own if subject.party is Party.PROVIDER else (*own, Relation.OTHER_PROVIDER))
