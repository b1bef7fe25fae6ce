"""Commands for the installation itself: database, servers, rule book and checks."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from declarations.rules import RULEBOOK
from portal.approvals.chores import mandates_at_work
from portal.audit.sealing import seal_all, sealer
from portal.check.service import broken
from portal.cli import (
    Entrance,
    Refused,
    application,
    in_app,
    language_option,
    print_json,
    unreachable,
)
from portal.commands.demo import begin_in_empty_database, filling_beside, tell_accounts
from portal.commands.nightly import nightly_check
from portal.config import Mode, Settings
from portal.hindsight.chores import forgetting_answers
from portal.hindsight.working import go_on, running
from portal.intake.stored import recomputes, verdicts_of_running_book
from portal.intake.waiting import judge_one, waiting_messages
from portal.intake.waiting_again import judge_woken, release_answers
from portal.jobs.chores import Chore, in_turn
from portal.jobs.worker import InProcessWorker, run_worker
from portal.misfits.tariffs import look_back_at_tariffs
from portal.money.chores import counting_money
from portal.store.database import db, make_engine
from portal.store.row_security import RoleMissing
from portal.store.tenant import NOBODY, acting_for
from portal.store.transaction import transaction
from portal.store.upgrade import upgrade as upgrade_database
from portal.terms.chores import reminding
from portal.trials.chores import forgetting_trials
from portal.web.server import serve as serve_pages
from schemas.api.rulebook import rulebook_json


@click.command()
def upgrade() -> None:
    """Bring the database to this version."""
    settings: Settings = application().config["PORTAL_SETTINGS"]
    engine = make_engine(settings.upgrade_url)
    try:
        changed = upgrade_database(engine, settings.application_role)
    except RoleMissing as missing:
        raise Refused(
            f"There is no role {missing} on this server, and PORTAL_DATABASE_URL names it."
            " Make it first (CREATE ROLE … LOGIN, without SUPERUSER or BYPASSRLS)."
        ) from None
    except SQLAlchemyError as error:
        raise Refused(unreachable(error)) from None
    finally:
        engine.dispose()
    click.echo("The database is up to date." if changed else "The database was up to date.")


def chores(app: Flask) -> Chore:
    """What a worker does from time to time; sealing comes last, so that it seals the rest."""
    return in_turn(
        judge_woken(app),
        look_back_at_tariffs(app),
        release_answers(app),
        mandates_at_work(app),
        nightly_check(app),
        reminding(app),
        forgetting_trials(app),
        forgetting_answers(app),
        counting_money(app),
        sealer(app),
    )


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@in_app
def serve(host: str) -> None:
    """Serve the pages; on SQLite the worker is inside."""
    entrance = Entrance()
    app = entrance.app
    judge = judge_one(app)
    workers = [
        InProcessWorker(waiting_messages(app), judge, chores(app)),
        InProcessWorker(running(app), go_on(app)),
    ]
    if not entrance.settings.is_sqlite:
        workers = []

    def begin() -> None:
        for each in workers:
            each.start()

    with acting_for(NOBODY):  # a request sees nothing until the gate says for whom it is
        serve_pages(app, host, entrance.settings.port, on_start=begin)


@click.command(hidden=True)
@click.pass_context
def start(context: click.Context) -> None:
    """Upgrade, begin the demonstration in an empty database, and serve: in one process.

    It is what ``run.py`` starts; three commands after each other would load the portal thrice.
    """
    context.invoke(upgrade)
    to_fill = False
    if application().config["PORTAL_SETTINGS"].mode is Mode.DEMO:
        to_fill = context.invoke(begin_in_empty_database)
        context.invoke(tell_accounts)
    with filling_beside(to_fill):
        context.invoke(serve, host="127.0.0.1")


@click.command()
@click.option(
    "--heartbeat", type=click.FloatRange(min=0.05), default=10.0, show_default=True,
    help="Seconds between signs of life; three missed, and another worker takes over.",
)  # fmt: skip
@in_app
def worker(heartbeat: float) -> None:
    """Judge what waits, until stopped; as many of them as you like on PostgreSQL."""
    entrance = Entrance()
    if entrance.settings.is_sqlite:
        raise Refused("On SQLite the server has its worker inside: 'portal serve' is enough.")
    conninfo = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    app = entrance.app
    run_worker(conninfo, judge_one(app), heartbeat, chores(app), go_on(app))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The whole book as one JSON array.")
@language_option
def rules(as_json: bool, language: str) -> None:
    """The rule book."""
    if as_json:
        print_json(rulebook_json(RULEBOOK))
        return
    for rule in RULEBOOK.rules:
        text = rule.text.nl if language == "nl" else rule.text.en
        click.echo(f"{rule.rule:6} {rule.code or '-':5} {rule.level}  {text}")


@click.command()
@language_option
@in_app
def check(language: str) -> None:
    """Prove the books: every invariant; a list, and status 1, when one is broken."""
    entrance = Entrance()
    seal_all(entrance.clock)
    with transaction() as session:
        found = broken(session, entrance.keyring, recompute=_recomputed(entrance))
    for breach in found:
        text = breach.text.nl if language == "nl" else breach.text.en
        click.echo(f"{breach.invariant}. {text}")
    if found:
        sys.exit(1)
    click.echo("Alle boeken kloppen." if language == "nl" else "The books are in order.")


def _recomputed(entrance: Entrance) -> Callable[[Session], list[int]]:
    """Lists the messages whose stored verdict no longer follows from its own input."""

    def wrong(session: Session) -> list[int]:
        ids = verdicts_of_running_book(session)
        return [each for each in ids if not recomputes(session, each, entrance.keyring)]

    return wrong


COMMANDS = (upgrade, serve, start, worker, rules, check)
