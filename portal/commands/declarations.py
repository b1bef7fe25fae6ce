"""Commands for declarations: try, hand in, and fetch the answer."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import structlog

from declarations.findings import Assessment, Outcome
from declarations.wording import euros
from portal.audit.service import log_access
from portal.cli import (
    Entrance,
    Refused,
    files_argument,
    in_app,
    json_option,
    language_option,
    print_json,
    progress,
    today_option,
)
from portal.commands.files import read, write
from portal.intake.answering import answers_of
from portal.intake.arrival import Upload
from portal.intake.judging import judge_received, waits
from portal.intake.service import Actor, Received, receive, refused_at_door, trial
from portal.intake.stored import stored_assessment
from portal.intake.waiting import judge_one, waiting_messages
from portal.jobs.service import given_up, worker_alive
from portal.store.transaction import in_transaction, transaction
from schemas.api.assessment import assessment_json, sentence

log = structlog.get_logger()

LOOK_AGAIN = 0.2  # seconds between two looks at a message that a worker is judging


@click.command()
@files_argument
@today_option
@json_option
@language_option
@in_app
def assess(files: tuple[Path, ...], today: date | None, as_json: bool, language: str) -> None:
    """Judge declaration messages (323) without storing anything."""
    entrance = Entrance(today)
    with progress(files) as shown:
        for file in shown:
            upload = Upload(file.name, read(file))
            with transaction() as session:
                verdicts = trial(session, upload, entrance.clock, entrance.keyring)
                for name, verdict in verdicts:
                    tell(name, verdict, language, as_json)


@click.command()
@files_argument
@today_option
@json_option
@language_option
@in_app
def submit(files: tuple[Path, ...], today: date | None, as_json: bool, language: str) -> None:
    """Hand in declaration messages (323 or ZIP): received, judged and stored one by one."""
    entrance = Entrance(today)
    _judge_what_was_left(entrance)
    refused = False
    with progress(files) as shown:
        for file in shown:
            for name, batch, verdict in _submit(entrance, Upload(file.name, read(file))):
                refused |= verdict.outcome is Outcome.REFUSED
                tell(name, verdict, language, as_json, {"batch": batch})
    if refused:
        sys.exit(1)


def _submit(entrance: Entrance, upload: Upload) -> Iterator[tuple[str, str | None, Assessment]]:
    actor = Actor(entrance.account_id)
    receipt = in_transaction(
        lambda session: receive(session, upload, actor, entrance.clock, entrance.keyring)
    )
    for member in receipt.members:
        if member.message_id is None:
            yield member.name, None, refused_at_door(member.findings, member.kind)
            continue
        _see_judged(entrance, member)
        yield member.name, receipt.batch, _shown(entrance, actor.account_id, member.message_id)


def _shown(entrance: Entrance, account_id: int, message_id: int) -> Assessment:
    """The stored verdict, with the note that somebody saw it."""
    with transaction(write=True) as session:
        log_access(session, entrance.clock.now(), account_id, "verdict", "message", message_id)
        return stored_assessment(session, message_id, entrance.keyring)


def _judge_what_was_left(entrance: Entrance) -> None:
    """Where no worker runs: judge what an earlier command received and did not get to judge."""
    with transaction() as session:
        if worker_alive(session):
            return
    judge = judge_one(entrance.app)
    for message_id in waiting_messages(entrance.app)():
        try:
            judge(message_id)
        except Exception:  # it goes on waiting, and what is handed in now does not wait for it
            log.exception("message.not_judged", message=message_id)


def _see_judged(entrance: Entrance, member: Received) -> None:
    """Wait while a worker judges the message; do it here when there is no worker."""
    assert member.message_id is not None
    while True:
        with transaction() as session:
            if not waits(session, member.message_id):
                return
            at_work = worker_alive(session)
            if given_up(session, member.message_id):
                raise Refused(f"{member.name} was received, but judging it failed: see the log.")
        if not at_work:
            judge_received(
                member.work,
                member.message_id,
                entrance.account_id,
                entrance.clock,
                entrance.keyring,
            )
            return
        time.sleep(LOOK_AGAIN)


@click.command()
@click.argument("batch")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Write each answer to a file here; without it they go to standard output.",
)  # fmt: skip
@in_app
def answer(batch: str, out: Path | None) -> None:
    """The 325 answers of a batch, byte for byte as they were sent."""
    entrance = Entrance()
    account = entrance.account_id
    answers = in_transaction(
        lambda session: answers_of(session, batch, account, entrance.clock, entrance.keyring)
    )
    if not answers:
        raise Refused(f"There is no answer for batch {batch}: unknown, or not judged yet.")
    for each in answers:
        if out is None:
            sys.stdout.buffer.write(each.body)
        else:
            click.echo(write(out, each.name, each.body))


def tell(
    name: str,
    verdict: Assessment,
    language: str,
    as_json: bool,
    more: dict[str, object] | None = None,
) -> None:
    """One verdict on standard output: as JSON, or as a line with the findings below it."""
    if as_json:
        print_json({**(more or {}), **assessment_json(verdict, language)})
        return
    batch = f" [{more['batch']}]" if more and more["batch"] else ""
    click.echo(f"{name}{batch}: {summary(verdict, language)}")
    for finding in verdict.findings:
        place = f"{finding.path or name}" + (
            f" ({'regel' if language == 'nl' else 'line'} {finding.source_line})"
            if finding.source_line
            else ""
        )
        click.echo(f"  {finding.rule} {finding.code or ''} {place}")
        click.echo(f"    {sentence(finding, language)}")


def summary(verdict: Assessment, language: str) -> str:
    """What became of a message, in one sentence."""
    dutch = language == "nl"
    if verdict.outcome is Outcome.REFUSED:
        return "geweigerd, niets verwerkt" if dutch else "refused, nothing processed"
    if not verdict.lines:
        return "afgekeurd, niets verwerkt" if dutch else "rejected, nothing processed"
    total = len(verdict.lines)
    awarded = sum(each.awarded for each in verdict.lines)
    returned = euros((verdict.submitted_cents or 0) - verdict.awarded_cents, language)
    if dutch:
        told = f"ontvangen, {awarded} van {total} regels toegekend"
        return told + (f", {total - awarded} terug ({returned})" if awarded < total else "")
    told = f"received, {awarded} of {total} lines awarded"
    return told + (f", {total - awarded} returned ({returned})" if awarded < total else "")


COMMANDS = (assess, submit, answer)
