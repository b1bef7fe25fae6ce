"""The small world that the browser finds: a provider with allocations, and people who sign in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from portal.clock import FixedClock
from portal.contracts.service import load_region
from portal.evidence.samples import Method
from portal.intake.waiting import judge_one, waiting_messages
from portal.store.transaction import in_transaction
from schemas.region import read_region
from tests.builders import (
    MUNICIPALITY,
    PROVIDER,
    a_client,
    a_message,
    last_day,
    the_sample,
    xml_of,
)
from tests.ceilings.world import a_ceiling
from tests.identity.people import signed_in
from tests.intake.world import MUNICIPALITIES, OTHER_PROVIDER, World, the_region, zipped
from tests.journeys.contracting import propose_a_contract
from tests.journeys.counting import count_money
from tests.journeys.drawing import draw_something, lump_sum_of
from tests.journeys.paying import PAYER, pay_something
from tests.journeys.reassessing import ask_about_the_past

CLERK, STRANGER = "clerk@zorg.example", "clerk@ander.example"
CHECKER, ADMIN = "checker@diemen.example", "beheer@proef.example"
APPROVER = "approver@diemen.example"
MANAGER = "contracts@diemen.example"
CONTROLLER = "controller@diemen.example"
PEOPLE = (CLERK, CHECKER, APPROVER, MANAGER, PAYER, CONTROLLER, ADMIN)
PASSWORD = "demo-portal"

# pages that look different by something in their address; care on allocation 1 has started
VARIANTS = {
    "approvals.declarations": ("lijst=tegengehouden",),
    "intake.message": ("regel=",),
    "allocations.allocations": ("stand=",),
    "allocations.allocation": ("/toewijzingen/1",),
    "money.contract": ("jaar=2023",),
    "money.overview": ("jaar=2023",),
}
ACCOUNTS = f"""
[[account]]
email = "{CLERK}"
provider = "{PROVIDER}"
role = "provider-admin"

[[account]]
email = "{STRANGER}"
provider = "{OTHER_PROVIDER}"
role = "provider-admin"

[[account]]
email = "{CHECKER}"
municipality = "{MUNICIPALITY}"
role = "checker"

[[account]]
email = "{APPROVER}"
municipality = "{MUNICIPALITY}"
role = "approver"

[[account]]
email = "{CONTROLLER}"
municipality = "{MUNICIPALITY}"
role = "controller"

[[account]]
email = "{MANAGER}"
municipality = "{MUNICIPALITY}"
role = "contract-manager"

