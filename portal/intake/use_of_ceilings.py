"""What the lines of a message use of ceilings, kept in the transaction that awards them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from declarations.findings import Assessment, Finding
from declarations.over_ceilings import counted, is_ceiling
from portal.ceilings.keeping import Batch, keep_use
from portal.intake.storing import Judged


def use_ceilings(
    session: Session, judged: Judged, line_ids: Sequence[int], clients: Mapping[str, int],
    account_id: int,
) -> None:  # fmt: skip
    """Let the lines awarded just now count; nothing is asked where there is no ceiling.

    ``line_ids`` and ``clients`` are the ids that the lines and clients are stored under.
    """
    snapshot, parties = judged.snapshot, judged.parties
    if not snapshot.ceilings or parties.municipality_id is None:
        return
    lines = list(counted(judged.assessment.lines, snapshot.facts))
    batch = Batch(
        judged.message_id, parties.municipality_id, parties.provider_id, lines, line_ids, clients,
        account_id, judged.at,
    )  # fmt: skip
    keep_use(session, snapshot.ceilings, batch)


def over_ceilings(
    findings: Sequence[Finding], among: Assessment
) -> set[tuple[str, int | None, str | None, str | None]]:
    """The findings about ceilings, in a form that compares; only about lines that are awarded."""
    awarded = {n for n, each in enumerate(among.lines, 1) if each.awarded}
    return {
        (each.rule, each.line, each.expected, each.received)
        for each in findings
        if is_ceiling(each.rule) and each.line in awarded
    }
