"""The books as pages: figures by month and group, and the bookings and lines behind each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.check.nightly import last_check
from portal.identity.service import Role
from portal.ledger import export, words
from portal.ledger.blueprint import ledger
from portal.ledger.bookings import all_bookings, bookings_page, sum_of_bookings
from portal.ledger.choice import Choice
from portal.ledger.figures import ACCOUNTS, Year, booked, year_of
from portal.ledger.pictures import BAR, HEIGHT, SLOT, month_bars
from portal.ledger.unpaid import all_unpaid, unpaid_drawdowns, unpaid_page, unpaid_sums
from portal.store.tenant import seeing_all
from portal.store.transaction import transaction
from portal.web import labels
from portal.web.access import the_clock, the_visitor

KIND = "<any(xlsx, csv):kind>"
OF_MUNICIPALITY = ("aanbieder", "contract", "wet")
OF_PROVIDER = ("gemeente", "contract", "wet")
LONGEST_PLACE = 18  # digits


def ways() -> tuple[str, ...]:
    """By what this reader may see the books; contract managers by contract alone."""
    visitor = the_visitor()
    if visitor.role == Role.CONTRACT_MANAGER:
        return ("contract",)
    return OF_PROVIDER if visitor.of_provider else OF_MUNICIPALITY


def the_choice() -> Choice:
    """What this reader wants to see."""
    return Choice.of(request.args.to_dict(), the_clock().today(), ways())


def place() -> int:
    """Where the next part of a list begins."""
    after = request.args.get("na", "")
    fits = after.isdecimal() and after.isascii() and len(after) <= LONGEST_PLACE
    return int(after) if fits else 0


def _year(session: Session, choice: Choice) -> Year:
    tenant = the_visitor().tenant
    unpaid = unpaid_sums(session, tenant)
    year = year_of(booked(session, tenant), unpaid, choice.year, choice.per, choice.key)
    today = the_clock().today()
    return replace(year, months=tuple(each for each in year.months if each.month <= today))


@ledger.get("/boekhouding")
def overview() -> str:
    """A year of the books: by month, by group, and whether the identities hold."""
    choice = the_choice()
    with transaction() as session:
        year = _year(session, choice)
        names = words.names_of(session, the_visitor().tenant, choice.per)
        with seeing_all(session):  # when and what, of no party in particular
            checked = last_check(session)
    return render_template(
        "ledger/overview.html", choice=choice, year=year, names=names, words=words, ways=ways(),
        accounts=ACCOUNTS, bars=month_bars(year.months), size=(SLOT, BAR, HEIGHT),
        checked=None if the_visitor().of_provider else checked,
    )  # fmt: skip


@ledger.get(f"/boekhouding.{KIND}")
def overview_file(kind: str) -> Response:
    """The groups and months of the chosen year as a file."""
    choice = the_choice()
    with transaction() as session:
        year = _year(session, choice)
        names = words.names_of(session, the_visitor().tenant, choice.per)
    return export.year_as_file(choice, year, names, kind)


@ledger.get("/boekhouding/boekingen")
def bookings() -> str:
    """The bookings that a figure is the sum of."""
    choice, tenant = the_choice(), the_visitor().tenant
    wanted = choice.wanted(request.args)
    with transaction() as session:
        count, cents = sum_of_bookings(session, tenant, wanted)
        found, after = bookings_page(session, tenant, wanted, place())
        names = {per: words.names_of(session, tenant, per) for per in words.PER}
    here: dict[str, Any] = {
        **choice.as_values,
        "rekening": wanted.account,
        "maand": request.args.get("maand"),
    }
    return render_template(
        "ledger/bookings.html", choice=choice, wanted=wanted, bookings=found, count=count,
        cents=cents, names=names, words=words, labels=labels, here=here,
        next=url_for("ledger.bookings", **here, na=after) if after else None,
    )  # fmt: skip


@ledger.get(f"/boekhouding/boekingen.{KIND}")
def bookings_file(kind: str) -> Response:
    """The same bookings as a file."""
    tenant, wanted = the_visitor().tenant, the_choice().wanted(request.args)
    with transaction() as session:
        names = {per: words.names_of(session, tenant, per) for per in words.PER}
        return export.bookings_as_file(all_bookings(session, tenant, wanted), names, kind)


@ledger.get("/boekhouding/nog-te-betalen")
def unpaid() -> str:
    """The awarded lines that are not paid yet."""
    choice, tenant = the_choice(), the_visitor().tenant
    with transaction() as session:
        found, after = unpaid_page(session, tenant, choice.group, place())
        sums = unpaid_sums(session, tenant)
        names = {per: words.names_of(session, tenant, per) for per in words.PER}
        drawdowns = [] if place() else unpaid_drawdowns(session, tenant, choice.group)
    cents = sum(v for each, v in sums.items() if choice.key in ("", each.key(choice.per)))
    here: dict[str, Any] = {**choice.as_values}
    return render_template(
        "ledger/unpaid.html", choice=choice, lines=found, cents=cents, names=names, words=words,
        here=here, next=url_for("ledger.unpaid", **here, na=after) if after else None,
        drawdowns=drawdowns,
    )  # fmt: skip


@ledger.get(f"/boekhouding/nog-te-betalen.{KIND}")
def unpaid_file(kind: str) -> Response:
    """The same lines as a file."""
    choice, tenant = the_choice(), the_visitor().tenant
    with transaction() as session:
        names = {per: words.names_of(session, tenant, per) for per in words.PER}
        lines = all_unpaid(session, tenant, choice.group)
        drawdowns = unpaid_drawdowns(session, tenant, choice.group)
        return export.unpaid_as_file(lines, drawdowns, names, kind)
