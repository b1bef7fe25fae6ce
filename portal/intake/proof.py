"""The proof of receipt: what came in, when, and from whom; without anything about a client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from portal.clock import Clock
from portal.intake import batch_words as words
from portal.intake.batch_list import Batch, Result
from portal.intake.refusals import Refusal
from portal.web.formatting import euros
from portal.web.language import current
from portal.web.pdf import as_pdf

TEMPLATE = "intake/proof.typ"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who handed in: the provider by name and code, and the person, None for the portal itself."""

    party: str
    code: str
    person: str | None


def proof_of_batch(batch: Batch, refused: Sequence[Refusal], sender: Sender, clock: Clock) -> bytes:
    """The proof that a batch was received, with what is known of its messages by now."""
    facts = [
        (_("Aanlevering"), batch.name),
        (_("Uw kenmerk"), batch.own_reference),
        *_file_facts(batch.file_name, batch, sender),
    ]
    parts = [_messages(batch), *([_refused(refused)] if refused else [])]
    intro = _("Het portaal heeft dit bestand ontvangen en bewaard.")
    return _made(_("Bewijs van ontvangst"), intro, facts, parts, clock)


def proof_of_refusal(refusal: Refusal, sender: Sender, clock: Clock) -> bytes:
    """The proof that a file was offered and refused, and why."""
    facts = [(_("Weigering"), str(refusal.id)), *_file_facts(refusal.name, refusal, sender)]
    intro = _(
        "Dit bestand is aangeboden en geweigerd. Het is niet bewaard en telt als niet verzonden."
    )
    return _made(_("Bewijs van weigering"), intro, facts, [_refused([refusal])], clock)


def _file_facts(name: str, file: Batch | Refusal, sender: Sender) -> list[tuple[str, str]]:
    agb = _("AGB-code")
    return [
        (_("Aanbieder"), f"{sender.party} ({agb} {sender.code})"),
        (_("Ingediend door"), sender.person or _("het portaal")),
        (_("Tijdstip"), words.to_the_second(file.received_at)),
        (_("Bestand"), name),
        (_("Grootte"), f"{file.size} bytes"),
        ("SHA-256", _in_pieces(file.sha256)),
    ]


def _in_pieces(digest: str) -> str:
    """Eight at a time, so that it breaks at the end of a line and can be compared by eye."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _messages(batch: Batch) -> dict[str, Any]:
    return {
        "title": _("Berichten"),
        "text": "" if batch.done else _("Nog niet alle berichten zijn beoordeeld."),
        "widths": ["text", "wide", "text", "text", "number", "number", "number", "number"],
        "head": [
            _("Nr."), _("Bestand"), _("Gemeente"), _("Stand"), _("Regels"), _("Toegekend"),
            _("Terug"), _("Gedeclareerd"),
        ],
        "rows": [_message(each) for each in batch.results],
    }  # fmt: skip


def _message(result: Result) -> list[str]:
    counts = [result.line_count, result.awarded.count, result.rejected.count]
    judged = result.outcome is not None
    return [
        str(result.position),
        result.file_name,
        f"{result.municipality} ({words.LAWS[result.law]})",
        words.outcome_of(result).word,
        *(str(count) if judged and not result.fell else "–" for count in counts),
        euros(result.submitted_cents) if judged else "–",
    ]


def _refused(refusals: Sequence[Refusal]) -> dict[str, Any]:
    return {
        "title": _("Geweigerd"),
        "text": "",
        "widths": ["text", "wide"],
        "head": [_("Bestand"), _("Wat er mis is, waar, en wat u kunt doen")],
        "rows": [
            [each.name, " ".join(words.problem(finding) for finding in each.findings[:10])]
            for each in refusals
        ],
    }


def _made(
    title: str, intro: str, facts: Sequence[tuple[str, str]], parts: Sequence[dict[str, Any]],
    clock: Clock,
) -> bytes:  # fmt: skip
    now = clock.now()
    content = {
        "title": title,
        "intro": intro,
        "language": current(),
        "maker": _("Zorgportaal"),
        "keywords": [],
        "page": _("Bladzijde"),
        "facts_head": [_("Gegeven"), _("Waarde")],
        "facts": facts,
        "parts": parts,
        "ending": _("Gemaakt op %(moment)s.", moment=words.to_the_second(now)),
    }
    return as_pdf(TEMPLATE, content, now)
