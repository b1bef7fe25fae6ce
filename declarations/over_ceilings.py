"""The warnings about lines that go over a ceiling, made after judging."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from declarations.ceilings import PREFIX, Counted, Passed, Sort, Why, passing
from declarations.facts import EMPTY, Facts
from declarations.findings import Finding, LineVerdict, Location, Owner, Severity
from declarations.model import Message
from declarations.rulebook import Text

LEVEL = 4
"""Of its findings: what is asked is whether a line fits what was agreed."""

TITLE = Text("Boven het plafond", "Above the ceiling")
SENTENCES = {
    "cents": Text(
        "Deze regel gaat boven het plafond dat is afgesproken. Hij is toegekend; de gemeente"
        " besluit of hij betaald wordt.",
        "This line goes above the ceiling that was agreed. It was awarded; the municipality decides"
        " whether it is paid.",
    ),
    "volume": Text(
        "Deze regel gaat boven het volume dat is afgesproken. Hij is toegekend; de gemeente"
        " besluit of hij betaald wordt.",
        "This line goes above the volume that was agreed. It was awarded; the municipality decides"
        " whether it is paid.",
    ),
    "client": Text(
        "Met deze regel komt de cliënt boven het totaal dat per cliënt is afgesproken. De regel is"
        " toegekend; de gemeente besluit of hij betaald wordt.",
        "With this line the client goes above the total that was agreed per client. The line was"
        " awarded; the municipality decides whether it is paid.",
    ),
}
NEXT_STEP = Text(
    "U hoeft niets te doen. De gemeente bekijkt de regel en kan u iets vragen.",
    "You need not do anything. The municipality looks at the line and may ask you something.",
)


def is_ceiling(rule: str) -> bool:
    """Whether a finding is about a ceiling and not about a rule of the book."""
    return rule.startswith(PREFIX)


def sentence_of(detail: str | None) -> Text:
    """What a finding about a ceiling says; ``detail`` as in ``Finding``."""
    return SENTENCES.get(detail or "", SENTENCES["cents"])


def counted(verdicts: Sequence[LineVerdict | None], facts: Facts) -> Iterator[Counted]:
    """The lines awarded just now, as a ceiling counts them; those of earlier rounds were."""
    settled = facts.settled.lines if facts.settled else EMPTY
    for position, each in enumerate(verdicts, 1):
        if each is None or not each.awarded or position in settled:
            continue
        owned = facts.allocations.get(each.client.bsn, EMPTY).get(each.line.allocation)
        specific = owned is not None and owned.code is not None
        yield Counted(position, each.client.bsn, each.line, each.contract, specific)


def ceiling_findings(
    message: Message, verdicts: Sequence[LineVerdict | None], facts: Facts
) -> list[Finding]:
    """The warnings about lines awarded just now that wait for somebody to let them through."""
    if not facts.ceilings:
        return []
    found = [
        each
        for each in passing(facts.ceilings, counted(verdicts, facts))
        if each.why is Why.OVER
    ]
    if not found:
        return []
    places = [
        (Location(client=client, line=number), line)
        for client, each in enumerate(message.declaration.clients, 1)
        for number, line in enumerate(each.lines, 1)
    ]
    return [_finding(each, *places[each.position - 1]) for each in found]


def _finding(passed: Passed, place: Location, line: object) -> Finding:
    ceiling = passed.ceiling
    in_cents = ceiling.unit is None
    element = "IngediendBedrag" if in_cents else "GeleverdVolume"
    detail = "client" if ceiling.sort is Sort.CLIENT else "cents" if in_cents else "volume"
    return Finding(
        rule=ceiling.rule,
        code=None,
        level=LEVEL,
        severity=Severity.WARNING,
        owner=Owner.MUNICIPALITY,
        path=Location(place.section, place.client, place.line, element).path,
        source_line=getattr(line, "source_line", None) or None,
        expected=str(ceiling.limit),
        received=str(passed.used),
        difference_cents=passed.above if in_cents else None,
        detail=detail,
        line=passed.position,
    )
