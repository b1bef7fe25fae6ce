"""Commands for what judging rests on: regions, allocations and keys."""

from __future__ import annotations

from pathlib import Path

import click

from declarations.allocation_conditions import text_of
from declarations.findings import Finding
from declarations.wording import euros
from portal.allocations.service import Imported, import_allocations
from portal.cli import Entrance, Refused, files_argument, in_app, language_option
from portal.commands.importing import import_each, out_option
from portal.config import Mode
from portal.contracts.service import (
    RegionFileMissing,
    load_region,
    open_region,
    shipped_regions,
)
from portal.identity.service import AccountUnknown, create_key
from portal.intake.waiting_again import judge_woken
from portal.jobs.service import worker_alive
from portal.parties.service import has_region
from portal.store.transaction import in_transaction, transaction
from schemas.region import Region, RegionRefused
from schemas.wording import describe
from schemas.zip import Member

LEVEL_OF_SCHEMA = 1


@click.group()
def region() -> None:
    """Regions: municipalities, providers, contracts and tariffs."""


@region.command("load")
@click.argument("name_or_file")
@click.option("--if-empty", is_flag=True, help="Only when there is no region yet.")
@language_option
@in_app
def load(name_or_file: str, if_empty: bool, language: str) -> None:
    """Load or update a region: one that ships with the portal, or a file.

    Prints what changed; a file with anything wrong in it changes nothing.
    """
    entrance = Entrance()
    if if_empty and _any_region():
        return
    loaded = _open(name_or_file, entrance, language)
    actor = entrance.account_id
    try:
        changes = in_transaction(
            lambda session: load_region(session, loaded, entrance.clock, actor)
        )
    except RegionRefused as refused:
        raise _wrong_file(name_or_file, refused, language) from None
    for change in changes:
        click.echo(_in(change.text, language))
    if not changes:
        click.echo("Er is niets veranderd." if language == "nl" else "Nothing changed.")


def _any_region() -> bool:
    with transaction() as session:
        return has_region(session)


def _open(name_or_file: str, entrance: Entrance, language: str) -> Region:
    try:
        return open_region(name_or_file, accounts=entrance.settings.mode is not Mode.PRODUCTION)
    except RegionFileMissing:
        shipped = ", ".join(shipped_regions())
        raise Refused(
            f"There is no region '{name_or_file}', and no file of that name that can be read."
            f" The portal ships with: {shipped}."
        ) from None
    except RegionRefused as refused:
        raise _wrong_file(name_or_file, refused, language) from None


def _wrong_file(name: str, refused: RegionRefused, language: str) -> Refused:
    lines = [
        f"{name}"
        + (f":{problem.line}" if problem.line else "")
        + f" {problem.place}: {_in(problem.text, language)}"
        for problem in refused.problems
    ]
    last = "Er is niets geladen." if language == "nl" else "Nothing was loaded."
    return Refused("\n".join([*lines, last]))


def _in(text: tuple[str, str], language: str) -> str:
    dutch, english = text
    return dutch if language == "nl" else english


@click.group()
def allocations() -> None:
    """Allocations, from the 301 messages of municipalities."""


@allocations.command("import")
@files_argument
@out_option
@language_option
@in_app
def import_(files: tuple[Path, ...], out: Path | None, language: str) -> None:
    """Import allocation messages (301, also in a ZIP); prints one line a message."""
    entrance = Entrance()
    account_id = entrance.account_id
    production = not entrance.settings.allows_test_citizens

    def take(member: Member) -> Imported:
        return in_transaction(
            lambda session: import_allocations(
                session, member.name, member.data, entrance.clock, account_id, entrance.keyring,
                production,
            )
        )  # fmt: skip

    try:
        import_each(
            files,
            take,
            lambda name, findings: Imported(name, findings=findings),
            lambda imported: _told(imported, language),
            out,
        )
    finally:
        _judge_what_waited(entrance)


def _judge_what_waited(entrance: Entrance) -> None:
    """Judge at once what waited for these allocations; a worker that runs does so by itself."""
    with transaction() as session:
        if worker_alive(session):
            return
    judge_woken(entrance.app)()


def _told(imported: Imported, language: str) -> str:
    dutch = language == "nl"
    if imported.refused:
        reasons = "; ".join(_sentence(each, language) for each in imported.findings)
        return f"{imported.name}: {'geweigerd' if dutch else 'refused'}: {reasons}"
    counts = [
        (imported.added, "toegevoegd", "added"),
        (imported.changed, "gewijzigd", "changed"),
        (imported.superseded, "door een latere versie ingehaald", "overtaken by a later version"),
        (imported.unchanged, "ongewijzigd", "unchanged"),
    ]
    told = ", ".join(f"{n} {nl if dutch else en}" for n, nl, en in counts if n)
    lines = (f"\n  {_noted(each, language)}" for each in imported.noted)
    return f"{imported.name}: {told}{_unfit(imported, dutch)}" + "".join(lines)


def _noted(finding: Finding, language: str) -> str:
    """A warning with its figures: what there was, and what comes."""
    figures = [each for each in (finding.expected, finding.received) if each is not None]
    return _sentence(finding, language) + (f" [{' -> '.join(figures)}]" if figures else "")


def _unfit(imported: Imported, dutch: bool) -> str:
    """Which awarded lines no longer fit; they stay as they are."""
    lines, cents = imported.unfit.lines, imported.unfit.cents
    if not lines:
        return ""
    if dutch:
        what = "toegekende regel past" if lines == 1 else "toegekende regels passen"
        return f"; {lines} {what} niet meer ({euros(cents, 'nl')})"
    what = "awarded line no longer fits" if lines == 1 else "awarded lines no longer fit"
    return f"; {lines} {what} ({euros(cents, 'en')})"


def _sentence(finding: Finding, language: str) -> str:
    if finding.level == LEVEL_OF_SCHEMA and finding.detail:
        return describe(finding, language)
    line = f" ({'regel' if language == 'nl' else 'line'} {finding.source_line})"
    return f"{finding.rule}: {_in(text_of(finding.rule), language)}" + (
        line if finding.source_line else ""
    )


@click.group()
def key() -> None:
    """API keys."""


@key.command("create")
@click.argument("account")
@in_app
def create(account: str) -> None:
    """Make an API key for an account (its e-mail address); it is printed once."""
    entrance = Entrance()
    actor = entrance.account_id
    try:
        made = in_transaction(lambda session: create_key(session, account, entrance.clock, actor))
    except AccountUnknown:
        raise Refused(
            f"There is no active account {account}. Accounts come with a region file."
        ) from None
    click.echo(made)


COMMANDS = (region, allocations, key)
