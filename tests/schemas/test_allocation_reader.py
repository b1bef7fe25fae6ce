"""Reading a 301 through our own schema."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from declarations.allocation_conditions import problems
from declarations.allocations import Contact
from declarations.model import Law
from schemas.istandaarden.allocation import read_allocations
from schemas.refusals import MessageRefused
from tests.allocation_messages import allocation_xml, an_allocation, an_allocation_message

OPEN = {"code": None, "volume": None, "unit": None, "frequency": None}


def without_lines(message):
    return replace(
        message,
        contacts=tuple(replace(contact, source_line=0) for contact in message.contacts),
        products=tuple(replace(product, source_line=0) for product in message.products),
    )


@pytest.mark.parametrize(
    "message",
    [
        an_allocation_message(),
        an_allocation_message(
            an_allocation(category="45", code="45A03"), law=Law.YOUTH, born_usage="1"
        ),
        an_allocation_message(an_allocation(end=None, **OPEN)),
        an_allocation_message(an_allocation(category=None, budget=99999999, **OPEN)),
        an_allocation_message(an_allocation(reason="13", end=date(2023, 1, 1))),
        an_allocation_message(an_allocation(provider_reference="  a\u00e9 & <b>")),
        an_allocation_message(an_allocation(), an_allocation(999999999, code="01A04")),
        an_allocation_message(contacts=(Contact("04", True, False, False),)),
    ],
)
def test_what_is_written_is_what_is_read(message):
    assert without_lines(read_allocations(allocation_xml(message))) == message


def test_an_allocation_knows_its_line():
    data = allocation_xml(an_allocation_message())
    [product] = read_allocations(data).products
    assert data.splitlines()[product.source_line - 1] == b"<m:ToegewezenProduct>"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("00:00:00", "2023-01-01T00:00:00"),
        ("23:59:59.5", "2023-01-01T23:59:59.500000"),
        ("23:59:59.1234567891234", "2023-01-01T23:59:59.123456"),
        ("24:00:00", "2023-01-01T23:59:59.999999"),
        ("10:11:12-01:00", "2023-01-01T10:11:12"),
        ("10:11:12.5-01:00", "2023-01-01T10:11:12.500000"),
        (" 12:00:00\n", "2023-01-01T12:00:00"),
    ],
)
def test_every_way_the_schema_lets_a_time_be_written(written, moment):
    data = allocation_xml(an_allocation_message()).replace(b"12:34:56", written.encode())
    [product] = read_allocations(data).products
    assert product.assigned_at == datetime.fromisoformat(moment)


@pytest.mark.parametrize("written", ["+20072", "0020072", " 20072 ", "0" * 5000 + "20072"])
def test_every_way_the_schema_lets_a_number_be_written(written):
    data = allocation_xml(an_allocation_message())
    changed = data.replace(b">20072<", f">{written}<".encode())
    assert read_allocations(changed).products[0].number == 20072


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b">20072<", b">2<!-- -->0072<"),
        (b"wmo301", b"wmo323"),
        (b">999900006<", b">99990000<"),
        (b">20072<", b">-1<"),
        (b"2023-01-01<", b"2023-02-30<"),
        (b"12:34:56", b"12:34:56Z"),
        (b"<m:Contactgegevens>", b""),
    ],
)
def test_a_file_that_is_no_301_is_refused(right, wrong):
    data = allocation_xml(an_allocation_message())
    assert right in data
    with pytest.raises(MessageRefused):
        read_allocations(data.replace(right, wrong))


def test_the_default_message_keeps_every_condition():
    assert problems(an_allocation_message(), test_numbers=True) == []
