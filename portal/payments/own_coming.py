"""What a provider may expect: each declaration with what it has at each stage, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.intake.declared import Declared, declarations_by_message
from portal.intake.held_back import given
from portal.lumpsum.finding import Drawdown, Wanted, drawdowns_of
from portal.parties.service import municipality_names
from portal.settlement.coming import Coming, ComingChoice, coming_by_stage, coming_page
from portal.settlement.lists import Total
from portal.settlement.standing import Stage
from portal.store.tenant import Scope, Tenant

PAGE = 25


@dataclass(frozen=True, slots=True)
class ComingLine:
    """A declaration and what it has at one stage; its term of payment is in ``declared``."""

    declared: Declared
    municipality: str
    coming: Coming


@dataclass(frozen=True, slots=True)
class ComingPage:
    """Part of the list, and where the next part begins if any."""

    lines: tuple[ComingLine, ...]
    next: str | None


def coming_totals(session: Session, provider_id: int) -> dict[Stage, Total]:
    """What is to come in all, by stage; of what the provider has its answer about."""
    return coming_by_stage(session, provider_id, given)


def coming_drawdowns(session: Session, provider_id: int) -> list[Drawdown]:
    """What was approved of a provider's drawdowns and is not paid yet, the newest first."""
    wanted = Wanted(states=("approved", "in-run", "released"))
    return drawdowns_of(session, Tenant(Scope.PROVIDER, provider_id), wanted)


def coming_lines(session: Session, provider_id: int, choice: ComingChoice) -> ComingPage:
    """Part of the list as chosen; a fixed number of queries."""
    found = coming_page(session, provider_id, choice, given, PAGE + 1)
    more = found[PAGE - 1].place if found[PAGE:] else None
    return ComingPage(tuple(_lines(session, found[:PAGE])), more)


def every_coming_line(session: Session, provider_id: int, choice: ComingChoice) -> list[ComingLine]:
    """The whole list as chosen: a few rows a declaration."""
    return _lines(session, coming_page(session, provider_id, choice, given, None))


def _lines(session: Session, found: Sequence[Coming]) -> list[ComingLine]:
    declared = declarations_by_message(session, {each.message_id for each in found})
    names = municipality_names(session)
    return [
        ComingLine(known, names[known.municipality_id], each)
        for each in found
        for known in (declared[each.message_id],)
    ]
