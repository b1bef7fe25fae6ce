"""The first screen."""

from flask import Blueprint, render_template

from portal.approvals.tiles import approving
from portal.desk.books import books_desk
from portal.desk.budgets import budgets_desk
from portal.desk.paying import paying_desk
from portal.desk.pictures import HEIGHT, SLOT
from portal.desk.service import municipality_desk, provider_desk, region_desk
from portal.identity.service import Role
from portal.identity.visitor import Visitor
from portal.intake import batch_words
from portal.lumpsum.tiles import lump_sum_tile
from portal.payments.bank_words import masked
from portal.review import words as review_words
from portal.store.transaction import transaction
from portal.terms import words as term_words
from portal.terms.tiles import on_desk
from portal.web.access import the_clock, the_keyring, the_visitor
from portal.web.permissions import PERMISSIONS

desk = Blueprint("desk", __name__)

# those whose own work is with what came back for want of data of the municipality
WORKING_ON_ALLOCATIONS = (Role.ACCESS, Role.CHECKER)


@desk.get("/overzicht")
def overview() -> str:
    """What waits for this reader, the most urgent first."""
    visitor = the_visitor()
    if visitor.of_provider:
        return _of_provider(visitor)
    if visitor.of_municipality:
        return _of_municipality(visitor)
    with transaction() as session:
        found = region_desk(session, visitor.region_id or 0, the_clock())
    return render_template("desk/region.html", desk=found)


def _of_provider(visitor: Visitor) -> str:
    with transaction() as session:
        found = provider_desk(session, visitor.provider_id or 0, the_clock(), the_keyring())
        terms = on_desk(session, visitor.tenant, visitor.role, the_clock().today())
        lump_sum = lump_sum_tile(session, visitor.tenant, visitor.role, the_clock().today().year)
    return render_template(
        "desk/provider.html", desk=found, words=batch_words, slot=SLOT, height=HEIGHT,
        masked=masked, terms=terms, term_words=term_words, lump_sum=lump_sum,
    )  # fmt: skip


def _of_municipality(visitor: Visitor) -> str:
    pays = PERMISSIONS["payments.runs"].admits(visitor.role)
    own = visitor.municipality_id or 0
    with transaction() as session:
        found = municipality_desk(session, own, the_clock())
        paying = paying_desk(session, own, the_clock().today()) if pays else None
        to_approve = approving(session, visitor.municipality_id or 0, visitor.role)
        terms = on_desk(session, visitor.tenant, visitor.role, the_clock().today())
        books = books_desk(session, visitor.role)
        lump_sum = lump_sum_tile(session, visitor.tenant, visitor.role, the_clock().today().year)
        out = budgets_desk(session, visitor.tenant, visitor.role, the_clock().today())
    return render_template(
        "desk/municipality.html", desk=found, slot=SLOT, height=HEIGHT,
        on_allocations=visitor.role in WORKING_ON_ALLOCATIONS, review_words=review_words,
        to_approve=to_approve,
        sees_queue=PERMISSIONS["review.queue"].admits(visitor.role), terms=terms,
        term_words=term_words, paying=paying, books=books, lump_sum=lump_sum, budgets_out=out,
    )  # fmt: skip
