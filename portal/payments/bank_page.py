"""What the pages about bank accounts show: who asked and decided, by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal.clock import Clock
from portal.identity.colleagues import names_of
from portal.parties.service import provider_iban, provider_names
from portal.payments.bank_accounts import (
    BankRequest,
    confirmed_account,
    requests_of,
    requests_to,
)
from portal.store.tenant import seeing_all

NOTICED = timedelta(days=30)  # how long a changed account stands on the first screen


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A wish with the names behind it; ``decider`` is None until somebody decided."""

    wish: BankRequest
    provider: str
    asker: str
    decider: str | None


@dataclass(frozen=True, slots=True)
class BankPage:
    """The account a provider is paid on, the wish that waits if any, and all that were."""

    iban: str | None
    holder: str
    waiting: ShownRequest | None
    history: tuple[ShownRequest, ...]


@dataclass(frozen=True, slots=True)
class BankNotice:
    """What everybody at a provider should notice: a wish that waits, an account that changed."""

    iban: str
    waiting: bool
    day: date


def bank_page(session: Session, provider_id: int) -> BankPage:
    """The page of a provider about its own account."""
    history = shown(session, requests_of(session, provider_id))
    confirmed = confirmed_account(session, provider_id)
    return BankPage(
        iban=provider_iban(session, provider_id),
        holder=confirmed.holder if confirmed else provider_names(session)[provider_id],
        waiting=next((each for each in history if each.wish.waiting), None),
        history=tuple(history),
    )


def bank_requests(session: Session, municipality_id: int) -> list[ShownRequest]:
    """The wishes a municipality has to do with: what waits first, then the newest."""
    found = shown(session, requests_to(session, municipality_id))
    return sorted(found, key=lambda each: not each.wish.waiting)


def shown(session: Session, wishes: Iterable[BankRequest]) -> list[ShownRequest]:
    """Wishes with names. The other party is to know whom to ask for on the telephone."""
    wishes = list(wishes)
    people = {each.requested_by for each in wishes} | {each.decided_by or 0 for each in wishes}
    with seeing_all(session):
        names = names_of(session, people)
    providers = provider_names(session)
    return [
        ShownRequest(
            each,
            providers[each.provider_id],
            names.get(each.requested_by, ""),
            names.get(each.decided_by) if each.decided_by else None,
        )
        for each in wishes
    ]


def bank_notice(session: Session, provider_id: int, clock: Clock) -> BankNotice | None:
    """What to say on the first screen of a provider, if anything."""
    wishes = requests_of(session, provider_id)
    waiting = next((each for each in wishes if each.waiting), None)
    if waiting:
        return BankNotice(waiting.iban, True, waiting.requested_at)
    confirmed = confirmed_account(session, provider_id)
    if confirmed is None or confirmed.decided_at is None:
        return None
    if confirmed.decided_at < clock.now() - NOTICED:
        return None
    return BankNotice(confirmed.iban, False, confirmed.decided_at)


def waiting_requests(session: Session, municipality_id: int) -> int:
    """How many wishes wait for somebody of this municipality, or of the provider itself."""
    return sum(each.waiting for each in requests_to(session, municipality_id))
