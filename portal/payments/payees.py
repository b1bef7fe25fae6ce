"""Who is paid, on which account, and what there is to say about that before money goes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.guards import Payee
from portal.parties.own_accounts import accounts_of_providers, providers_paid_on
from portal.payments.records import BankAccountRecord, PaymentRecord
from portal.payments.standing import SENT
from portal.store.sets import in_values
from schemas.payments import Account

Earlier = dict[int, list[tuple[str, str, int]]]
"""By provider the law, account and eurocents of payments that went out, newest first."""


@dataclass(frozen=True, slots=True)
class Payees:
    """Everything that guards ask about the providers of a run."""

    accounts: dict[int, Account]
    names: dict[int, str]
    shared: dict[str, dict[int, str]]
    earlier: Earlier

    def payee(self, provider_id: int, law: str, account: Account) -> Payee:
        """A provider as guards see it, if it were paid on this account."""
        before = self.earlier.get(provider_id, [])
        others = self.shared.get(account.iban, {})
        return Payee(
            provider=self.names.get(provider_id, ""),
            iban=account.iban,
            holder=account.holder,
            others=tuple(name for key, name in others.items() if key != provider_id),
            previous_iban=before[0][1] if before else None,
            earlier=tuple(cents for under, _, cents in before if under == law),
        )


def payees(
    session: Session, municipality_id: int, provider_ids: Collection[int],
    before_run: int | None = None, ibans: Iterable[str] = (),
) -> Payees:  # fmt: skip
    """What is known of these providers now; payments of ``before_run`` and later do not count.

    ``ibans`` are more accounts to look up than those the providers have at present.
    """
    known = accounts_of_providers(session, provider_ids)
    accounts = current_accounts(session, provider_ids)
    used = {*ibans, *(account.iban for account in accounts.values())}
    return Payees(
        accounts=accounts,
        names={key: each.name for key, each in known.items()},
        shared=providers_paid_on(session, used),
        earlier=_earlier(session, municipality_id, provider_ids, before_run),
    )


def current_accounts(session: Session, provider_ids: Collection[int]) -> dict[int, Account]:
    """The account each provider is paid on now, those without one left out.

    The holder is who a second person agreed to; for an account out of a region file it is the
    provider itself.
    """
    row = BankAccountRecord
    agreed = session.execute(
        select(row.provider_id, row.iban, row.holder)
        .where(in_values(row.provider_id, provider_ids), row.state == "confirmed")
        .order_by(row.id)
    )
    holders = {(each.provider_id, each.iban): each.holder for each in agreed}
    return {
        key: Account(each.iban, holders.get((key, each.iban), each.name))
        for key, each in accounts_of_providers(session, provider_ids).items()
        if each.iban
    }


def account_changers(session: Session, accounts: Iterable[tuple[int, str]]) -> set[int]:
    """The persons who asked for, or agreed to, these accounts (provider and IBAN)."""
    wanted = set(accounts)
    row = BankAccountRecord
    found = session.execute(
        select(row.provider_id, row.iban, row.requested_person, row.decided_person).where(
            in_values(row.provider_id, {provider for provider, _ in wanted}),
            row.state == "confirmed",
        )
    )
    return {
        person
        for provider, iban, *persons in found
        if (provider, iban) in wanted
        for person in persons
        if person is not None
    }


def _earlier(
    session: Session, municipality_id: int, provider_ids: Iterable[int], before_run: int | None
) -> Earlier:
    row = PaymentRecord
    query = select(row.provider_id, row.law, row.iban, row.cents).where(
        row.municipality_id == municipality_id,
        in_values(row.provider_id, provider_ids),
        row.state.in_(SENT),
        row.state != "returned",
    )
    if before_run is not None:
        query = query.where(row.run_id < before_run)
    found: Earlier = defaultdict(list)
    for provider, law, iban, cents in session.execute(query.order_by(row.id.desc())):
        found[provider].append((law, iban, cents))
    return found
