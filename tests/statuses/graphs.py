"""Every status × action × role of a kind of thing, called through its routes.

A ``Driver`` (``deciding.py`` and ``paying.py``) tells how to bring a fresh thing into a status,
and how somebody does an action to it over HTTP. The graph itself is data of the portal
(``declarations.lifecycle``); nothing of it is written again here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from declarations.lifecycle import NEW, Kind, NotAllowed, after, statuses
from portal.identity.service import MUNICIPALITY_ROLES, PROVIDER_ROLES, Party, Role
from portal.parties.service import find_provider
from portal.store.tables import TABLES
from portal.store.transaction import in_transaction, transaction
from tests.builders import PROVIDER
from tests.identity.people import an_account, signed_in
from tests.statuses.town import Town

ROLES = (*MUNICIPALITY_ROLES, *PROVIDER_ROLES)
DONE = (200, 303)
REFUSED = (403, 404, 409)
# who was let in, and for how long, is no change of the things themselves
BESIDE = {"web_session", "sign_in_attempt", "access_log"}

Handle = Any
Act = Callable[[FlaskClient, Handle], int]


@dataclass(frozen=True)
class Driver:
    """How one kind of thing is brought into a status and acted upon.

    ``bring`` makes a thing in this status by the hands of people who are not asked afterwards,
    and gives what the other three know it by. ``begins`` are the statuses of an earlier thing in
    which an action begins a new one, as from NEW.
    """

    kind: Kind
    bring: Callable[[Town, str], Handle]
    acts: Mapping[str, Act]
    state: Callable[[Town, Handle], str]
    begins: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def leads_to(self, status: str, action: str, role: Role) -> str | None:
        """The status that the graph says this leads to; None where it may not be done."""
        counts_as = NEW if status in self.begins.get(action, frozenset()) else status
        try:
            return after(self.kind, counts_as, action, role)
        except NotAllowed:
            return None

    def statuses(self) -> tuple[str, ...]:
        """Every status, that of what does not exist yet among them."""
        return (NEW, *statuses(self.kind))

    def tries(self, status: str, crowd: Crowd) -> Iterator[tuple[str, Role, str | None]]:
        """Every action with a route, by everybody, and what the graph says it leads to."""
        for action in self.acts:
            for role in crowd.roles(self, action):
                yield action, role, self.leads_to(status, action, role)

    def may_ever(self, action: str, role: Role) -> bool:
        """Whether there is a status in which somebody with this role may do it."""
        return any(self.leads_to(each, action, role) for each in self.statuses())


class Crowd:
    """Somebody of every role, who did nothing yet, with a browser.

    With ``insiders`` nobody tries what is never for that role: that is refused at the door, before
    the database is asked anything.
    """

    def __init__(self, app: Flask, town: Town, insiders: bool = False) -> None:
        self.app, self.insiders = app, insiders
        with transaction() as session:
            provider = find_provider(session, PROVIDER)
            assert provider is not None
            at_provider = Party(provider_id=provider.id)
        for role in ROLES:
            party = at_provider if role in PROVIDER_ROLES else Party(municipality_id=town.id)
            in_transaction(lambda s, r=role, p=party: an_account(s, self._email(r), r, p))
        self.browsers = {role: self.browser(role) for role in ROLES}

    def roles(self, driver: Driver, action: str) -> list[Role]:
        """Who of them try an action."""
        return [each for each in ROLES if not self.insiders or driver.may_ever(action, each)]

    def browser(self, role: Role) -> FlaskClient:
        """One more browser of that person."""
        return signed_in(self.app, self._email(role))

    @staticmethod
    def _email(role: Role) -> str:
        return f"{role}@menigte.example"


def prove(driver: Driver, town: Town, crowd: Crowd, status: str) -> list[str]:
    """Let every role do every action in this status; what was not as the graph says.

    What is refused changes nothing, so that one thing serves for all of it.
    """
    wrong: list[str] = []
    thing = driver.bring(town, status)
    before = dump()
    for action, role, wanted in driver.tries(status, crowd):
        if wanted is None:
            answer = driver.acts[action](crowd.browsers[role], thing)
            if answer not in REFUSED:
                wrong.append(f"{role} may not {action} what is {status}: {answer}")
    changed = [name for name, rows in dump().items() if rows != before[name]]
    if changed:
        wrong.append(f"somebody who may not act on what is {status} changed {changed}")
    for action, role, wanted in driver.tries(status, crowd):
        if wanted is not None:
            thing = driver.bring(town, status)
            answer = driver.acts[action](crowd.browsers[role], thing)
            found = driver.state(town, thing)
            if answer not in DONE or found != wanted:
                wrong.append(f"{role} may {action} what is {status}: {answer}, and it is {found}")
    return wrong


def dump() -> dict[str, list[str]]:
    """Every row of every table, but who was let in."""
    with transaction() as session:
        return {
            name: sorted(map(repr, session.execute(select(table))))
            for name, table in TABLES.tables.items()
            if name not in BESIDE
        }
