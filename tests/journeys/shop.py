"""A municipality on a day in May, seen by a browser: care was declared, nothing is paid yet.

Zorg was paid once before; then it declared two dear lines more than anybody would let pass unseen.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from playwright.sync_api import Locator, Page, expect
from werkzeug.serving import make_server

from declarations.model import Law
from declarations.picking import Plan
from portal.identity.demo import demo_hash
from portal.identity.service import Party, Role
from portal.parties.service import find_provider
from portal.store.transaction import in_transaction, transaction
from tests.builders import PROVIDER
from tests.identity.people import an_account
from tests.intake.world import OTHER_PROVIDER, World
from tests.journeys.conftest import Silent
from tests.journeys.world import PASSWORD
from tests.payments.till import Till

ADA, BO = "ada@zorg.example", "bo@zorg.example"
DEAR = Plan(20_000, warnings=False, least=0, most=0)  # lines from € 200 are looked at


@dataclass(frozen=True)
class Shop:
    """The till, and the ids of the messages that wait: of Zorg for Wmo, of Ander for youth care."""

    app: Flask
    till: Till
    zorg: int
    ander: int

    def reference(self, message: int, place: int) -> str:
        """What the provider calls a line."""
        found: str = self.till.world.scalar(
            "SELECT reference FROM line WHERE message_id = :m AND position = :p",
            m=message, p=place,
        )  # fmt: skip
        return found

    def email(self, name: str) -> str:
        """The address of somebody of the municipality, or as it is given."""
        return name if "@" in name else self.till.email(name)

    def name_of(self, agb: str) -> str:
        """What a provider is called."""
        found: str = self.till.world.scalar("SELECT name FROM provider WHERE agb = :a", a=agb)
        return found


def opened(app: Flask) -> Shop:
    """Fill the database of this application; in its context, and as the portal."""
    world = World(app.config["PORTAL_KEYRING"])
    app.config["PORTAL_CLOCK"] = world.clock
    till = Till(world)
    till.hire("toon", Role.CONTRACT_MANAGER)
    two_jobs(till)
    with transaction(write=True) as session:
        provider = find_provider(session, PROVIDER)
        assert provider is not None
        for email in (ADA, BO):
            an_account(session, email, Role.PROVIDER_ADMIN, Party(provider_id=provider.id))
    paid_before(till)
    in_transaction(lambda session: world.pick(session, DEAR))
    zorg = till.declare(5000, 2500, 25_000, 27_500, 30_000, 32_500)
    ander = till.declare(10_000, 40_000, provider=OTHER_PROVIDER, law=Law.YOUTH)
    return Shop(app, till, zorg, ander)


def two_jobs(till: Till) -> None:
    """Cora, who checks, has a second account with which she approves."""
    account = till.hire("cora2", Role.APPROVER, person_of="cora")
    till.run_sql(
        "UPDATE account SET password_hash = :h WHERE id = :a", h=demo_hash(), a=account.account_id
    )


def paid_before(till: Till) -> None:
    """A payment to Zorg on its old account, that the bank did."""
    till.approved(50_000)
    number = till.released()
    till.export(number)
    till.settle(number)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Where the application answers browsers."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def sign_in(page: Page, email: str) -> Page:
    """Through the form, as people do."""
    page.goto("/inloggen?lang=nl")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.locator("h1")).to_have_text("Wat moet ik nu doen?")
    return page


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press the button with this name in the middle of the page."""
    page.get_by_role("main").get_by_role("button", name=name).click()


def read(page: Page, sentence: str | re.Pattern[str]) -> None:
    """This stands on the page."""
    expect(page.locator("body")).to_contain_text(sentence)


def row(page: Page, words: str) -> Locator:
    """The row of a table with these words."""
    return page.get_by_role("row").filter(has_text=words)
