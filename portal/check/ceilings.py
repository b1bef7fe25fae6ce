"""Invariant 3, the soft half, and 4, 10 and 11 for ceilings: every euro above names who let it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from portal.audit.service import Action, Subject
from portal.ceilings.proving import prove
from portal.check.breach import Breach, Question, breach_of


def _untold(table: str, ceiling: str, action: Action, only: str = "TRUE") -> str:
    """Ceilings with more rows than the audit trail has events of them."""
    return (
        f"SELECT {ceiling} FROM {table} r WHERE {only} GROUP BY {ceiling} HAVING count(*) >"
        f" (SELECT count(*) FROM audit_event e WHERE e.object_type = '{Subject.CEILING}'"
        f" AND e.object_id = {ceiling} AND e.action = '{action}')"
    )


QUESTIONS = (
    Question(
        3,
        "regels boven een plafond die niemand bekijkt en niemand heeft doorgelaten",
        "lines above a ceiling that nobody looks at and nobody let through",
        """
        SELECT o.line_id FROM ceiling_overrun o
          LEFT JOIN line c ON c.credits_line_id = o.line_id AND c.state = 'awarded'
          LEFT JOIN review r ON r.line_id = o.line_id
          LEFT JOIN ceiling_waiver w ON w.line_id = o.line_id AND w.ceiling_id = o.ceiling_id
         WHERE o.why = 'over' AND c.id IS NULL AND w.id IS NULL
           AND (r.id IS NULL OR r.state IN ('cleared', 'credited'))""",
    ),
    Question(
        3,
        "regels die voor een ander bedrag zijn doorgelaten dan ze boven het plafond gaan",
        "lines let through for another amount than they go above the ceiling",
        """
        SELECT w.id FROM ceiling_waiver w JOIN ceiling_overrun o
            ON o.line_id = w.line_id AND o.ceiling_id = w.ceiling_id
         WHERE w.above <> o.above OR o.why <> 'over'""",
    ),
    Question(
        3,
        "waarschuwingen over een plafond zonder vastgelegde overschrijding, of andersom",
        "warnings about a ceiling without a kept overrun, or the other way round",
        """
        SELECT o.line_id FROM ceiling_overrun o JOIN ceiling c ON c.id = o.ceiling_id
          LEFT JOIN finding f ON f.message_id = o.message_id AND f.line_id = o.line_id
           AND f.rule = 'PLAFOND-' || c.slug
         WHERE o.why = 'over' AND f.message_id IS NULL
        UNION
        SELECT f.line_id FROM finding f WHERE f.rule LIKE 'PLAFOND-%' AND NOT EXISTS (
          SELECT 1 FROM ceiling_overrun o JOIN ceiling c ON c.id = o.ceiling_id
           WHERE o.line_id = f.line_id AND f.rule = 'PLAFOND-' || c.slug)""",
    ),
    Question(
        4,
        "plafonds zonder stand of zonder versie",
        "ceilings without a balance or a version",
        """
        SELECT c.id FROM ceiling c LEFT JOIN ceiling_balance b ON b.ceiling_id = c.id
          LEFT JOIN ceiling_version v ON v.ceiling_id = c.id
         WHERE b.ceiling_id IS NULL OR v.id IS NULL""",
    ),
    Question(
        10,
        "plafonds waarvan het logboek niet alles vertelt",
        "ceilings of which the audit trail does not tell everything",
        " UNION ".join(
            (
                _untold("ceiling_version", "r.ceiling_id", Action.CEILING_RECORDED),
                _untold("ceiling_waiver", "r.ceiling_id", Action.CEILING_WAIVED),
                _untold("ceiling_signal", "r.ceiling_id", Action.CEILING_SIGNALLED),
                "SELECT s.ceiling_id FROM ceiling_agreement r"
                " JOIN ceiling_signal s ON s.id = r.signal_id WHERE NOT EXISTS (SELECT 1"
                f" FROM audit_event e WHERE e.object_type = '{Subject.CEILING}'"
                " AND e.object_id = s.ceiling_id AND e.account_id = r.account_id AND e.action ="
                f" CASE r.kind WHEN 'seen' THEN '{Action.CEILING_SEEN}'"
                f" ELSE '{Action.CEILING_AGREED}' END)",
            )
        ),
    ),
    Question(
        11,
        "overschrijdingen van een plafond onder een andere partij dan die van de regel",
        "overruns of a ceiling under another party than the line's",
        """
        SELECT o.line_id FROM ceiling_overrun o LEFT JOIN line l ON l.id = o.line_id
         WHERE l.id IS NULL OR l.message_id <> o.message_id OR l.state <> 'awarded'
            OR l.municipality_id <> o.municipality_id OR l.provider_id <> o.provider_id""",
    ),
    Question(
        11,
        "plafonds op een contract van een andere regio of wet",
        "ceilings on a contract of another region or law",
        """
        SELECT k.id FROM ceiling k JOIN ceiling_version v ON v.ceiling_id = k.id
          JOIN ceiling_contract x ON x.version_id = v.id JOIN contract c ON c.id = x.contract_id
         WHERE c.region_id <> k.region_id OR c.law <> k.law""",
    ),
)


def ceilings_are_kept(session: Session) -> Iterator[Breach]:
    """What is kept of ceilings is what their lines come to, and what is above has a name."""
    proof = prove(session)
    yield from breach_of(
        3,
        "plafonds waarboven meer is gebruikt dan iemand heeft doorgelaten of nog bekijkt",
        "ceilings with more above them than somebody let through or still looks at",
        proof.unnamed,
    )
    yield from breach_of(
        4,
        "plafonds met een stand die niet de som van de regels is",
        "ceilings whose balance is not the sum of their lines",
        proof.miscounted,
    )
