"""The money pages: of one contract, of all contracts of a party, and what a figure is made of."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.allocations import words as allocation_words
from portal.contracts.overview import ContractLine, find_contract
from portal.money import export, words
from portal.money.behind import Behind
from portal.money.choice import Choice
from portal.money.groups import WAYS, groups_of, running_out
from portal.money.held import held_under
from portal.money.outlook import Outlook, outlooks, together
from portal.money.pictures import chart_of
from portal.money.sums import counted
from portal.parties.service import municipality_names
from portal.store.transaction import transaction
from portal.web import labels
from portal.web.access import the_clock, the_visitor

money = Blueprint("money", __name__)

WAYS_OF_PROVIDER = ("wet", "bekostiging")
KIND = "<any(xlsx, csv):kind>"
CONTRACT = "/contracten/<int(max=999999999):contract>/geld"


def the_choice() -> Choice:
    """What this reader wants to see."""
    return Choice.of(request.args.to_dict(), the_clock().today())


def the_contract(session: Session, contract: int) -> ContractLine:
    """A contract of the reader's party; NotFound for any other."""
    found = find_contract(session, the_visitor().tenant, contract)
    if found is None:
        raise NotFound
    return found.line


def _one(session: Session, line: ContractLine, choice: Choice) -> Outlook:
    today = the_clock().today()
    [found] = outlooks(session, the_visitor().tenant, choice.about(line.id), today)
    return found


@money.get(CONTRACT)
def contract(contract: int) -> str:
    """One contract in a year: figures, forecast and picture, by month of care."""
    choice, today = the_choice(), the_clock().today()
    with transaction() as session:
        line = the_contract(session, contract)
        outlook, names = _one(session, line, choice), municipality_names(session)
        fresh = counted(session)
    places = {id_: name for id_, name in sorted(names.items(), key=lambda each: each[1])
              if name in line.municipalities}  # fmt: skip
    return render_template(
        "money/contract.html", line=line, outlook=outlook, choice=choice, today=today,
        fresh=fresh, chart=chart_of(outlook, today), words=words, labels=labels,
        places=places if the_visitor().of_provider else {},
    )  # fmt: skip


@money.get(f"{CONTRACT}.{KIND}")
def contract_file(contract: int, kind: str) -> Response:
    """The months of a contract as a file."""
    choice = the_choice()
    with transaction() as session:
        line = the_contract(session, contract)
        outlook = _one(session, line, choice)
    return export.months_as_file(outlook, line.slug, kind)


@money.get(f"{CONTRACT}/vastgelegd")
def committed(contract: int) -> str:
    """The allocations that what is committed is made of, as they are now."""
    choice, today = the_choice(), the_clock().today()
    with transaction() as session:
        line = the_contract(session, contract)
        found = held_under(session, the_visitor().tenant, line, choice, today)
        names = municipality_names(session)
    rows, following = found.page(choice.after)
    return render_template(
        "money/committed.html", line=line, choice=choice, found=found, rows=rows,
        next=following, names=names, words=words, allocation_words=allocation_words,
    )  # fmt: skip


@money.get(f"{CONTRACT}/vastgelegd.{KIND}")
def committed_file(contract: int, kind: str) -> Response:
    """The same allocations as a file."""
    choice, today = the_choice(), the_clock().today()
    with transaction() as session:
        line = the_contract(session, contract)
        found = held_under(session, the_visitor().tenant, line, choice, today)
        names = municipality_names(session)
    return export.held_as_file(found.rows, names, f"{line.slug}-{choice.year}", kind)


@money.get(f"{CONTRACT}/declaraties")
def behind(contract: int) -> str:
    """The declarations that a figure is the sum of."""
    choice = the_choice()
    with transaction() as session:
        line = the_contract(session, contract)
        wanted = Behind(the_visitor().tenant, line.id, choice)
        total, (parts, after) = wanted.total(session), wanted.page(session, choice.after)
        names, fresh = municipality_names(session), counted(session)
    here: dict[str, Any] = {**choice.as_values, "cijfer": choice.figure, "maand": choice.month}
    return render_template(
        "money/behind.html", line=line, choice=choice, total=total, parts=parts, next=after,
        names=names, fresh=fresh, words=words, here=here,
    )  # fmt: skip


@money.get(f"{CONTRACT}/declaraties.{KIND}")
def behind_file(contract: int, kind: str) -> Response:
    """The same declarations as a file."""
    choice = the_choice()
    with transaction() as session:
        line = the_contract(session, contract)
        wanted = Behind(the_visitor().tenant, line.id, choice)
        names = municipality_names(session)
        name = f"{line.slug}-{choice.figure}-{choice.year}"
        return export.parts_as_file(wanted.all(session), names, name, kind)


@money.get("/geld")
def overview() -> str:
    """All contracts of the reader's party in a year, and what they come to together."""
    choice, today = the_choice(), the_clock().today()
    with transaction() as session:
        found = outlooks(session, the_visitor().tenant, choice.about(), today)
        fresh = counted(session)
    whole = together(choice.year, found)
    ways = WAYS_OF_PROVIDER if the_visitor().of_provider else tuple(WAYS)
    return render_template(
        "money/overview.html", found=found, whole=whole, choice=choice, today=today, fresh=fresh,
        chart=chart_of(whole, today), words=words, labels=labels, out=running_out(found),
        groups={way: groups_of(choice.year, found, way) for way in ways},
    )  # fmt: skip


@money.get(f"/geld.{KIND}")
def overview_file(kind: str) -> Response:
    """The same contracts as a file."""
    choice = the_choice()
    with transaction() as session:
        today = the_clock().today()
        found = outlooks(session, the_visitor().tenant, choice.about(), today)
    return export.contracts_as_file(found, choice.year, kind)
