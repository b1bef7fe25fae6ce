"""Everything the page about a message shows, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from declarations.findings import Finding
from portal.intake.outcome import Division, JudgedMessage, division_of
from portal.intake.outcome_causes import (
    Advice,
    Cause,
    advice_on,
    causes_of,
    warned_lines,
    whole_message_findings,
)
from portal.intake.outcome_choice import EVERY, Choice
from portal.intake.outcome_clients import masked_numbers
from portal.intake.outcome_lines import Page, lines_page
from portal.settlement.service import Sum, stages_of
from portal.settlement.standing import Stage, Standing, where_are
from portal.store.crypto import Keyring


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """What became of a message, by cause and by line; ``numbers`` are masked, by client id.

    ``warned`` counts the awarded lines with a warning.

    ``stages`` is what its awarded lines come to at each stage on the way to payment, and
    ``standings`` where those on the page are, by line id.

    A message that was not processed has no ``page`` of lines but ``findings`` about itself, and
    where the next of them begin.
    """

    division: Division
    causes: tuple[Cause, ...]
    advice: Advice | None
    choice: Choice
    page: Page | None
    numbers: Mapping[int, str]
    findings: tuple[Finding, ...] = ()
    next_findings: int | None = None
    stages: Mapping[Stage, Sum] = field(default_factory=dict)
    standings: Mapping[int, Standing] = field(default_factory=dict)
    warned: int = 0


def outcome_page(
    session: Session, message: JudgedMessage, values: Mapping[str, str], keyring: Keyring
) -> OutcomePage:
    """The page as the query string narrows it; without one it opens on what came back."""
    causes = tuple(causes_of(session, message))
    if not message.processed:
        return _about_itself(session, message, causes, values)
    division = division_of(session, message)
    choice = Choice.of(values, "terug" if division.rejected.count else EVERY)
    page = lines_page(session, message, choice)
    return OutcomePage(
        division=division,
        causes=causes,
        advice=advice_on(causes, division.rejected.count),
        choice=choice,
        page=page,
        numbers=masked_numbers(session, page.lines, keyring),
        stages=_stages(session, message),
        standings=where_are(session, [each.id for each in page.lines if each.state == "awarded"]),
        warned=warned_lines(session, message) if any(each.warning for each in causes) else 0,
    )


def _stages(session: Session, message: JudgedMessage) -> dict[Stage, Sum]:
    """In the order of the way."""
    found = stages_of(session, message.id)
    return {stage: found[stage] for stage in Stage if stage in found}


def _about_itself(
    session: Session, message: JudgedMessage, causes: tuple[Cause, ...], values: Mapping[str, str]
) -> OutcomePage:
    choice = Choice.of(values)
    after = choice.after[0] if choice.after else 0
    findings, following = whole_message_findings(session, message, after)
    division = division_of(session, message)
    return OutcomePage(division, causes, None, choice, None, {}, tuple(findings), following)
