"""The pages on which a provider tries files before it hands them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from declarations.findings import Finding
from portal.intake.arrival import Upload
from portal.intake.naming import safe_name
from portal.intake.service import Actor, SenderForbidden
from portal.intake.trying import Tried
from portal.store.transaction import transaction
from portal.trials import words
from portal.trials.blueprint import trials
from portal.trials.choice import Choice
from portal.trials.export import findings_as_file, trials_as_file
from portal.trials.forms import TrialForm, trial_form
from portal.trials.listing import Details, Trial, details_of, find_trial, trials_page
from portal.trials.service import Try, try_upload
from portal.web import labels
from portal.web.access import own_provider, the_clock, the_keyring, the_visitor

__all__ = ["trials"]

PLACE = "/proef/<trial>"


@dataclass(frozen=True, slots=True)
class TriedFile:
    """What became of one message in a file; ``foreign`` for one of another provider."""

    name: str
    trial: str | None = None
    findings: tuple[Finding, ...] = ()
    foreign: bool = False


@trials.get("/proef")
def overview() -> str:
    """The place to try files, and what was tried before."""
    return _overview(trial_form())


@trials.post("/proef")
def try_out() -> Response | tuple[str, int]:
    """Judge the chosen files as they would be judged now; nothing of them is handed in."""
    form = TrialForm()
    if not form.validate():
        return _overview(form), 422
    results = [result for chosen in form.chosen() for result in _try(chosen)]
    if all(each.trial for each in results):
        return _after(results)
    page = render_template("trials/tried.html", results=results, form=trial_form(), words=words)
    return page, 422


def _try(chosen: FileStorage) -> list[TriedFile]:
    visitor, name = the_visitor(), chosen.filename or ""
    by = Try(Actor(visitor.account_id, visitor.provider_id), the_clock(), the_keyring())
    try:
        found = try_upload(Upload(name, chosen.read()), by, _told)
    except SenderForbidden:
        return [TriedFile(safe_name(name), foreign=True)]
    return [TriedFile(member, trial, findings) for (member, findings), trial in found]


def _told(tried: Tried) -> tuple[str, tuple[Finding, ...]]:
    refused = tried.snapshot is None
    return tried.member.name, tried.verdict.findings if refused else ()


def _after(results: Sequence[TriedFile]) -> Response:
    if len(results) == 1:
        return redirect(url_for("trials.trial", trial=results[0].trial), 303)
    flash(ngettext("%(num)s bericht geprobeerd.", "%(num)s berichten geprobeerd.", len(results)))
    return redirect(url_for("trials.overview"), 303)


def _overview(form: TrialForm) -> str:
    choice = Choice.of(request.args.to_dict())
    with transaction() as session:
        page = trials_page(session, own_provider(), choice)
    return render_template(
        "trials/overview.html", form=form, page=page, choice=choice, words=words
    )


@trials.get("/proef.<any(xlsx, csv):kind>")
def overview_file(kind: str) -> Response:
    """The chosen trials as a list to keep."""
    choice = Choice.of(request.args.to_dict())
    with transaction() as session:
        return trials_as_file(session, own_provider(), choice, kind)


@trials.get(PLACE)
def trial(trial: str) -> str:
    """What would become of a file, what is wrong in it, and what the receipt is worth."""
    found, details = _own(trial)
    return render_template(
        "trials/trial.html", trial=found, details=details, words=words, labels=labels,
        meaning=words.meaning_of(found),
    )  # fmt: skip


@trials.get(f"{PLACE}/bevindingen.<any(xlsx, csv):kind>")
def findings_file(trial: str, kind: str) -> Response:
    """What was found wrong as a list to keep."""
    found, details = _own(trial)
    return findings_as_file(found, details, kind)


def _own(name: str) -> tuple[Trial, Details]:
    with transaction() as session:
        found = find_trial(session, own_provider(), name)
        if found is None:
            raise NotFound
        return found, details_of(session, found)

