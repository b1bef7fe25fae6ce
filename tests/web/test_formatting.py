"""Amounts and dates in the language of the reader."""

from datetime import date

import pytest
from flask import Flask

from portal.web.formatting import euros, month, short_month
from portal.web.language import current


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nl", ("mrt", "mei", "maart 2026")), ("en", ("Mar", "May", "March 2026"))],
)
def test_months_are_said_as_people_say_them(app: Flask, language, expected):
    with app.test_request_context(f"/?lang={language}"):
        assert str(current()) == language
        found = (short_month(date(2026, 3, 1)), short_month(date(2026, 5, 1)))
        assert (*found, month(date(2026, 3, 1))) == expected


@pytest.mark.parametrize(("language", "expected"), [("nl", "€ 1.234,56"), ("en", "€1,234.56")])
def test_cents_are_shown_as_euros(app: Flask, language, expected):
    with app.test_request_context(f"/?lang={language}"):
        assert euros(123456).replace("\xa0", " ") == expected
