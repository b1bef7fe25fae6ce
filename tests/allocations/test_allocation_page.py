"""One allocation, and reporting that care on it starts or stops."""

from datetime import date

import pytest

from portal.starts.current import Course, Stretch
from tests.builders import BSN, a_line
from tests.care_messages import a_start
from tests.intake.world import OTHER_PROVIDER

TODAY = "2023-05-10"


def place(desk, number: int = 20072) -> str:
    return f"/toewijzingen/{desk.allocation_id(number)}"


def test_the_page_tells_the_whole_story(desk):
    desk.allocate(assigned_at="2023-02-01T09:00:00", volume=12, end=date(2023, 6, 30))
    desk.tell(a_start())
    desk.declare(a_line())
    told = desk.page(place(desk))
    assert "Toewijzing 20072" in told
    assert "volume: 10 → 12" in told
    assert "einddatum: 31 december 2023 → 30 juni 2023" in told
    assert "Eerste versie" in told and "geldt nu" in told
    assert "april 2023 1 € 50,00" in told.replace("\xa0", " ")
    assert "gestart op 9 januari 2023" in told


def test_every_look_is_noted_and_shows_no_full_number(desk):
    html = desk.get(place(desk)).text
    assert BSN not in html
    desk.get(place(desk), "checker")
    client = desk.client_id()
    assert desk.seen() == [("allocation", "clerk", client), ("allocation", "checker", client)]


@pytest.mark.parametrize("who", ["other-clerk", "other-checker"])
def test_for_others_it_does_not_exist(desk, who):
    assert desk.is_unknown(place(desk), who)
    assert desk.seen() == []


@pytest.mark.parametrize("who", ["payments", "admin"])
def test_without_work_on_clients_the_door_is_closed(desk, who):
    assert desk.get(place(desk), who).status_code == 403


def test_a_start_and_a_stop_are_filled_in(desk):
    assert "Meld start" in desk.page(place(desk))
    done = desk.post(f"{place(desk)}/start", day="2023-04-03")
    assert (done.status_code, done.location) == (303, place(desk))
    assert desk.course() == Course((Stretch(date(2023, 4, 3)),))
    assert "Meld stop" in desk.page(place(desk))
    done = desk.post(f"{place(desk)}/stop", day=TODAY, reason="20")
    assert done.status_code == 303
    assert desk.course() == Course((Stretch(date(2023, 4, 3), date(2023, 5, 10), "20"),))
    assert "tijdelijk gestopt op 10 mei 2023" in desk.page(place(desk))
    assert desk.check() == []


def test_what_a_form_reports_is_what_a_message_would(desk):
    """A message about the same care meets the same history."""
    desk.post(f"{place(desk)}/start", day="2023-01-09")
    [finding] = desk.tell(a_start()).noted
    assert finding.rule == "TR074"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Vul een datum in."),
        ({"day": "morgen"}, ""),
        ({"day": "2023-05-11"}, "na de dagtekening"),
    ],
)
def test_a_wrong_start_is_told_and_not_stored(desk, fields, sentence):
    answer = desk.post(f"{place(desk)}/start", **fields)
    assert answer.status_code == 422
    assert "<title>Fout:" in answer.text and sentence in answer.text
    assert desk.reports() == []


def test_a_second_start_is_refused_with_the_reason(desk):
    desk.post(f"{place(desk)}/start", day="2023-04-03")
    answer = desk.post(f"{place(desk)}/start", day="2023-04-04")
    assert answer.status_code == 422
    assert "al gestart en nog niet gestopt" in answer.text
    assert 'value="2023-04-04"' in answer.text
    assert len(desk.reports()) == 1


def test_a_stop_needs_a_start_a_reason_of_the_law_and_the_right_order(desk):
    stop = f"{place(desk)}/stop"
    assert "hoort geen gemelde start" in desk.post(stop, day=TODAY, reason="19").text
    desk.post(f"{place(desk)}/start", day="2023-04-03")
    assert "Kies een reden" in desk.post(stop, day=TODAY, reason="").text
    assert desk.post(stop, day=TODAY, reason="35").status_code == 422
    assert "ligt voor de begindatum" in desk.post(stop, day="2023-04-02", reason="19").text
    assert desk.course().running


def test_a_report_is_taken_back(desk):
    desk.post(f"{place(desk)}/start", day="2023-04-03")
    [report] = desk.reports()
    gone = desk.post(f"{place(desk)}/melding/{report.id}/verwijder")
    assert (gone.status_code, gone.location) == (303, place(desk))
    assert desk.course() == Course()
    assert desk.post(f"{place(desk)}/melding/{report.id}/verwijder").status_code == 404
    assert desk.check() == []


def test_a_start_with_a_stop_is_not_taken_back(desk):
    desk.post(f"{place(desk)}/start", day="2023-04-03")
    [start] = desk.reports()
    desk.post(f"{place(desk)}/stop", day=TODAY, reason="19")
    desk.post(f"{place(desk)}/melding/{start.id}/verwijder")
    assert "Verwijder eerst de stop" in desk.page(place(desk))
    assert desk.course().stopped_on == date(2023, 5, 10)


def test_only_the_own_provider_reports(desk):
    desk.allocate(1, provider=OTHER_PROVIDER, code="A04")
    theirs = f"/toewijzingen/{desk.allocation_id(1, OTHER_PROVIDER)}"
    for address in (f"{theirs}/start", f"{theirs}/stop"):
        assert desk.get(address).status_code == 404
        assert desk.post(address, day=TODAY, reason="19").status_code == 404
    desk.post(f"{place(desk)}/start", day="2023-04-03")
    [report] = desk.reports()
    other = desk.post(f"{theirs}/melding/{report.id}/verwijder", "other-clerk")
    assert other.status_code == 404
    assert desk.get(f"{place(desk)}/start", "checker").status_code == 403
    assert desk.course().running
