"""Correcting what was awarded: a credit that takes the line back whole, and the line anew."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from portal.allocations.declarable import Market
from portal.clock import Clock
from portal.declaring.drafts import Author, Draft, begin_draft
from portal.declaring.rows import KEPT, row_of
from portal.intake.outcome import Reader, open_message
from portal.intake.outcome_line import line_of
from portal.intake.standing import find_live_line
from portal.store.crypto import Keyring
from portal.store.tenant import Scope, Tenant

PURPOSE = "redo"


class NothingToCredit(Exception):
    """The line is not awarded, was credited before, or is of € 0, which cannot be credited."""


def begin_redoing(
    session: Session,
    author: Author,
    batch: str,
    position: int,
    line: int,
    clock: Clock,
    keyring: Keyring,
) -> Draft:
    """A draft with the credit of an awarded line and the line anew, ready to be changed.

    ``line`` is its position in the message. NotFound for a line of anybody else.
    """
    reader = Reader(author.account_id, Tenant(Scope.PROVIDER, author.provider_id))
    message = open_message(session, reader, batch, position, clock, PURPOSE)
    if message is None:
        raise NotFound
    live = find_live_line(session, author.provider_id, line_of(session, message, line).id)
    if live is None or live.line.cents == 0:
        raise NothingToCredit
    kept = row_of(1, live.line, KEPT)
    credit = replace(kept, credit=True, previous=live.line.reference)
    market = Market(author.provider_id, live.municipality_id, live.law)
    rows = [credit, row_of(2, live.line)]
    origin = f"line:{live.line.id}"
    return begin_draft(session, author, market, kept.month, rows, clock, keyring, "redo", origin)
