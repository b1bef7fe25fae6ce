"""What a reader wants to see of the lines of a message: as typed, and as a question to SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from declarations.findings import Owner
from portal.intake.outcome import JudgedMessage
from portal.intake.outcome_causes import client_rules, fallen_for
from portal.intake.records import FindingRecord, LineRecord
from portal.settlement.standing import Stage, at_stage
from portal.store.sets import in_values

EVERY = "alle"
STATES = {"toegekend": "awarded", "terug": "rejected", "wacht": "parked"}
"""The words in addresses for the states of a line."""
LONGEST = 50  # characters of anything that was typed
LARGEST = 10**18  # what a number in an address may be, so that every database can compare it


@dataclass(frozen=True, slots=True)
class Choice:
    """The filter, the order and the place in the list; empty where nothing was chosen.

    ``after`` is where the page before ended: a position, with the amount before it when the list
    is in the order of money.
    """

    state: str = EVERY
    rule: str = ""
    owner: str = ""
    product: str = ""
    stage: str = ""
    words: str = ""
    client: int | None = None
    by_money: bool = False
    after: tuple[int, ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, str], default_state: str = EVERY) -> Choice:
        """The choice in a query string; what makes no sense counts as not chosen."""
        state = values.get("stand", "")
        by_money = values.get("volgorde") == "bedrag"
        return cls(
            state=state if state in {EVERY, *STATES} else default_state,
            rule=_text(values, "regel"),
            owner=_text(values, "zet") if values.get("zet") in set(Owner) else "",
            product=_text(values, "product"),
            stage=_text(values, "stap") if values.get("stap") in set(Stage) else "",
            words=_text(values, "zoek"),
            client=_number(values.get("client", "")),
            by_money=by_money,
            after=_place(values.get("na", ""), 2 if by_money else 1),
        )

    def as_query(self) -> dict[str, str]:
        """The choice as a query string, without its place in the list."""
        values = {
            "stand": self.state,
            "regel": self.rule,
            "zet": self.owner,
            "product": self.product,
            "stap": self.stage,
            "zoek": self.words,
            "client": "" if self.client is None else str(self.client),
            "volgorde": "bedrag" if self.by_money else "",
        }
        return {name: value for name, value in values.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether anything but the state was chosen."""
        plain = Choice(state=self.state, by_money=self.by_money)
        return replace(self, after=()) != plain


def _text(values: Mapping[str, str], name: str) -> str:
    text = values.get(name, "").strip()[:LONGEST]
    return text if text.isprintable() else ""


def _number(text: str) -> int | None:
    if text.isascii() and text.isdigit() and int(text) < LARGEST:
        return int(text)
    return None


def _place(text: str, parts: int) -> tuple[int, ...]:
    numbers = [_number(part) for part in text.split(".")] if text else []
    found = tuple(number for number in numbers if number is not None)
    return found if len(found) == parts else ()


def conditions(message: JudgedMessage, choice: Choice) -> Iterator[ColumnElement[bool]]:
    """What a line must be to be among those chosen."""
    yield LineRecord.message_id == message.id
    if choice.state in STATES:
        yield LineRecord.state == STATES[choice.state]
    if choice.rule:
        yield _touched(message, FindingRecord.rule, choice.rule, {choice.rule})
    if choice.owner:
        rules = {rule.rule for rule in client_rules() if rule.owner.value == choice.owner}
        yield _touched(message, FindingRecord.owner, choice.owner, rules)
    if choice.product:
        category, _, code = choice.product.partition("-")
        yield LineRecord.category == category
        yield LineRecord.code == code
    if choice.stage:
        yield LineRecord.state == "awarded"
        yield at_stage(LineRecord.id, Stage(choice.stage))
    if choice.client is not None:
        yield LineRecord.client_id == choice.client
    if choice.words:
        yield _named(choice.words)


def _touched(
    message: JudgedMessage, column: InstrumentedAttribute[str], value: str, rules: set[str]
) -> ColumnElement[bool]:
    """Lines with such a finding, or of a client that fell for one of these rules."""
    found = select(FindingRecord.line_id).where(
        FindingRecord.message_id == message.id,
        FindingRecord.line_id.is_not(None),
        column == value,
    )
    clients = {client for rule in rules for client in fallen_for(message, rule)}
    return or_(LineRecord.id.in_(found), in_values(LineRecord.client_id, clients))


def _named(words: str) -> ColumnElement[bool]:
    """Lines whose own reference has these words in it, or whose allocation has this number."""
    inside = LineRecord.reference.icontains(words, autoescape=True)
    number = _number(words)
    return inside if number is None else or_(inside, LineRecord.allocation_number == number)
