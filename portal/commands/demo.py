"""The command for the demonstration, and how a first start has it filled beside the server."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import click
from flask_babel import force_locale

from portal.cli import Entrance, Refused, in_app, today_option
from portal.config import Mode
from portal.demo.service import (
    WHOLE,
    Demonstration,
    OtherDemonstration,
    Progress,
    WorkThere,
    begin,
    find_progress,
)
from portal.identity.demo import DEMO_PASSWORD, demo_accounts
from portal.parties.service import has_region
from portal.store.transaction import in_transaction, transaction

BREATH = 0.02  # seconds between two steps, for others who want to write
LOWER_PRIORITY = 5  # added to the niceness beside a server, so that pages stay quick


@click.command()
@click.option(
    "--size", type=click.IntRange(1, WHOLE), default=WHOLE, show_default=True, metavar="PERCENT",
    help="How much of the half year of work.",
)  # fmt: skip
@click.option("--beside", type=int, hidden=True, metavar="PID")
@today_option
@in_app
def demo(size: int, beside: int | None, today: date | None) -> None:
    """Fill the database with a half year of invented work; go on where it was cut off.

    It happens up to yesterday, in the region hart-van-brabant. A second time does nothing.
    """
    entrance = Entrance(today)
    if entrance.settings.mode is Mode.PRODUCTION:
        raise Refused("The demonstration is not for production.")
    progress = _begin(entrance, size)
    if progress.finished:
        click.echo("The demonstration is there already.")
        return
    if _fill(entrance, progress, beside):
        click.echo(f"The demonstration is filled: {progress.total} events, up to {progress.today}.")


def _begin(entrance: Entrance, size: int) -> Progress:
    try:
        return in_transaction(
            lambda session: begin(session, entrance.clock, entrance.clock.today(), size)
        )
    except WorkThere:
        raise Refused(
            "The municipalities of the demonstration have allocations already. Use an empty"
            " database; nothing was done."
        ) from None


def _fill(entrance: Entrance, progress: Progress, beside: int | None) -> bool:
    """Do all that is left; False when the server it worked beside is gone."""
    if beside is not None:
        os.nice(LOWER_PRIORITY)
    try:
        demonstration = Demonstration(progress, entrance.clock, entrance.keyring)
        with _shown(progress) as bar:
            while not progress.finished:
                if beside is not None and os.getppid() != beside:
                    return False
                before = progress.done
                progress = in_transaction(demonstration.step)
                bar.update(progress.done - before)
                time.sleep(BREATH)
    except OtherDemonstration:
        raise Refused(
            "The demonstration in this database was begun by another version of the portal and"
            " cannot go on. What is there is whole; for all of it, begin with an empty database."
        ) from None
    return True


def _shown(progress: Progress) -> Any:
    """A bar on a terminal, which begins where the work does."""
    hidden = not sys.stderr.isatty()
    bar = click.progressbar(length=progress.total, file=sys.stderr, hidden=hidden)
    bar.update(progress.done)
    return bar


@in_app
def begin_in_empty_database() -> bool:
    """Begin the demonstration where there is no region at all; whether it is yet to be filled."""
    entrance = Entrance()
    with transaction() as session:
        progress = find_progress(session)
        empty = not has_region(session)
    if empty:
        progress = _begin(entrance, WHOLE)
    return progress is not None and not progress.finished


@in_app
def tell_accounts() -> None:
    """Say who there is to sign in as."""
    with force_locale("nl"), transaction() as session:
        accounts = demo_accounts(session)
    if accounts:
        click.echo(f"Demo accounts, all with the password {DEMO_PASSWORD}:", err=True)
    for each in accounts:
        click.echo(f"  {each.email:36} {each.role:18} {each.party}", err=True)


@contextlib.contextmanager
def filling_beside(needed: bool) -> Iterator[None]:
    """Fill the demonstration in a process of its own while the server runs, where it is needed.

    A process, for a thread would slow every page down. It ends when the server does; the next
    start goes on.
    """
    if not needed:
        yield
        return
    click.echo("The demonstration fills itself: half a year of work, in about a minute.", err=True)
    words = [sys.argv[0], "demo", "--beside", str(os.getpid())]
    filler = subprocess.Popen([sys.executable, *words], stdout=sys.stderr)
    try:
        yield
    finally:
        filler.terminate()
        filler.wait()


COMMANDS = (demo,)
