"""Amounts and dates as people read them, in the reader's language."""

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency
from flask import Flask
from jinja2 import pass_context

from portal.clock import NETHERLANDS
from portal.web.language import current


def init_formatting(app: Flask) -> None:
    """Offer the formats to every template."""
    # with the context, or Jinja works out a constant once, in the language of the first reader
    app.jinja_env.filters["euros"] = pass_context(lambda _context, cents: euros(cents))
    app.jinja_env.filters["moment"] = pass_context(lambda _context, value: moment(value))
    app.jinja_env.filters["month"] = pass_context(lambda _context, value: month(value))
    app.jinja_env.filters["short_month"] = pass_context(lambda _context, value: short_month(value))
    app.jinja_env.filters["day"] = pass_context(lambda _context, value: day(value))


def euros(cents: int) -> str:
    """Eurocents as an amount: `€ 1.234,56` in Dutch, `€1,234.56` in English."""
    return str(format_currency(Decimal(cents) / 100, "EUR", locale=current()))


def day(value: date) -> str:
    """A date in words: `6 mei 2026`, `6 May 2026`; of an instant the day in the Netherlands."""
    return str(format_date(_in_netherlands(value), "d MMMM y", locale=current()))


def month(value: date) -> str:
    """A month in words: `april 2026`."""
    return str(format_date(_in_netherlands(value), "LLLL y", locale=current()))


def short_month(value: date) -> str:
    """A month below a bar: `mrt`, `Mar`."""
    return str(format_date(_in_netherlands(value), "LLL", locale=current())).rstrip(".")


def moment(value: datetime) -> str:
    """An instant by the clock of the Netherlands: `6 mei 2026 09:12`."""
    return f"{day(value)} {value.astimezone(NETHERLANDS):%H:%M}"


def _in_netherlands(value: date) -> date:
    return value.astimezone(NETHERLANDS).date() if isinstance(value, datetime) else value
