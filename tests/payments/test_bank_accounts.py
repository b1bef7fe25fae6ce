"""Another bank account for a provider: asked for by one person, agreed to by another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import text

from declarations.four_eyes import SamePerson
from declarations.lifecycle import NotAllowed
from portal.contracts.service import load_region
from portal.identity.accounts import add_account
from portal.identity.service import Party, Role, find_account
from portal.identity.sessions import visitor_for
from portal.outside import Outside
from portal.parties.changes import Happened
from portal.parties.service import find_municipality, find_provider
from portal.payments.bank_accounts import (
    Wish,
    confirm_request,
    confirmed_account,
    refuse_request,
    request_account,
    withdraw_request,
)
from portal.payments.bank_words import masked
from portal.store.database import db
from portal.store.transaction import in_transaction, transaction
from schemas.region import read_region
from tests.builders import MUNICIPALITY, PROVIDER
from tests.identity.people import an_account, signed_in
from tests.intake.world import MUNICIPALITIES, OTHER_MUNICIPALITY, OTHER_PROVIDER, World, the_region
from tests.threads import as_portal

FIRST, OTHER = "NL91ABNA0417164300", "NL20INGB0001234567"
FORM = {"iban": "NL20 ingb 0001 2345 67", "holder": "Zorg BV", "reason": "andere bank"}
ADA, BO, CLERK = "ada@zorg.example", "bo@zorg.example", "clerk@zorg.example"
STRANGER, MANAGER, TILBURG = "admin@ander.example", "contracts@diemen.example", "c@tilburg.example"


@pytest.fixture
def world(app, keyring, tmp_path):
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    app.config["WTF_CSRF_ENABLED"] = False
    outside = Outside(mailbox=tmp_path / "mail")
    app.config["PORTAL_SETTINGS"] = replace(app.config["PORTAL_SETTINGS"], outside=outside)
    with transaction(write=True) as session:
        own = Party(provider_id=find_provider(session, PROVIDER).id)
        for email, role in (
            (ADA, Role.PROVIDER_ADMIN),
            (BO, Role.PROVIDER_ADMIN),
            (CLERK, Role.PROVIDER_CLERK),
        ):
            an_account(session, email, role, own)
        other = Party(provider_id=find_provider(session, OTHER_PROVIDER).id)
        an_account(session, STRANGER, Role.PROVIDER_ADMIN, other)
        for email, code in ((MANAGER, MUNICIPALITY), (TILBURG, OTHER_MUNICIPALITY)):
            party = Party(municipality_id=find_municipality(session, code).id)
            an_account(session, email, Role.CONTRACT_MANAGER, party)
    return world


def mails(tmp_path):
    return sorted(path.read_text("utf-8") for path in (tmp_path / "mail").glob("*.eml"))


def iban_of(agb=PROVIDER):
    with transaction() as session:
        return find_provider(session, agb).iban


def rows(statement):
    with transaction() as session:
        return session.execute(text(statement)).all()


def states(world):
    return [row.state for row in rows("SELECT state FROM bank_account ORDER BY id")]


def ask(app, email=ADA, **changes):
    return signed_in(app, email).post("/bankrekening", data={**FORM, **changes})


def newest(world):
    return world.scalar("SELECT max(id) FROM bank_account")


def test_a_second_administrator_confirms_what_the_first_asked_for(app, world, tmp_path):
    assert ask(app).status_code == 303
    assert (iban_of(), states(world)) == (FIRST, ["requested"])
    number = newest(world)
    answer = signed_in(app, BO).post(f"/bankrekeningen/{number}/bevestigen")
    assert answer.status_code == 303
    assert (iban_of(), states(world)) == (OTHER, ["confirmed"])
    versions = rows("SELECT iban FROM provider_version WHERE provider_id ="
                          " (SELECT provider_id FROM bank_account) ORDER BY number")  # fmt: skip
    assert [row.iban for row in versions] == [FIRST, OTHER]
    assert iban_of(OTHER_PROVIDER) == FIRST
    events = rows("SELECT action, account_id FROM audit_event"
                        " WHERE object_type = 'bank_account' ORDER BY id")  # fmt: skip
    ids = [world.scalar("SELECT id FROM account WHERE email = :e", e=e) for e in (ADA, BO)]
    assert [tuple(row) for row in events] == [
        ("bank-account.requested", ids[0]),
        ("bank-account.confirmed", ids[1]),
    ]


def test_every_administrator_gets_a_mail_and_a_notice_of_both(app, world, tmp_path):
    ask(app)
    told = mails(tmp_path)
    assert len(told) == 2 and all("zorg.example" in each for each in told)
    assert OTHER not in "".join(told) and masked(OTHER)[-4:] in told[0]
    page = signed_in(app, CLERK).get("/overzicht").text
    assert "ander rekeningnummer" in page
    signed_in(app, MANAGER).post(f"/bankrekeningen/{newest(world)}/bevestigen")
    assert len(mails(tmp_path)) == 4
    assert "rekeningnummer is gewijzigd" in signed_in(app, CLERK).get("/overzicht").text


def test_who_asked_cannot_confirm_or_refuse_but_may_withdraw(app, world):
    ask(app)
    number = newest(world)
    browser = signed_in(app, ADA)
    answer = browser.post(f"/bankrekeningen/{number}/bevestigen")
    assert answer.status_code == 409 and "een ander" in answer.text
    refused = browser.post(f"/bankrekeningen/{number}/weigeren", data={"reason": "toch niet"})
    assert refused.status_code == 409
    assert (iban_of(), states(world)) == (FIRST, ["requested"])
    assert browser.post(f"/bankrekeningen/{number}/intrekken").status_code == 303
    assert (iban_of(), states(world)) == (FIRST, ["withdrawn"])


def test_the_same_person_with_a_second_account_is_not_a_second_person(app, world):
    ask(app)
    with transaction(write=True) as session:
        person = find_account(session, ADA).person_id
        party = Party(municipality_id=find_municipality(session, MUNICIPALITY).id)
        add_account(session, "ada@diemen.example", Role.CONTRACT_MANAGER, party, "Ada", person)
    browser = signed_in(app, "ada@diemen.example")
    answer = browser.post(f"/bankrekeningen/{newest(world)}/bevestigen")
    assert answer.status_code == 409
    assert (iban_of(), states(world)) == (FIRST, ["requested"])


def test_a_contract_manager_refuses_with_a_reason(app, world):
    ask(app)
    browser, number = signed_in(app, MANAGER), newest(world)
    page = browser.get(f"/bankrekeningen/{number}").text
    assert "Bel eerst terug" in page and "NL20 INGB 0001 2345 67" in page
    empty = browser.post(f"/bankrekeningen/{number}/weigeren", data={"reason": " "})
    assert empty.status_code == 422 and "<title>Fout:" in empty.text
    data = {"reason": "gebeld: klopt niet"}
    assert browser.post(f"/bankrekeningen/{number}/weigeren", data=data).status_code == 303
    assert (iban_of(), states(world)) == (FIRST, ["refused"])
    assert "gebeld: klopt niet" in signed_in(app, ADA).get("/bankrekening").text


def test_a_decision_is_made_once(app, world):
    ask(app)
    number = newest(world)
    assert signed_in(app, BO).post(f"/bankrekeningen/{number}/bevestigen").status_code == 303
    again = signed_in(app, MANAGER).post(f"/bankrekeningen/{number}/bevestigen")
    assert again.status_code == 409 and "bevestigd" in again.text
    assert signed_in(app, ADA).post(f"/bankrekeningen/{number}/intrekken").status_code == 409
    assert world.scalar("SELECT count(*) FROM provider_version WHERE iban = :i", i=OTHER) == 1


def test_one_wish_at_a_time(app, world):
    ask(app)
    again = ask(app, BO, iban="NL45DEMO0004401017")
    assert again.status_code == 409
    assert states(world) == ["requested"]


def test_a_wish_of_another_provider_is_nothing(app, world):
    ask(app)
    browser, number = signed_in(app, STRANGER), newest(world)
    for deed in ("bevestigen", "weigeren", "intrekken"):
        answer = browser.post(f"/bankrekeningen/{number}/{deed}", data={"reason": "x"})
        assert answer.status_code == 404
    assert states(world) == ["requested"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("iban", "NL20INGB0001234568", "geen geldig rekeningnummer"),
        ("iban", FIRST, "wordt u nu al betaald"),
        ("holder", "", "Vul dit veld in"),
        ("holder", "x" * 71, "hooguit 70"),
        ("reason", "", "Vul dit veld in"),
    ],
)
def test_what_is_typed_wrong_is_kept_and_told(app, world, field, value, sentence):
    answer = ask(app, **{field: value})
    assert answer.status_code == 422
    assert sentence in answer.text and "<title>Fout:" in answer.text
    assert "andere bank" in answer.text or field == "reason"
    assert states(world) == []


def test_a_clerk_sees_the_number_masked_and_changes_nothing(app, world):
    ask(app)
    browser = signed_in(app, CLERK)
    page = browser.get("/bankrekening").text
    assert "NL91 •••• •••• •• 4300".replace(" ", "") in page.replace(" ", "").replace("\xa0", "")
    assert "0417" not in page and "0001 2345" not in page
    assert browser.post("/bankrekening", data=FORM).status_code == 403
    assert "0417" not in browser.get("/bankrekening.csv").text


def test_the_lists_of_wishes_open_as_files(app, world):
    ask(app)
    assert "andere bank" in signed_in(app, ADA).get("/bankrekening.csv").text
    assert "Zorg BV" in signed_in(app, TILBURG).get("/bankrekeningen.csv").text
    assert signed_in(app, MANAGER).get("/bankrekeningen.xlsx").data[:2] == b"PK"
    assert "Zorg BV" in signed_in(app, MANAGER).get("/bankrekeningen").text


def test_a_citizen_number_in_a_reason_is_blotted_out(app, world):
    ask(app, reason="cliënt 999.990.019 vroeg erom")
    assert "999.990.019" not in world.scalar("SELECT reason FROM bank_account")


def load_again(world, iban):
    changed = the_region().replace(FIRST, iban)
    region = read_region(changed.encode(), set(MUNICIPALITIES), True)
    return in_transaction(lambda s: load_region(s, region, world.clock, world.account))


def test_a_region_file_never_replaces_an_account_that_two_persons_agreed_to(app, world):
    ask(app)
    signed_in(app, BO).post(f"/bankrekeningen/{newest(world)}/bevestigen")
    changes = load_again(world, FIRST)
    left = [each for each in changes if each.event is Happened.LEFT]
    assert [(each.name, each.fields) for each in left] == [(PROVIDER, ("iban",))]
    assert iban_of() == OTHER
    assert load_again(world, "NL45DEMO0004401017")
    assert (iban_of(), iban_of(OTHER_PROVIDER)) == (OTHER, FIRST)


def test_the_holder_of_the_account_is_who_was_agreed_to(app, world):
    with transaction() as session:
        provider_id = find_provider(session, PROVIDER).id
        assert confirmed_account(session, provider_id) is None
    ask(app)
    signed_in(app, BO).post(f"/bankrekeningen/{newest(world)}/bevestigen")
    with transaction() as session:
        assert confirmed_account(session, provider_id).holder == "Zorg BV"


def visitor(app, email):
    with transaction() as session:
        return visitor_for(session, find_account(session, email))


def test_the_service_refuses_roles_that_the_status_graph_does_not_know(app, world):
    clerk, ada, bo = (visitor(app, each) for each in (CLERK, ADA, BO))
    wish = Wish(OTHER, "Zorg", "fusie")
    with transaction(write=True) as session, pytest.raises(NotAllowed):
        request_account(session, clerk, wish, world.clock)
    number = in_transaction(lambda s: request_account(s, ada, wish, world.clock))
    for work in (withdraw_request, confirm_request):
        with transaction(write=True) as session, pytest.raises(NotAllowed):
            work(session, clerk, number, world.clock)
    with transaction(write=True) as session, pytest.raises(SamePerson):
        refuse_request(session, ada, number, "nee", world.clock)
    in_transaction(lambda s: refuse_request(s, bo, number, "nee", world.clock))
    assert states(world) == ["refused"]


def test_sixteen_deciders_at_once_decide_once(app, world):
    ask(app)
    number, bo, ready = newest(world), visitor(app, BO), Barrier(16)
    with app.app_context():
        engine = db.engine

    @as_portal
    def decide(turn):
        ready.wait()
        try:
            if turn % 2:
                work = lambda s: refuse_request(s, bo, number, "nee", world.clock)  # noqa: E731
            else:
                work = lambda s: confirm_request(s, bo, number, world.clock)  # noqa: E731
            in_transaction(work, engine=engine)
        except NotAllowed:
            return None
        return "refused" if turn % 2 else "confirmed"

    with ThreadPoolExecutor(16) as pool:
        done = [each for each in pool.map(decide, range(16)) if each]
    assert states(world) == done
    assert iban_of() == (OTHER if done == ["confirmed"] else FIRST)
