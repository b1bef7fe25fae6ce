"""What the commands that import messages share: file by file, one line a message."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

import click

from declarations.findings import Finding
from portal.cli import progress
from portal.commands.files import read, write
from portal.returns.service import ReturnMessage
from schemas.refusals import MessageRefused
from schemas.zip import Member, messages_in


class Outcome(Protocol):
    """What became of one message."""

    @property
    def refused(self) -> bool:
        """Whether nothing of it was stored."""

    @property
    def retour(self) -> ReturnMessage | None:
        """What goes back on it, if anything."""


out_option = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the retours (302, 306, 308) into this folder.",
)
Result = TypeVar("Result", bound=Outcome)


def import_each(
    files: tuple[Path, ...],
    take: Callable[[Member], Result],
    unread: Callable[[str, tuple[Finding, ...]], Result],
    told: Callable[[Result], str],
    out: Path | None = None,
) -> None:
    """Take in every message of every file (also in a ZIP) and tell of each.

    ``unread`` makes the result of a file that cannot be opened into messages. The retours are
    written into the folder ``out``, if any. Exits with 1 when anything was refused.
    """
    refused = False
    with progress(files) as shown:
        for file in shown:
            for imported in _members(file, take, unread):
                refused |= imported.refused
                click.echo(told(imported))
                if out is not None and imported.retour is not None:
                    click.echo(f"  {write(out, imported.retour.name, imported.retour.body)}")
    if refused:
        sys.exit(1)


def _members(
    file: Path,
    take: Callable[[Member], Result],
    unread: Callable[[str, tuple[Finding, ...]], Result],
) -> Iterator[Result]:
    try:
        for member in messages_in(file.name, read(file)):
            yield take(member)
    except MessageRefused as problem:
        yield unread(file.name, problem.findings)
