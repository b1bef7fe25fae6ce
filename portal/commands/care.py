"""The command for reports of start and stop."""

from __future__ import annotations

from pathlib import Path

import click

from declarations.findings import Finding
from declarations.start_conditions import text_of
from portal.cli import Entrance, files_argument, in_app, language_option
from portal.commands.importing import import_each, out_option
from portal.starts.service import Actor, ImportedCare, import_starts
from portal.store.transaction import in_transaction
from schemas.wording import describe
from schemas.zip import Member


@click.group()
def messages() -> None:
    """Reports of start (305) and stop (307), from the messages of providers."""


@messages.command("import")
@files_argument
@out_option
@language_option
@in_app
def import_(files: tuple[Path, ...], out: Path | None, language: str) -> None:
    """Import reports of start and stop (305, 307, also in a ZIP); prints one line a message."""
    entrance = Entrance()
    actor = Actor(entrance.account_id)
    production = not entrance.settings.allows_test_citizens

    def take(member: Member) -> ImportedCare:
        return in_transaction(
            lambda session: import_starts(
                session, member.name, member.data, entrance.clock, actor, entrance.keyring,
                production,
            )
        )  # fmt: skip

    import_each(
        files,
        take,
        lambda name, findings: ImportedCare(name, findings=findings),
        lambda imported: _told(imported, language),
        out,
    )


def _told(imported: ImportedCare, language: str) -> str:
    dutch = language == "nl"
    if imported.findings:
        reasons = "; ".join(_sentence(each, language) for each in imported.findings)
        return f"{imported.name}: {'geweigerd' if dutch else 'refused'}: {reasons}"
    counts = [
        (imported.added, "toegevoegd", "added"),
        (imported.unchanged, "ongewijzigd", "unchanged"),
        (imported.left_out, "niet verwerkt", "not processed"),
    ]
    told = ", ".join(f"{n} {nl if dutch else en}" for n, nl, en in counts if n)
    if imported.added and imported.rejected:
        told += "; afgekeurd, telt niet mee" if dutch else "; rejected, does not count"
    lines = (f"\n  {_sentence(each, language)}" for each in imported.noted)
    return f"{imported.name}: {told}" + "".join(lines)


def _sentence(finding: Finding, language: str) -> str:
    if finding.detail:
        return describe(finding, language)
    text = text_of(finding.rule)
    place = f" ({'regel' if language == 'nl' else 'line'} {finding.source_line})"
    return f"{finding.rule}: {text.nl if language == 'nl' else text.en}" + (
        place if finding.source_line else ""
    )


COMMANDS = (messages,)
