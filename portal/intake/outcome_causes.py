"""A verdict by cause: which rule was broken how often, and what it costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from declarations.findings import Finding, Owner, Severity
from declarations.rulebook import Rule, Scope
from declarations.rules import RULEBOOK
from portal.intake.outcome import SIGNED_CENTS, JudgedMessage, Product, Share
from portal.intake.records import FindingRecord, LineRecord
from portal.intake.stored import finding_of
from portal.store.sets import in_values

PLACES = 50  # findings about no line that are shown at once
MANY = 5  # lines with one cause that are better mended where they were made
TOO_MANY = 20  # lines back that are better mended where they were made


@dataclass(frozen=True, slots=True)
class Cause:
    """A broken rule: how many places, which lines fell for it, and whose move it is.

    A line that broke two rules counts with both. ``lines`` is empty for a rule about the whole
    message; ``clients`` counts those that fell with all their lines. A ``warning`` is about lines
    that were awarded. ``detail`` as in ``Finding``.
    """

    rule: str
    code: str | None
    owner: Owner
    places: int
    lines: Share
    clients: int
    products: tuple[Product, ...]
    warning: bool = False
    detail: str | None = None

    @property
    def anchor(self) -> str:
        """Its place on the page; one rule may warn of some lines and reject others."""
        return anchor_of(self.rule, self.warning)


@dataclass(frozen=True, slots=True)
class Advice:
    """Where mending is wiser: ``here``, or in the system that the lines came from.

    ``shared`` of the ``returned`` lines have the same cause.
    """

    here: bool
    shared: int
    returned: int


def anchor_of(rule: str, warning: bool) -> str:
    """The place of a cause on the page about a message."""
    return f"waarschuwing-{rule}" if warning else f"oorzaak-{rule}"


@cache
def client_rules() -> tuple[Rule, ...]:
    """The rules for which a client falls with all its lines."""
    return tuple(rule for rule in RULEBOOK.rules if rule.scope is Scope.CLIENT)


def fallen_for(message: JudgedMessage, rule: str) -> list[int]:
    """The clients that fell for this rule, or wait for it; their lines were not judged."""
    return [
        client
        for client in message.client_codes
        if any(each.rule == rule for each in rules_of_client(message, client))
    ]


def rules_of_client(message: JudgedMessage, client_id: int) -> list[Rule]:
    """Why a client fell, or what it waits for when it has no codes yet."""
    codes = message.client_codes.get(client_id)
    if codes == ():
        return [rule for rule in client_rules() if rule.owner is Owner.MUNICIPALITY]
    return [rule for rule in client_rules() if rule.code in (codes or ())]


def causes_of(session: Session, message: JudgedMessage) -> list[Cause]:
    """The broken rules, the most expensive first; one query, and one more if a client fell."""
    grouped: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in session.execute(_by_rule(message)):
        grouped[row.rule, row.severity].append(row)
    causes = [_cause(session, message, rows) for rows in grouped.values()]
    return sorted(
        causes, key=lambda each: (each.warning, -abs(each.lines.cents), -each.places, each.rule)
    )


def warned_lines(session: Session, message: JudgedMessage) -> int:
    """How many lines of a message were awarded with a warning."""
    finding = FindingRecord
    return (
        session.scalar(
            select(func.count(finding.line_id.distinct())).where(
                finding.message_id == message.id,
                finding.severity == Severity.WARNING.value,
                finding.line_id.is_not(None),
            )
        )
        or 0
    )


def _by_rule(message: JudgedMessage) -> Any:
    finding, line = FindingRecord, LineRecord
    of_line = and_(line.message_id == finding.message_id, line.id == finding.line_id)
    what = (
        finding.rule, finding.code, finding.owner, finding.severity, finding.detail,
        line.category, line.code,
    )  # fmt: skip
    return (
        select(
            *what[:5], line.category, line.code.label("product"), func.count().label("places"),
            func.count(line.id).label("lines"), func.sum(SIGNED_CENTS).label("cents"),
        )
        .outerjoin(line, of_line)
        .where(finding.message_id == message.id)
        .group_by(*what)
    )  # fmt: skip


def _cause(session: Session, message: JudgedMessage, rows: Sequence[Any]) -> Cause:
    first, clients = rows[0], []
    warning = first.severity == Severity.WARNING
    if message.processed and not warning:
        clients = fallen_for(message, first.rule)
    counted = _by_product(session, message, clients) if clients else rows
    shares = {
        Product(row.category, row.product): Share(row.lines, int(row.cents or 0))
        for row in counted
        if row.category is not None
    }
    return Cause(
        rule=first.rule,
        code=first.code,
        owner=Owner(first.owner),
        places=sum(row.places for row in rows),
        lines=sum(shares.values(), Share()),
        clients=len(clients),
        products=tuple(sorted(shares, key=str)),
        warning=warning,
        detail=first.detail,
    )


def _by_product(session: Session, message: JudgedMessage, clients: Sequence[int]) -> Sequence[Any]:
    line = LineRecord
    return session.execute(
        select(
            line.category, line.code.label("product"), func.count().label("lines"),
            func.sum(SIGNED_CENTS).label("cents"),
        )
        .where(line.message_id == message.id, in_values(line.client_id, clients))
        .group_by(line.category, line.code)
    ).all()  # fmt: skip


def whole_message_findings(
    session: Session, message: JudgedMessage, after: int = 0
) -> tuple[list[Finding], int | None]:
    """Findings of a message that was not processed, and the place of the next page if any."""
    rows = session.scalars(
        select(FindingRecord)
        .where(FindingRecord.message_id == message.id, FindingRecord.position > after)
        .order_by(FindingRecord.position)
        .limit(PLACES + 1)
    ).all()
    shown = rows[:PLACES]
    return [finding_of(row) for row in shown], shown[-1].position if rows[PLACES:] else None


def advice_on(causes: Sequence[Cause], returned: int) -> Advice | None:
    """Where to mend the lines that came back; None where none did."""
    if not returned:
        return None
    shared = max((each.lines.count for each in causes if not each.warning), default=0)
    return Advice(here=shared < MANY and returned <= TOO_MANY, shared=shared, returned=returned)


def findings_of_client(message: JudgedMessage, client_id: int) -> Iterator[Finding]:
    """Why a line fell with its client, as findings about that line."""
    for rule in rules_of_client(message, client_id):
        yield Finding(
            rule=rule.rule,
            code=rule.code,
            level=rule.level,
            severity=rule.severity,
            owner=rule.owner,
        )
