"""A small world with people who look at it through their browsers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from portal.allocations.service import import_many
from portal.identity.service import Party, Role, store_account
from portal.parties.service import find_municipality, find_provider
from portal.store.transaction import in_transaction, transaction
from tests.allocation_messages import an_allocation, an_allocation_message
from tests.identity.people import signed_in
from tests.intake.world import MUNICIPALITY, OTHER_MUNICIPALITY, OTHER_PROVIDER, PROVIDER
from tests.starts.world import CareWorld

PEOPLE = {
    "clerk": (Role.PROVIDER_CLERK, PROVIDER),
    "other-clerk": (Role.PROVIDER_CLERK, OTHER_PROVIDER),
    "checker": (Role.CHECKER, MUNICIPALITY),
    "other-checker": (Role.CHECKER, OTHER_MUNICIPALITY),
    "payments": (Role.PAYMENTS, MUNICIPALITY),
    "admin": (Role.FUNCTIONAL_ADMIN, ""),
}


@dataclass
class Desk(CareWorld):
    """Gives each of the people a browser; today is 10 May 2023."""

    browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def open(self, app: Flask) -> None:
        """Make the accounts and sign everybody in."""
        app.config["PORTAL_CLOCK"] = self.clock
        for name, (role, party) in PEOPLE.items():
            in_transaction(lambda session, r=role, p=party, n=name: self._account(session, n, r, p))
            self.browsers[name] = signed_in(app, f"{name}@party.example")

    def _account(self, session: Any, name: str, role: Role, party: str) -> None:
        provider = find_provider(session, party)
        municipality = find_municipality(session, party)
        region = None if provider or municipality else _region(session)
        ids = Party(
            municipality_id=municipality.id if municipality else None,
            provider_id=provider.id if provider else None,
            region_id=region,
        )
        store_account(session, f"{name}@party.example", role, ids)

    def allocate_budget(self, number: int, cents: int) -> None:
        """A budget for any product of category 01."""
        bare = dict.fromkeys(("code", "volume", "unit", "frequency"))
        message = an_allocation_message(an_allocation(number, **bare, budget=cents))
        in_transaction(
            lambda session: import_many(
                session, [message], self.clock, self.account, self.keyring
            )
        )  # fmt: skip

    def get(self, address: str, who: str = "clerk") -> TestResponse:
        """Open a page."""
        return self._browser(who).get(address)

    def page(self, address: str, who: str = "clerk") -> str:
        """The text of a page that must be there, without its marks."""
        response = self.get(address, who)
        assert response.status_code == 200, response.status_code
        return plain(response.text)

    def post(self, address: str, who: str = "clerk", **fields: str) -> TestResponse:
        """Send a form."""
        return self._browser(who).post(address, data=fields)

    def _browser(self, who: str) -> FlaskClient:
        """The browser of somebody; the context around a test remembers who asked last."""
        g.pop("_login_user", None)
        return self.browsers[who]

    def is_unknown(self, address: str, who: str) -> bool:
        """Whether a page is answered just as one that cannot exist."""
        answer, nothing = self.get(address, who), self.get("/toewijzingen/987654", who)
        assert nothing.status_code == 404
        same = answer.text.replace(address, "") == nothing.text.replace("/toewijzingen/987654", "")
        return answer.status_code == 404 and same

    def client_id(self, number: int = 20072) -> int:
        """The client of an allocation."""
        return self.scalar("SELECT client_id FROM allocation WHERE number = :n", n=number)

    def seen(self) -> list[tuple[str, str, int]]:
        """Who looked at which client and what for, oldest first."""
        wanted = "('allocation', 'client dossier', 'citizen number')"
        with transaction() as session:
            rows = session.execute(
                text(
                    "SELECT l.purpose, a.email, l.object_id FROM access_log l"
                    f" JOIN account a ON a.id = l.account_id WHERE l.purpose IN {wanted}"
                    " ORDER BY l.id"
                )
            ).all()
        return [(purpose, email.partition("@")[0], client) for purpose, email, client in rows]


def _region(session: Any) -> int:
    municipality = find_municipality(session, MUNICIPALITY)
    assert municipality is not None
    return municipality.region_id


def plain(html: str) -> str:
    """What a page says, white space as one space."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
