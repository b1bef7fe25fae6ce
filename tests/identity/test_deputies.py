"""Deputies: an account for a while, of a person that four eyes still recognises."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.identity.deputies import NoDeputy, Why, name_deputy
from portal.identity.doer import Doer
from portal.identity.records import AccountRecord
from portal.identity.sessions import visitor_for
from portal.store.tenant import DOOR, acting_for
from portal.store.transaction import in_transaction

APPROVER, CHECKER = "approver@diemen.example", "checker@diemen.example"
ADMIN = "functional-admin@proef.example"
TODAY = date(2026, 11, 24)


def named(town, colleague: str = CHECKER, first: date = TODAY, last: date | None = None):
    """What the page answers to an approver who wants this colleague to stand in."""
    fields = {
        "colleague": str(town.account(colleague).id), "first_day": str(first),
        "last_day": str(last or first + timedelta(7)),
    }  # fmt: skip
    return town.as_(APPROVER).post("/vervanging", data=fields)


def the_deputy(town) -> AccountRecord:
    rows = select(AccountRecord).where(AccountRecord.deputy_for.is_not(None))
    with acting_for(DOOR):
        return in_transaction(lambda s: s.scalars(rows).one(), write=False)


def switched(town, deputy: AccountRecord, email: str = CHECKER):
    browser = town.as_(email)
    answer = browser.post("/mijn-account/wissel", data={"account": deputy.id})
    return browser, answer


def test_a_deputy_does_the_work_of_the_principal_as_the_same_person(town):
    assert named(town).status_code == 303
    deputy = the_deputy(town)
    principal, colleague = town.account(APPROVER), town.account(CHECKER)
    assert (deputy.role, deputy.person_id, deputy.deputy_for) == (
        "approver", colleague.person_id, principal.id,
    )  # fmt: skip
    assert deputy.municipality_id == principal.municipality_id
    [event] = town.events("deputy.named")
    assert event.account_id == principal.id and event.detail["person"] == colleague.person_id
    assert "namens Approver" in town.as_(CHECKER).get("/mijn-account/wissel").text
    browser, answer = switched(town, deputy)
    assert answer.status_code == 303
    page = browser.get("/mijn-account").text
    assert "goedkeuring" in page and "Approver" in page
    with acting_for(DOOR):
        visitor = in_transaction(lambda s: visitor_for(s, deputy), write=False)
    assert (visitor.person_id, visitor.instead_of) == (colleague.person_id, "Approver")


def test_it_opens_from_the_first_day_up_to_and_with_the_last(town):
    named(town, first=TODAY + timedelta(2), last=TODAY + timedelta(3))
    deputy, opened = the_deputy(town), []
    for _ in range(5):
        opened.append(switched(town, deputy)[1].status_code)
        town.clock.forward(days=1)
    assert opened == [404, 404, 303, 303, 404]


def test_the_password_of_the_colleague_does_not_open_it(town):
    named(town)
    assert town.sign_in(the_deputy(town).email).status_code == 422


@pytest.mark.parametrize(
    ("colleague", "first", "last", "why"),
    [
        (APPROVER, TODAY, TODAY, Why.COLLEAGUE),
        ("checker@tilburg.example", TODAY, TODAY, Why.COLLEAGUE),
        ("auditor@diemen.example", TODAY, TODAY, Why.COLLEAGUE),
        ("provider-clerk@zorg.example", TODAY, TODAY, Why.COLLEAGUE),
        (CHECKER, TODAY - timedelta(1), TODAY, Why.PERIOD),
        (CHECKER, TODAY + timedelta(2), TODAY + timedelta(1), Why.PERIOD),
        (CHECKER, TODAY, TODAY + timedelta(400), Why.PERIOD),
    ],
)
def test_not_just_anybody_and_not_for_ever(town, colleague, first, last, why):
    doer = Doer(town.account(APPROVER).id, "127.0.0.1", town.clock)
    number = town.account(colleague).id
    with acting_for(DOOR), pytest.raises(NoDeputy) as refused:
        in_transaction(lambda s: name_deputy(s, number, first, last, doer))
    assert refused.value.why is why
    answer = named(town, colleague, first, last)
    assert answer.status_code == 422 and "<title>Fout:" in answer.text


def test_once_is_enough(town):
    named(town)
    again = named(town, first=TODAY + timedelta(3))
    assert again.status_code == 422 and "al in deze periode" in again.text


def test_a_deputy_names_no_deputy(town):
    named(town)
    browser, _ = switched(town, the_deputy(town))
    fields = {
        "colleague": str(town.account("payments@diemen.example").id),
        "first_day": str(TODAY), "last_day": str(TODAY),
    }  # fmt: skip
    assert browser.post("/vervanging", data=fields).status_code == 422


@pytest.mark.parametrize("by", [APPROVER, ADMIN])
def test_it_is_ended_early_and_every_session_with_it(town, by):
    named(town)
    deputy = the_deputy(town)
    browser, _ = switched(town, deputy)
    assert browser.get("/overzicht").status_code == 200
    assert town.as_(by).post(f"/vervanging/{deputy.id}/einde").status_code == 303
    assert browser.get("/overzicht").status_code == 302
    assert switched(town, deputy)[1].status_code == 404
    [event] = town.events("deputy.ended")
    assert event.detail["sessions_ended"] == 1
    assert town.as_(by).post(f"/vervanging/{deputy.id}/einde").status_code == 404


def test_nobody_else_ends_it(town):
    named(town)
    deputy = the_deputy(town)
    for email in (CHECKER, "payments@diemen.example", "approver@tilburg.example"):
        assert town.as_(email).post(f"/vervanging/{deputy.id}/einde").status_code == 404


@pytest.mark.parametrize("leaving", [APPROVER, CHECKER])
def test_it_ends_when_either_of_the_two_leaves(town, leaving):
    named(town)
    deputy = the_deputy(town)
    browser, _ = switched(town, deputy)
    number = town.account(leaving).id
    answer = town.as_(ADMIN).post(f"/gebruikers/{number}/afmelden", data={"reason": "left"})
    assert answer.status_code == 303
    assert browser.get("/overzicht").status_code == 302
    assert len(town.events("deputy.ended")) == 1


def test_user_lists_say_who_stands_in(town):
    named(town)
    admin = town.as_(ADMIN)
    assert "vervangt Approver" in admin.get("/gebruikers").text
    page = admin.get(f"/gebruikers/{the_deputy(town).id}").text
    assert "Beëindig nu" in page and 'name="role"' not in page
    refused = admin.post(f"/gebruikers/{the_deputy(town).id}/rol", data={"role": "checker"})
    assert refused.status_code == 409
