"""The command line: ``portal …``. Each command is one entrance, and one transaction per effect.

Exit status: 0 done, 1 refused or broken, 2 wrong use.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import update_wrapper
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from portal.allocations.clients import sealed_with
from portal.app import create_app
from portal.clock import Clock, FixedClock
from portal.config import (
    Mode,
    Settings,
    SettingsRefused,
    load_settings,
    refuse_mighty_role,
    refuse_unsafe_postgresql,
)
from portal.identity.service import system_account
from portal.logs import configure_logs
from portal.store.crypto import Keyring
from portal.store.database import db
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction, transaction
from portal.store.upgrade import at_head, upgrade


class Refused(click.ClickException):
    """A command did not do what was asked; the message says why and what to do."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the sentence as it is."""
        click.echo(self.format_message(), file=file, err=True)


class Entrance:
    """What a command works with: the settings, the clock and the account it acts as."""

    def __init__(self, today: date | None = None) -> None:
        self.app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        self.settings: Settings = self.app.config["PORTAL_SETTINGS"]
        if today and self.settings.mode is Mode.PRODUCTION:
            raise Refused("--today replaces the clock and is not for production.")
        self.clock: Clock = FixedClock.on(today) if today else Clock()
        self.keyring: Keyring = self.app.config["PORTAL_KEYRING"]

    @property
    def account_id(self) -> int:
        """The system account; commands act as it and the audit trail says so."""
        return in_transaction(lambda session: system_account(session).id)


def in_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command in an application, as the portal itself.

    With a clear sentence where the database fails it.
    """

    @click.pass_context
    def run(context: click.Context, /, *arguments: Any, **options: Any) -> Any:
        app = application()
        with app.app_context(), acting_for(PORTAL):
            _prepare(app)
            try:
                return context.invoke(command, *arguments, **options)
            except OperationalError as error:  # a full disk, a lost connection, a lock for ever
                raise Refused(
                    f"The database could not go on: {_reason(error)}. What was stored is"
                    " whole, the rest is not stored. Solve this and run the command again."
                ) from None
            finally:
                db.engine.dispose()

    return update_wrapper(run, command)


def application() -> Flask:
    """The application for the settings in the environment."""
    configure_logs()
    try:
        return create_app(load_settings())
    except SettingsRefused as refused:
        raise Refused(str(refused)) from None


def _prepare(app: Flask) -> None:
    """See that the database is there, safe and of this version."""
    settings: Settings = app.config["PORTAL_SETTINGS"]
    try:
        if settings.mode is Mode.PRODUCTION:
            with db.engine.connect() as connection:
                refuse_unsafe_postgresql(connection)
                refuse_mighty_role(connection)
        if at_head(db.engine):
            _refuse_another_key(settings)
            return
        if settings.is_sqlite and settings.mode is not Mode.PRODUCTION:
            upgrade(db.engine)
            return
    except SettingsRefused as refused:
        raise Refused(str(refused)) from None
    except SQLAlchemyError as error:
        raise Refused(unreachable(error)) from None
    raise Refused("The database is not of this version yet. Run 'portal upgrade' first.")


def _refuse_another_key(settings: Settings) -> None:
    """Nothing could be read with it, and what it sealed could not be read with the right one."""
    with transaction() as session:
        sealed = sealed_with(session)
    if sealed not in (None, settings.data_key_id):
        raise Refused(
            f"The data key is {settings.data_key_id}, but this database was sealed with {sealed}."
            " Set PORTAL_DATA_KEY to that key; nothing was done."
        )


def unreachable(error: SQLAlchemyError) -> str:
    """A sentence for a database that does not answer."""
    return f"The database cannot be reached: {_reason(error)}. Look at PORTAL_DATABASE_URL."


def _reason(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", error)).splitlines()[0]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zorgportaal")
def cli() -> None:
    """The portal between Dutch municipalities and their care providers."""


def today_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--today DATE``: the day it is for this command."""
    option = click.option(
        "--today", type=click.DateTime(["%Y-%m-%d"]), callback=_as_date, metavar="DATE",
        help="Judge as if it were this day (not in production).",
    )  # fmt: skip
    return option(command)


def _as_date(_context: click.Context, _option: click.Parameter, value: datetime | None) -> Any:
    return value.date() if value else None


language_option = click.option(
    "--lang", "language", type=click.Choice(["nl", "en"]), default="nl", show_default=True,
    help="Language of the sentences.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
files_argument = click.argument(
    "files", nargs=-1, required=True, metavar="FILE…",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip


def print_json(value: Any) -> None:
    """One object on one line, as UTF-8 whatever the locale."""
    line = json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
    sys.stdout.buffer.write(line.encode())
    sys.stdout.buffer.flush()


def progress(files: tuple[Path, ...]) -> Any:
    """The files, with a bar on a terminal when there are several."""
    hidden = len(files) < 2 or not sys.stderr.isatty()
    return click.progressbar(files, file=sys.stderr, hidden=hidden)


def collect_rarely() -> None:
    """Let Python look for garbage less often.

    A large message is half a million small objects that all stay until it is judged; going
    through them time and again cost a tenth of the time.
    """
    gc.freeze()
    gc.set_threshold(500_000, 20, 50)


def main() -> None:
    """Run the command line with every command that there is."""
    collect_rarely()
    from portal import commands

    commands.register(cli)
    cli()
