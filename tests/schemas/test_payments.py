"""The file for the bank, and what the bank says back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.payments import (
    Account,
    NoReport,
    Order,
    OrderUnfit,
    Transfer,
    read_report,
    sepa_text,
    write_order,
)
from schemas.refusals import MessageRefused
from tests.payments.till import pain_002

PAYER = Account("NL91ABNA0417164300", "Gemeente Proef")
MADE = datetime(2026, 11, 24, 11, tzinfo=UTC)


def an_order(*cents: int, name: str = "Zorg & Één <BV>", made: datetime = MADE) -> Order:
    transfers = tuple(
        Transfer(f"0384-2026-0007-{n:04}", Account("NL45DEMO0004401017", name), each, "Zorg 7")
        for n, each in enumerate(cents, 1)
    )
    return Order("0384-2026-0007", made, date(2026, 11, 25), PAYER, transfers)


def test_the_totals_are_those_of_the_payments():
    body = write_order(an_order(12345, 5)).decode()
    assert body.count("<NbOfTxs>2</NbOfTxs>") == body.count("<CtrlSum>123.50</CtrlSum>") == 2
    assert "<Nm>Zorg + Een BV</Nm>" in body


def test_the_same_order_makes_the_same_bytes_in_any_zone():
    elsewhere = MADE.astimezone(timezone(timedelta(hours=9)))
    assert write_order(an_order(100)) == write_order(an_order(100, made=elsewhere))


@given(st.lists(st.integers(1, 99_999_999_999), min_size=1, max_size=5), st.text(max_size=90))
def test_whatever_is_paid_to_whomever_keeps_the_schema(cents, name):
    body = write_order(an_order(*cents, name=name))
    total = sum(cents)
    assert f"<CtrlSum>{total // 100}.{total % 100:02}</CtrlSum>".encode() in body


def test_an_order_that_no_bank_takes_is_not_written():
    with pytest.raises(OrderUnfit):
        write_order(an_order())


@given(st.text(), st.integers(1, 140))
def test_text_for_a_bank_is_plain_and_short(text, longest):
    plain = sepa_text(text, longest)
    assert 1 <= len(plain) <= longest and plain.isascii() and plain == plain.strip()


@pytest.mark.parametrize("version", ["03", "10"])
def test_a_report_of_the_bank(version):
    report = read_report(pain_002("R1", ("A", "ACSC"), ("B", "RJCT"), version=version))
    assert report.order_id == "R1"
    assert [(e.reference, e.paid, e.refused, e.reason) for e in report.statuses] == [
        ("A", True, False, None), ("B", False, True, "AC04"),
    ]  # fmt: skip


def test_what_is_only_received_is_not_paid():
    [status] = read_report(pain_002("R1", ("A", "ACTC"))).statuses
    assert not status.paid and not status.refused


@pytest.mark.parametrize(
    "data",
    [b"", b"<Document/>", write_order(an_order(100)), pain_002("", ("A", "ACSC")),
     pain_002("R1", ("", "ACSC")), b"<a>" * 50, b"\xff\xfe"],
)  # fmt: skip
def test_what_is_no_report_is_refused(data):
    with pytest.raises((NoReport, MessageRefused)):
        read_report(data)


def test_a_report_with_a_document_type_is_refused():
    with pytest.raises(MessageRefused):
        read_report(b'<!DOCTYPE x [<!ENTITY a "b">]>' + pain_002("R1", ("A", "ACSC")))
