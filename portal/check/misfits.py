"""Invariants 4, 10 and 11 for awarded lines that no longer fit: each belongs on the list."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from portal.audit.service import Action, Subject
from portal.check.breach import Breach, Question, breach_of
from portal.clock import Clock
from portal.misfits.proving import open_though_they_fit

QUESTIONS = (
    Question(
        4,
        "regels die niet meer heten te passen, maar niet toegekend zijn of gecrediteerd",
        "lines said not to fit that are not awarded, or were credited",
        """
        SELECT m.id FROM misfit m LEFT JOIN live_debit d
            ON d.line_id = m.line_id AND d.allocation_id = m.allocation_id
         WHERE m.ended_at IS NULL AND d.line_id IS NULL""",
    ),
    Question(
        10,
        "regels die zo zijn gelaten zonder dat het logboek het vertelt",
        "lines left as they are while the audit trail does not tell",
        f"""
        SELECT m.id FROM misfit m LEFT JOIN audit_event e ON e.object_type = '{Subject.LINE}'
           AND e.object_id = m.line_id AND e.action = '{Action.MISFIT_ACCEPTED}'
         WHERE m.ended = 'accepted' AND e.id IS NULL""",
    ),
    Question(
        11,
        "regels die niet meer passen onder een andere partij dan die van de regel",
        "lines said not to fit under another party than their own",
        """
        SELECT m.id FROM misfit m LEFT JOIN line l ON l.id = m.line_id
         WHERE l.id IS NULL OR l.message_id <> m.message_id OR l.law <> m.law
            OR l.municipality_id <> m.municipality_id OR l.provider_id <> m.provider_id
            OR l.allocation_id <> m.allocation_id OR l.amount_cents <> m.cents""",
    ),
)


def misfits_do_not_fit(session: Session) -> Iterator[Breach]:
    """Ask the lines on the list again; what a worker is still to look at may be behind."""
    yield from breach_of(
        4,
        "regels die niet meer heten te passen, maar nu wel passen",
        "lines said not to fit that do fit now",
        open_though_they_fit(session, Clock().today()),
    )
