"""Commands for declarations: try, hand in, and fetch the answer."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import click
import structlog

from declarations.findings import Assessment, Finding, LineVerdict, Outcome, Severity
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
from portal.intake.service import Actor, Received, receive, refused_at_door
from portal.intake.stored import stored_assessment
from portal.intake.trying import Tried, trial
from portal.intake.waiting import judge_one, waiting_messages
from portal.intake.waiting_again import judge_woken, release_answers
from portal.jobs.service import given_up, worker_alive
from portal.store.transaction import in_transaction, transaction
from portal.trials.service import Try, try_upload
from schemas.api.assessment import assessment_json, sentence

log = structlog.get_logger()

LOOK_AGAIN = 0.2  # seconds between two looks at a message that a worker is judging


@click.command()
@files_argument
@today_option
@click.option(
    "--keep", is_flag=True,
    help="Keep the receipt: when the same file is handed in, its page says whether the verdict is"
    " the same, and what changed if not.",
)  # fmt: skip
@json_option
@language_option
@in_app
def assess(
    files: tuple[Path, ...], today: date | None, keep: bool, as_json: bool, language: str
) -> None:
    """Judge declaration messages (323) without storing anything."""
    entrance = Entrance(today)

    def show(tried: Tried) -> None:
        tell(tried.member.name, tried.verdict, language, as_json)

    with progress(files) as shown:
        for file in shown:
            upload = Upload(file.name, read(file))
            if keep:
                by = Try(Actor(entrance.account_id), entrance.clock, entrance.keyring)
                try_upload(upload, by, show)
                continue
            with transaction() as session:
                for tried in trial(session, upload, entrance.clock, entrance.keyring):
                    show(tried)


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
    """Where no worker runs: judge what an earlier command received and did not get to judge,
    and what waited for a fact that arrived since.
    """
    with transaction() as session:
        if worker_alive(session):
            return
    judge = judge_one(entrance.app)
    for message_id in waiting_messages(entrance.app)():
        try:
            judge(message_id)
        except Exception:  # it goes on waiting, and what is handed in now does not wait for it
            log.exception("message.not_judged", message=message_id)
    judge_woken(entrance.app, entrance.clock)()
    release_answers(entrance.app, entrance.clock)()


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
        raise Refused(
            f"There is no answer for batch {batch}: unknown, not judged yet, or held back."
        )
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
        click.echo(f"  {finding.rule} {_code_or_kind(finding, language)} {place}")
        click.echo(f"    {sentence(finding, language)}")


def _code_or_kind(finding: Finding, language: str) -> str:
    """The return code of a finding; a warning has none and says that it is one."""
    if finding.severity is Severity.WARNING:
        return "waarschuwing (toegekend)" if language == "nl" else "warning (awarded)"
    return finding.code or ""


def summary(verdict: Assessment, language: str) -> str:
    """What became of a message, in one sentence."""
    dutch = language == "nl"
    if verdict.outcome is Outcome.REFUSED:
        return "geweigerd, niets verwerkt" if dutch else "refused, nothing processed"
    if not verdict.lines:
        return "afgekeurd, niets verwerkt" if dutch else "rejected, nothing processed"
    total, awarded = len(verdict.lines), sum(each.awarded for each in verdict.lines)
    told = (
        f"ontvangen, {awarded} van {total} regels toegekend"
        if dutch
        else f"received, {awarded} of {total} lines awarded"
    )
    back = [each for each in verdict.lines if not each.awarded and not each.parked]
    parked = [each for each in verdict.lines if each.parked]
    told += _part(back, "terug" if dutch else "returned", language)
    return told + _part(
        parked, "wacht op de gemeente" if dutch else "waiting for the municipality", language
    )


def _part(lines: Sequence[LineVerdict], word: str, language: str) -> str:
    """How many lines went another way, and their euros; nothing when none did."""
    if not lines:
        return ""
    return f", {len(lines)} {word} ({euros(sum(x.line.signed_cents for x in lines), language)})"


COMMANDS = (assess, submit, answer)
