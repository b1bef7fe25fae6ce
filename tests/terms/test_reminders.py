"""Reminders: when they come and go, and the mails that carry them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import text

from portal.clock import NETHERLANDS, FixedClock
from portal.outside import Outside
from portal.store.transaction import in_transaction, transaction
from portal.terms import digests
from portal.terms.chores import remind_all
from portal.terms.digests import MOST_ATTEMPTS, choose_mail, send_waiting
from tests.builders import BSN, a_line, xml_of
from tests.journeys.world import CHECKER
from tests.terms.mail_server import mail_server
from tests.threads import as_portal

URL = "https://portaal.example"
# received on 10 May 2023: Ascension Day is the 18th, so the last day is the 25th


def at(day, hour=9, month=5, year=2023):
    """A clock at that hour in the Netherlands."""
    return FixedClock(datetime(year, month, day, hour, tzinfo=NETHERLANDS))


def rows(statement, **values):
    """What the database says."""
    with transaction() as session:
        return [tuple(row) for row in session.execute(text(statement), values)]


def reminders(kind="answer"):
    """Those of a kind: their stages, and whether they stand."""
    return rows(
        "SELECT stage, done_at IS NULL FROM reminder WHERE kind = :kind ORDER BY id", kind=kind
    )


@pytest.fixture
def unanswered(world):
    """A message that nobody judged yet."""
    world.allocate()
    return world.receive(xml_of(world.fresh(a_line(reference="R1"))))


def test_a_reminder_comes_two_working_days_before_and_another_when_it_is_late(unanswered):
    remind_all(at(22), URL)
    assert reminders() == []
    remind_all(at(23), URL)
    assert reminders() == [("near", True)]
    remind_all(at(25), URL)
    assert reminders() == [("near", True)]
    remind_all(at(26), URL)
    assert [(stage, bool(stands)) for stage, stands in reminders()] == [
        ("near", False), ("late", True),
    ]  # fmt: skip


def test_over_a_weekend_it_comes_on_the_working_day(world):
    world.allocate()
    world.clock = at(17)
    world.receive(xml_of(world.fresh(a_line(reference="R1"))))
    # ten working days over Ascension Day and Whit Monday: Friday 2 June
    remind_all(at(30), URL)
    assert reminders() == []
    remind_all(at(31), URL)
    assert reminders() == [("near", True)]


def test_it_closes_when_the_matter_is_done_and_comes_back_with_it(world, unanswered):
    remind_all(at(24), URL)
    world.judge(unanswered)
    remind_all(at(24, 10), URL)
    assert [bool(stands) for _stage, stands in reminders()] == [False]
    with transaction(write=True) as session:
        session.execute(text("UPDATE message SET state = 'received', outcome = NULL,"
                             " judged_at = NULL"))  # fmt: skip
    remind_all(at(24, 11), URL)
    assert [bool(stands) for _stage, stands in reminders()] == [True]


def test_a_round_done_twice_changes_nothing(world, unanswered):
    remind_all(at(24), URL)
    before = world.rows()
    assert remind_all(at(24), URL) == 0
    assert world.rows() == before
    [(made,)] = rows("SELECT count(*) FROM reminder")
    assert made > 0
    assert world.check() == []


def test_one_mail_a_day_for_whom_it_concerns_and_none_at_night_or_in_the_weekend(unanswered):
    assert remind_all(at(24, 6), URL) == 0
    assert remind_all(at(27), URL) == 0  # a Saturday
    assert remind_all(at(24), URL) > 0
    to = rows(
        "SELECT a.email, d.day FROM digest d JOIN account a ON a.id = d.account_id ORDER BY a.email"
    )
    emails = [email for email, _day in to]
    assert CHECKER in emails
    assert len(emails) == len(set(emails))


def test_a_mail_has_both_languages_and_nothing_of_a_citizen(world, unanswered):
    world.declare(a_line(reference="GEHEIM"), a_line(reference="R3", allocation=99))
    with mail_server() as server:
        remind_all(at(26), URL)
        sent = send_waiting(at(26), Outside(smtp_url=server.url, mail_from="p@portaal.example"))
        assert sent == len(server.taken) > 0
        mail = next(each for each in server.taken if each["To"] == CHECKER)
        assert send_waiting(at(26), Outside(smtp_url=server.url)) == 0
    body = mail.get_content()
    assert "Een declaratie beantwoorden (325): 1 (te laat: 1; eerste termijn: 25 mei 2023)" in body
    assert "Answer a declaration (325): 1 (late: 1; first last day: 25 May 2023)" in body
    assert f"{URL}/herinneringen" in body
    assert "€" not in body
    assert not any(word in body for word in (BSN, "GEHEIM", "20072", "50"))


def test_what_the_server_refuses_is_tried_again_later(unanswered, capsys):
    remind_all(at(24), URL)
    with mail_server() as server:
        outside = Outside(smtp_url=server.url)
        server.refusing = True
        assert send_waiting(at(24), outside) == 0
        server.refusing = False
        assert send_waiting(at(24), outside) == 0  # not yet
        later = FixedClock(at(24).now() + timedelta(minutes=2))
        assert send_waiting(later, outside) == len(server.taken) > 0
    shown = capsys.readouterr()
    assert "mail.not_sent" in shown.out + shown.err
    assert CHECKER not in shown.out + shown.err


def test_a_mail_is_parked_after_so_many_attempts(unanswered, capsys):
    remind_all(at(24), URL)
    nobody = Outside(smtp_url="smtp://127.0.0.1:1")
    for attempt in range(MOST_ATTEMPTS + 1):
        send_waiting(FixedClock(at(24).now() + attempt * timedelta(hours=7)), nobody)
    assert {row[0] for row in rows("SELECT attempts FROM digest")} == {MOST_ATTEMPTS}
    shown = capsys.readouterr()
    assert "mail.parked" in shown.out + shown.err


def test_killed_between_sending_and_noting_it_goes_out_again_under_the_same_id(
    unanswered, monkeypatch
):
    remind_all(at(24), URL)
    with mail_server() as server:
        outside = Outside(smtp_url=server.url)
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(digests, "_note", _killed)
            send_waiting(at(24), outside)
        assert len(server.taken) == 1
        send_waiting(at(24), outside)
        send_waiting(FixedClock(at(24).now() + digests.LEASE), outside)
        sent = [each["Message-ID"] for each in server.taken]
    written = len(rows("SELECT id FROM digest"))
    assert (len(sent), len(set(sent))) == (written + 1, written)
    assert sent.count(sent[0]) == 2


def _killed(*_work, **_more):
    raise KeyboardInterrupt


def test_workers_at_once_make_and_send_everything_once(app, unanswered):
    ready = Barrier(4)

    @as_portal
    def work(_number):
        with app.app_context():
            ready.wait()
            remind_all(at(24), URL)
            return send_waiting(at(24), outside)

    with mail_server() as server, ThreadPoolExecutor(4) as pool:
        outside = Outside(smtp_url=server.url)
        sent = list(pool.map(work, range(4)))
        ids = [each["Message-ID"] for each in server.taken]
    assert sum(sent) == len(ids) == len(set(ids)) == len(rows("SELECT id FROM digest"))
    assert len(reminders()) == 1


def test_who_wants_no_mail_gets_none_but_is_reminded_here(unanswered):
    [(account,)] = rows("SELECT id FROM account WHERE email = :email", email=CHECKER)
    in_transaction(lambda session: choose_mail(session, account, False))
    remind_all(at(24), URL)
    assert rows("SELECT id FROM digest WHERE account_id = :id", id=account) == []
    assert reminders() == [("near", True)]


def test_a_closed_account_gets_no_mail(unanswered):
    with transaction(write=True) as session:
        session.execute(
            text("UPDATE account SET valid_until = :day WHERE email = :email"),
            {"day": date(2023, 5, 20), "email": CHECKER},
        )
    remind_all(at(24), URL)
    digests_of = "SELECT d.id FROM digest d JOIN account a ON a.id = d.account_id WHERE a.email"
    assert rows(f"{digests_of} = :email", email=CHECKER) == []


def test_days_are_those_of_the_netherlands_also_when_the_clock_goes_back(world):
    world.allocate(start=date(2023, 9, 1), end=date(2023, 12, 31))
    night = datetime(2023, 10, 29, 23, 30, tzinfo=NETHERLANDS)  # 22:30 UTC, still the 29th
    remind_all(FixedClock(night), URL)
    assert reminders("declare") == [("near", True)]  # September, until 31 October
    after = datetime(2023, 11, 1, 0, 30, tzinfo=NETHERLANDS)  # 31 October 23:30 UTC
    remind_all(FixedClock(after), URL)
    assert ("late", True) in reminders("declare")
