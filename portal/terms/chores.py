"""The chore behind the reminders, for whoever calls it from time to time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from flask import Flask

from declarations.working_days import is_working_day
from portal.ceilings.signalling import raise_minimum_signals
from portal.clock import NETHERLANDS, Clock
from portal.config import Settings
from portal.identity.service import system_account_id
from portal.parties.service import municipality_names, provider_names
from portal.store.tenant import PORTAL, Scope, Tenant, acting_for
from portal.store.transaction import in_transaction, transaction
from portal.terms.calendar import holidays_around
from portal.terms.digests import put_together, send_waiting
from portal.terms.reminders import keep_up

MAILS_FROM = 7  # o'clock in the Netherlands


def remind_all(clock: Clock, public_url: str) -> int:
    """Bring the reminders of every party up to date, with the mails of today; gives how many mails.

    One transaction a party: what was done stays done when it is cut off.
    """
    with transaction() as session:
        account_id = system_account_id(session)
        parties = [Tenant(Scope.PROVIDER, each) for each in provider_names(session)]
        parties += [Tenant(Scope.MUNICIPALITY, each) for each in municipality_names(session)]
    in_transaction(
        lambda s: raise_minimum_signals(s, clock.today(), account_id, clock.now())
    )
    mailing, written = _mails_go_out(clock), 0
    for party in parties:
        in_transaction(partial(keep_up, party=party, clock=clock, account_id=account_id))
        if mailing:
            mails = partial(put_together, party=party, clock=clock, public_url=public_url)
            written += in_transaction(mails)
    return written


def reminding(app: Flask, clock: Clock | None = None) -> Callable[[], None]:
    """A function that reminds once an hour, and sends whatever waits each time it is called."""
    known = clock or Clock()
    settings: Settings = app.config["PORTAL_SETTINGS"]
    last: list[datetime] = []

    def work() -> None:
        hour = known.now().replace(minute=0, second=0, microsecond=0)
        # reminders are of no party: the portal makes them for all
        with app.app_context(), acting_for(PORTAL):
            if hour not in last:
                remind_all(known, settings.outside.public_url)
                last[:] = [hour]
            send_waiting(known, settings.outside)

    return work


def _mails_go_out(clock: Clock) -> bool:
    today = clock.today()
    awake = clock.now().astimezone(NETHERLANDS).hour >= MAILS_FROM
    return awake and is_working_day(today, holidays_around(today))
