"""The page on which a declaration is filled in, tried out and handed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from declarations.findings import Finding
from portal.declaring.blueprint import declaring
from portal.declaring.drafts import (
    AlreadySent,
    Author,
    Draft,
    DraftChanged,
    delete_draft,
    get_draft,
    held_draft,
)
from portal.declaring.filling import DraftFull, addable, edit_draft, numbers_offered
from portal.declaring.sending import Trial, save_and_send, try_draft
from portal.declaring.service import open_sheet
from portal.declaring.sheet import Sheet
from portal.declaring.suggestions import in_words, suggestion_of
from portal.declaring.typed import Filled, read_edit, read_rows, whole
from portal.intake import outcome_words as words
from portal.intake.standing import findings_about
from portal.parties.service import municipality_names
from portal.store.transaction import in_transaction, transaction
from portal.web import labels
from portal.web.access import the_clock, the_keyring, the_visitor

DRAFT = "/declareren/<draft>"
Page = Response | str | tuple[str, int]


@declaring.get(DRAFT)
def draft(draft: str) -> Page:
    """The form with its rows; with ``?proef=1`` also what judging would say now."""
    try:
        sheet = _open(draft)
    except AlreadySent as sent:
        return redirect(batch_address(sent.batch))
    tried = "proef" in request.args
    trial = try_draft(the_author(), sheet, the_clock(), the_keyring()) if tried else None
    return _show(sheet, trial=trial, tried=tried)


@declaring.post(DRAFT)
def save(draft: str) -> Page:
    """Keep what was typed, and do what the pressed button asks."""
    try:
        sheet = _open(draft)
        filled = read_rows(request.form, sheet)
        if filled.errors:
            return _show(sheet, filled=filled), 422
        return _done(draft, filled)
    except AlreadySent as sent:
        return redirect(batch_address(sent.batch), 303)
    except DraftChanged:
        return _show(_open(draft), filled=filled, conflict=True), 409
    except DraftFull:
        return _show(sheet, filled=filled, full=True), 422


def _done(public_id: str, filled: Filled) -> Page:
    edit, deed = read_edit(request.form, filled), request.form.get("deed", "save")
    author, clock, keyring = the_author(), the_clock(), the_keyring()
    if deed == "send":
        outcome = in_transaction(
            lambda s: save_and_send(s, author, public_id, filled.version, edit, clock, keyring)
        )
        if isinstance(outcome, Sheet):
            return _show(outcome, tried=True), 422
        flash(_("Uw declaratie is ingediend. Hieronder ziet u wat ervan wordt."))
        return redirect(batch_address(outcome), 303)
    in_transaction(
        lambda s: edit_draft(s, author, public_id, filled.version, edit, clock, keyring)
    )
    if deed == "try":
        here = url_for("declaring.draft", draft=public_id, proef=1, _anchor="uitkomst")
        return redirect(here, 303)
    flash(_("Bewaard."))
    return redirect(url_for("declaring.draft", draft=public_id, _anchor="regels"), 303)


@declaring.post(f"{DRAFT}/verwijderen")
def delete(draft: str) -> Page:
    """Throw a draft away."""

    def work(session: Any) -> None:
        version = request.form.get("version", "")
        get_draft(session, the_author().provider_id, draft, the_keyring())
        held = held_draft(session, the_author().provider_id, draft, whole(version), the_keyring())
        delete_draft(session, held, the_author(), the_clock())

    try:
        in_transaction(work)
    except AlreadySent as sent:
        return redirect(batch_address(sent.batch), 303)
    except DraftChanged:
        return _show(_open(draft), conflict=True), 409
    flash(_("Het concept is weggegooid."))
    return redirect(url_for("declaring.start"), 303)


def _open(public_id: str) -> Sheet:
    author, clock, keyring = the_author(), the_clock(), the_keyring()
    return in_transaction(lambda s: open_sheet(s, author, public_id, clock, keyring))


def _show(
    sheet: Sheet,
    filled: Filled | None = None,
    trial: Trial | None = None,
    tried: bool = False,
    conflict: bool = False,
    full: bool = False,
) -> str:
    with transaction() as session:
        names = municipality_names(session)
        earlier = _earlier_findings(session, sheet.draft)
        offered = numbers_offered(session, sheet) if sheet.draft.kind == "mend" else {}
        more = addable(session, sheet.draft) if sheet.draft.kind == "lines" else []
    findings = trial.by_row if trial else earlier
    return render_template(
        "declaring/draft.html", sheet=sheet, draft=sheet.draft, filled=filled, trial=trial,
        tried=tried, conflict=conflict, full=full, municipality=names[sheet.draft.municipality_id],
        findings=findings, suggestions=_suggestions(sheet, findings), numbers=offered,
        addable=more, words=words, labels=labels,
    )  # fmt: skip


def _earlier_findings(session: Any, draft: Draft) -> Mapping[int, tuple[Finding, ...]]:
    """Why the lines that this draft mends came back, by the key of their row."""
    lines = {row.line_id: row.key for row in draft.rows if row.line_id and draft.kind == "mend"}
    found = findings_about(session, draft.provider_id, lines) if lines else {}
    return {lines[line_id]: findings for line_id, findings in found.items()}


def _suggestions(
    sheet: Sheet, findings: Mapping[int, tuple[Finding, ...]]
) -> dict[int, list[tuple[str, str]]]:
    """The buttons of each row: what they name, and their words."""
    buttons: dict[int, list[tuple[str, str]]] = {}
    for each in sheet.rows:
        made = [suggestion_of(each, finding) for finding in findings.get(each.row.key, ())]
        buttons[each.row.key] = [(str(one), in_words(each, one)) for one in made if one]
    return buttons


def the_author() -> Author:
    """Who is filling in, for which provider."""
    visitor = the_visitor()
    assert visitor.provider_id is not None, "only providers declare"
    return Author(visitor.account_id, visitor.provider_id, visitor.party_code)



def batch_address(batch: str) -> str:
    """Where to see what became of what was handed in."""
    return url_for("intake.batch", batch=batch)
