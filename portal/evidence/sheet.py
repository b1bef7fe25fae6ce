"""A proof card as its page and its PDF show it."""

from __future__ import annotations

from portal.evidence import sheet_line, sheet_money, words
from portal.evidence.card import Card
from portal.evidence.sections import Address, Fact, Section

SECTIONS = (
    sheet_line.decision,
    sheet_line.declared,
    sheet_line.rules,
    sheet_line.use,
    sheet_money.thread,
    sheet_money.people,
    sheet_money.payment,
    sheet_money.books,
    sheet_money.hashes,
)


def sheet_of(card: Card, address: Address) -> tuple[Section, ...]:
    """The sections of a card, in the order of the way that the money goes."""
    return tuple(section(card, address) for section in SECTIONS)


def outcome(card: Card) -> tuple[Fact, ...]:
    """How the line stands, in a word or two."""
    line = card.line
    stands = [Fact("", str(words.STATES[line.state]), tone=words.STATE_TONES[line.state])]
    if card.stage is not None:
        tone = words.STAGE_TONES.get(card.stage, "busy")
        stands.append(Fact("", str(words.STAGES[card.stage]), tone=tone))
    return tuple(stands)