[[account]]
email = "{ADMIN}"
role = "functional-admin"
"""


def furnish(app: Flask) -> None:
    """Contracts, allocations, four people and something of every kind that a page can show.

    To be called once, in the application's context and as the portal.
    """
    clock = FixedClock(datetime.now(UTC))
    world = World(app.config["PORTAL_KEYRING"], clock)
    world.allocate_the_sample()
    ceiling = a_ceiling(amount=50_000_000)  # of which little is used, so that no line goes over
    text = (the_region() + lump_sum_of(clock.today()) + ceiling + ACCOUNTS).encode()
    region = read_region(text, set(MUNICIPALITIES), True)
    in_transaction(lambda session: load_region(session, region, clock, world.account))
    with forms_without_token(app):
        _use_the_forms(signed_in(app, CLERK))
    for message_id in waiting_messages(app)():
        judge_one(app)(message_id)
    with forms_without_token(app):
        _look_at_lines(world, signed_in(app, CHECKER))
        pay_something(app, world)
        _approve_one(signed_in(app, CHECKER), signed_in(app, APPROVER))
        _check_ourselves(signed_in(app, CONTROLLER), clock.today())
        _draw_a_sample(signed_in(app, CONTROLLER), clock.today() + timedelta(days=7))
        ask_about_the_past(app, world, signed_in(app, CONTROLLER))
        people = (signed_in(app, each) for each in (CLERK, CHECKER, MANAGER))
        draw_something(*people, clock.today())
        propose_a_contract(signed_in(app, MANAGER))
    count_money(world)


def _approve_one(checker: FlaskClient, approver: FlaskClient) -> None:
    """A declaration that two people approved, and a mandate that waits for its second signature."""
    chosen = re.findall(r'name="keuze" value="([^"]+)"', checker.get("/goedkeuring").text)
    assert chosen, "nothing is to be checked"
    mandate = {
        "line_limit": "500,00", "declaration_limit": "25.000,00", "start": "2023-01-01",
        "end": "2023-12-31", "provider": "", "law": "",
    }  # fmt: skip
    for somebody, address, fields in (
        (checker, "/goedkeuring/controleren", {"keuze": chosen[:1]}),
        (approver, "/goedkeuring/goedkeuren", {"keuze": chosen[:1]}),
        (approver, "/mandaten/nieuw", mandate),
    ):
        answer = somebody.post(address, data=fields)
        assert answer.status_code == 303, f"{address}: {answer.text}"


@contextmanager
def forms_without_token(app: Flask) -> Iterator[None]:
    """Let forms be sent without their token, as a browser in a test cannot read it."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def _use_the_forms(clerk: FlaskClient) -> None:
    """Something of every kind: files that came back, a start, a draft, a key, an invitation."""
    packed = zipped(("a.xml", sample_with_two_wrong(date(2023, 3, 1))), ("b.xml", b"<niets/>"))
    for name, data in (
        ("januari.xml", sample_with_two_wrong(date(2023, 1, 1))),
        ("februari.xml", sample_with_two_wrong(date(2023, 2, 1))),
        ("april.xml", sample_with_two_wrong(date(2023, 4, 1))),
        ("maart.zip", packed),
        ("notitie.xml", b"geen xml"),
    ):
        answer = clerk.post("/proef", data={"files": (io.BytesIO(data), name)})
        assert (answer.status_code == 303) == (name[-3:] == "xml" and b"<" in data), answer.text
        answer = clerk.post("/aanleveringen", data={"files": (io.BytesIO(data), name)})
        assert (answer.status_code == 422) == (b"<" not in data), answer.text
    market = _first_option(clerk.get("/declareren/nieuw").text, "market")
    special = {
        "client_number": "K-17", "product": "45|45A03|04", "start": "2023-02-01",
        "end": "2023-02-28", "volume": "4", "amount": "50,00",
    }  # fmt: skip
    wish = {"iban": "NL20INGB0001234567", "holder": "Zorg BV", "reason": "andere bank"}
    account = _first_option(clerk.get("/sleutels/nieuw").text, "account")
    place = _first_option(clerk.get("/gebruikers/uitnodigen").text, "place")
    for address, fields in (
        ("/toewijzingen/1/start", {"day": "2023-01-02"}),
        ("/bankrekening", wish),
        ("/declareren/nieuw", {"market": market, "month": "2025-06"}),
        ("/declareren/nihil", {"market": market, "month": "2025-07"}),
        (f"/declareren/zonder-bsn?gemeente={market}", special),
        ("/sleutels/nieuw", {"account": account, "name": "ons pakket"}),
        ("/gebruikers/uitnodigen", {"email": "nieuw@zorg.example", "place": place}),
    ):
        answer = clerk.post(address, data=fields)
        assert answer.status_code < 400, f"{address}: {answer.text}"


def _look_at_lines(world: World, checker: FlaskClient) -> None:
    """A line that a checker picked, and one with a question for the provider."""
    for said in (None, "Was dit aan huis?"):
        line = world.scalar(
            "SELECT max(id) FROM line WHERE state = 'awarded' AND id NOT IN"
            " (SELECT line_id FROM review)"
        )
        answer = checker.post(f"/controle/regel/{line}", data={"text": "Graag nakijken."})
        assert answer.status_code == 303, answer.text
        if said:
            asked = {"text": said, "days": "5"}
            answer = checker.post(f"{answer.location}/vragen", data=asked)
            assert answer.status_code == 303, answer.text


def _check_ourselves(controller: FlaskClient, day: date) -> None:
    """A check of the municipality's own, above what any line comes to."""
    wish = {"limit": "900.000,00", "since": day.isoformat()}
    answer = controller.post("/eigen-controles/nieuw/amount", data=wish)
    assert answer.status_code == 303, answer.text


def _draw_a_sample(controller: FlaskClient, until: date) -> None:
    """A sample of one line that was paid, for the first screen of samples and its own."""
    wish = {
        "start": "2023-01-01", "end": until.isoformat(), "law": "", "size": "1",
        "method": Method.LINES.value, "seed": "een",
    }  # fmt: skip
    answer = controller.post("/steekproeven/nieuw", data=wish)
    assert answer.status_code == 303, answer.text


def _first_option(page: str, field: str) -> str:
    """The first value that a list of this form offers."""
    found = re.search(rf'name="{field}".*?<option[^>]*value="([^"]+)"', page, re.DOTALL)
    assert found, f"there is no list '{field}'"
    return found[1]


def sample_with_two_wrong(month: date) -> bytes:
    """The sample declaration about a month, with the first line of each client a cent too high."""
    name = f"{month:%Y%m}"
    clients = [
        a_client(
            *(
                replace(
                    line, reference=f"{name}-{line.reference}", start=month, end=last_day(month),
                    amount=line.amount + (number == 0),
                )
                for number, line in enumerate(client.lines)
            ),
            bsn=client.bsn,
        )
        for client in the_sample().declaration.clients
    ]  # fmt: skip
    dated = month + timedelta(days=40)
    return xml_of(
        a_message(*clients, month=month, identification=f"B{name}", number=f"D{name}", dated=dated)
    )
