"""Samples of what was paid: drawn, kept, drawn again, and proven card by card."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from declarations.audit_sampling import by_euros, by_lines
from portal.evidence.population import Scope, population_of, reconciled
from portal.evidence.samples import Method, NothingPaid, Wish, draw, get_sample, lines_of, replayed
from portal.store.tenant import acting_for
from portal.store.transaction import in_transaction, transaction
from tests.builders import a_credit, a_line
from tests.evidence.bench import Bench

PAID = date(2023, 5, 20)
YEAR = (date(2023, 1, 1), date(2023, 12, 31))


def paid_lines(bench: Bench, count: int = 12, day: date = PAID) -> list[int]:
    """Lines of rising amounts, each on an allocation of its own, all paid in one run."""
    for number in range(count):
        bench.world.allocate(40_000 + number, volume=400)
    lines = [a_line(reference=f"S{n}", allocation=40_000 + n, volume=n + 1) for n in range(count)]
    found = bench.declare(*lines)
    bench.pay(found, day)
    return found


def scope(bench: Bench, law=None) -> Scope:
    return Scope(bench.municipality_id, law, *YEAR)


def drawn(bench: Bench, **wish) -> int:
    """Draw as the auditor."""
    wanted = Wish(**{"scope": scope(bench), "size": 4, "method": Method.EUROS, "seed": "z", **wish})
    with acting_for(bench.town):
        return in_transaction(
            lambda s: draw(s, wanted, bench.accounts["auditor"], bench.world.clock)
        )


def again(bench: Bench, sample_id: int):
    with acting_for(bench.town), transaction() as session:
        return replayed(session, get_sample(session, bench.municipality_id, sample_id))


def test_the_sum_of_the_cards_is_what_the_file_tells_the_bank(bench: Bench):
    bench.world.allocate(volume=400)
    debit = a_line(volume=9)
    bench.declare(debit)
    pair = bench.declare(a_credit(debit), a_line(reference="RN7", volume=7))
    lines = [*paid_lines(bench), *pair]
    old = bench.world.scalar("SELECT id FROM line WHERE reference = 'RN001'")
    payment = bench.pay([old, *pair], PAID)
    cards = [bench.card(line) for line in [*lines, old]]
    by_file: dict[str, int] = {}
    for card in cards:
        assert card.payment is not None and card.payment.run is not None
        name = card.payment.run.number
        by_file[name] = by_file.get(name, 0) + card.payment.line_cents
        assert card.payment.line_cents == card.line.cents
    with transaction() as session:
        told = dict(
            session.execute(
                text(
                    "SELECT r.number, f.total_cents FROM payment_file f"
                    " JOIN payment_run r ON r.id = f.run_id"
                )
            ).all()
        )  # fmt: skip
        assert reconciled(session, scope(bench)).fits
    assert by_file == told and payment


def test_a_sample_is_kept_and_comes_out_the_same_again(bench: Bench):
    lines = paid_lines(bench)
    number = drawn(bench, seed="Diemen 2023")
    with acting_for(bench.town), transaction() as session:
        sample = get_sample(session, bench.municipality_id, number)
        sampled = lines_of(session, number, bench.world.keyring)
        population = population_of(session, scope(bench))
    assert [each.line_id for each in sampled] == list(by_euros("Diemen 2023", population, 4))
    assert {each.line_id for each in sampled} <= set(lines)
    assert (sample.population_lines, sample.population_cents) == (12, 78 * 1250)
    assert sample.drawn_by == "Auditor"
    found = again(bench, number)
    assert found.same_population and found.same_lines
    ask = "SELECT count(*) FROM audit_event WHERE action = 'sample.drawn' AND object_id = :n"
    assert bench.world.scalar(ask, n=number) == 1


def test_a_payment_that_came_back_shows_as_a_change(bench: Bench):
    paid_lines(bench)
    number = drawn(bench)
    with transaction(write=True) as session:
        session.execute(text("UPDATE payment SET state = 'returned'"))
    assert not again(bench, number).same_population


def test_a_sample_never_changes(bench: Bench):
    paid_lines(bench)
    drawn(bench)
    for statement in (
        "UPDATE line_sample SET seed = 'x'", "DELETE FROM sampled_line",
        "UPDATE sampled_line SET line_id = 1",
    ):  # fmt: skip
        with (
            pytest.raises(DBAPIError, match="never change"),
            transaction(write=True) as session,
        ):
            session.execute(text(statement))


def test_only_what_was_paid_in_the_period_under_the_law(bench: Bench):
    paid_lines(bench, day=date(2022, 12, 31))
    with pytest.raises(NothingPaid):
        drawn(bench)


def form(**changes):
    fields = {
        "start": "2023-01-01", "end": "2023-12-31", "law": "", "size": "5", "method": "lines",
        "seed": "zaad",
    }  # fmt: skip
    return {**fields, **changes}


def test_the_pages_of_the_auditor(bench: Bench):
    lines = paid_lines(bench)
    browser = bench.browser("auditor")
    answer = browser.post("/steekproeven/nieuw", data=form())
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "Opnieuw trekken geeft precies deze regels." in page
    assert "zaad" in page and "999900006" not in page
    with transaction() as session:
        population = population_of(session, scope(bench))
    for line in by_lines("zaad", population, 5):
        assert f"/bewijs/{line}" in page
    assert answer.location in browser.get("/steekproeven").text
    sheet = browser.get(f"{answer.location}/regels.xlsx").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert len(rows) == 6 and {row[1] for row in rows[1:]} <= set(lines)
    assert browser.get("/steekproeven.csv").data.count(b"\r\n") == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"end": "2022-01-01"}, "niet voor de eerste"),
        ({"size": "0"}, "van 1 tot en met 1000"),
        ({"seed": "999900006"}, "burgerservicenummer"),
        ({"start": "2020-01-01", "end": "2020-02-01"}, "niets betaald"),
    ],
)
def test_a_form_that_is_not_right_keeps_what_was_typed(bench: Bench, wrong, sentence):
    paid_lines(bench, 1)
    answer = bench.browser("auditor").post("/steekproeven/nieuw", data=form(**wrong))
    assert answer.status_code == 422
    assert "<title>Fout:" in answer.text and sentence in answer.text
    assert "2023-12-31" in answer.text or "end" in wrong
    assert bench.world.rows()["line_sample"] == 0


def test_without_a_seed_one_is_made_and_shown(bench: Bench):
    paid_lines(bench, 2)
    browser = bench.browser("controller")
    seeds = set()
    for _ in range(2):
        answer = browser.post("/steekproeven/nieuw", data=form(seed=" "))
        seeds.add(bench.world.scalar("SELECT seed FROM line_sample ORDER BY id DESC"))
        assert max(seeds) in browser.get("/steekproeven").text and answer.status_code == 303
    assert len(seeds) == 2 and all(len(each) == 16 for each in seeds)


def test_the_cards_come_one_by_one_while_the_rest_is_made(bench: Bench):
    paid_lines(bench, 8)
    number = drawn(bench, size=8, method=Method.LINES)
    answer = bench.browser("auditor").get(f"/steekproeven/{number}/bewijs-1.zip", buffered=False)
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    began = time.monotonic()
    pieces, first = [], None
    for piece in answer.response:
        pieces.append(piece)
        first = first or time.monotonic() - began
    assert len(pieces) > 8 and first is not None
    assert first < (time.monotonic() - began) / 2
    archive = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert archive.testzip() is None and len(archive.namelist()) == 8
    assert all(archive.read(each).startswith(b"%PDF") for each in archive.namelist())
    ask = "SELECT count(*) FROM access_log WHERE purpose = 'proof card'"
    assert bench.world.scalar(ask) == 8


def test_a_part_that_is_not_there_is_not_found(bench: Bench):
    paid_lines(bench, 2)
    number = drawn(bench, size=2)
    browser = bench.browser("auditor")
    for part in (0, 2):
        assert browser.get(f"/steekproeven/{number}/bewijs-{part}.zip").status_code == 404
    assert browser.get(f"/steekproeven/{number + 1}").status_code == 404
