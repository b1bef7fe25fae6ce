"""Commands for what judging rests on: regions, allocations and keys."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from declarations.allocation_conditions import text_of
from declarations.findings import Finding
from portal.allocations.service import Imported, import_allocations
from portal.cli import Entrance, Refused, files_argument, in_app, language_option, progress
from portal.commands.files import read
from portal.config import Mode
from portal.contracts.service import (
    RegionFileMissing,
    load_region,
    open_region,
    shipped_regions,
)
from portal.identity.service import AccountUnknown, create_key
from portal.parties.service import has_region
from portal.store.transaction import in_transaction, transaction
from schemas.refusals import MessageRefused
from schemas.region import Region, RegionRefused
from schemas.wording import describe
from schemas.zip import Member, messages_in

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
@language_option
@in_app
def import_(files: tuple[Path, ...], language: str) -> None:
    """Import allocation messages (301, also in a ZIP); prints one line a message."""
    entrance = Entrance()
    account_id = entrance.account_id
    refused = False
    with progress(files) as shown:
        for file in shown:
            for imported in _import_file(file, entrance, account_id):
                refused |= imported.refused
                click.echo(_told(imported, language))
    if refused:
        sys.exit(1)


def _import_file(file: Path, entrance: Entrance, account_id: int) -> Iterator[Imported]:
    try:
        for member in messages_in(file.name, read(file)):
            yield _import_member(member, entrance, account_id)
    except MessageRefused as problem:
        yield Imported(file.name, findings=problem.findings)


def _import_member(member: Member, entrance: Entrance, account_id: int) -> Imported:
    production = not entrance.settings.allows_test_citizens
    return in_transaction(
        lambda session: import_allocations(
            session,
            member.name,
            member.data,
            entrance.clock,
            account_id,
            entrance.keyring,
            production,
        )
    )


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
    return f"{imported.name}: {told}"


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
