"""The pages about what became of a message: by cause, by line, and one line by itself."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.intake import outcome_words as words
from portal.intake.blueprint import intake
from portal.intake.held_back import answer_due_of
from portal.intake.outcome import JudgedMessage, Reader, open_message
from portal.intake.outcome_choice import EVERY, Choice
from portal.intake.outcome_clients import (
    find_client,
    find_line,
    has_citizen_number,
    masked_numbers,
    show_number,
)
from portal.intake.outcome_export import lines_as_file
from portal.intake.outcome_line import line_in_context, line_of
from portal.intake.outcome_page import outcome_page
from portal.misfits.listing import find_unfit
from portal.review import words as review_words
from portal.review.talk import talk_on
from portal.settlement import stage_words
from portal.store.transaction import in_transaction, transaction
from portal.trials import words as trial_words
from portal.trials.compared import comparison_of
from portal.web import labels
from portal.web.access import address_for_reader, the_clock, the_keyring, the_visitor

PLACE = "/aanleveringen/<batch>/<int(max=999999):position>"
FILE = f"{PLACE}/regels.<any(xlsx, csv):kind>"
LINE = "<int(max=9999999):line>"


@intake.get(PLACE)
def message(batch: str, position: int) -> str:
    """What became of a message: a sentence, the causes, and the lines."""
    found = _open(batch, position, "outcome")
    if found is None:
        return _without_verdict(batch, position)
    with transaction() as session:
        page = outcome_page(session, found, request.args.to_dict(), the_keyring())
        comparison = comparison_of(session, found.id)
    own = the_visitor().of_provider
    meaning = words.meaning_of(found, page.division, own)
    return _render(
        "intake/outcome.html", found, page=page, meaning=meaning, comparison=comparison,
        trial_words=trial_words,
    )  # fmt: skip


def _without_verdict(batch: str, position: int) -> str:
    """A message that waits for its turn, or whose answer is held back until people looked."""
    with transaction() as session:
        due = answer_due_of(session, batch, position)
    shown = {"batch": batch, "due": due, "address": address_for_reader}
    return render_template("intake/outcome_waiting.html", **shown)


@intake.post(f"{PLACE}/zoek")
def search_lines(batch: str, position: int) -> Response:
    """Look for a reference, an allocation or a citizen number, which never is in an address."""
    found = _judged(batch, position, "search")
    wanted = " ".join(request.form.get("zoek", "").split())[:50]
    here: dict[str, Any] = {"batch": batch, "position": position, "_anchor": "regels"}
    if not has_citizen_number(wanted):
        return redirect(url_for("intake.message", **here, stand=EVERY, zoek=wanted or None), 303)
    with transaction() as session:
        client = find_client(session, found, wanted, the_keyring())
        line = find_line(session, found, wanted)
    if client is not None:
        return redirect(url_for("intake.message", **here, stand=EVERY, client=client), 303)
    if line is not None:
        return redirect(url_for("intake.line", batch=batch, position=position, line=line), 303)
    flash(_("Niets gevonden in dit bericht."))
    return redirect(url_for("intake.message", **here), 303)


@intake.get(FILE)
def lines_file(batch: str, position: int, kind: str) -> Response:
    """The chosen lines as a file, citizen numbers masked."""
    return _file(_judged(batch, position, "export"), kind, in_full=False)


@intake.post(FILE)
def lines_with_numbers(batch: str, position: int, kind: str) -> Response:
    """The same file with citizen numbers in full; noted as such."""
    return _file(_judged(batch, position, "export with citizen numbers"), kind, in_full=True)


@intake.get(f"{PLACE}/regel/{LINE}")
def line(batch: str, position: int, line: int) -> str:
    """One line, and all that surrounds it."""
    return _line_page(_judged(batch, position, "line"), line)


@intake.post(f"{PLACE}/bsn/{LINE}")
def show_citizen_number(batch: str, position: int, line: int) -> str:
    """The citizen number of a line in full, on one click that is noted."""
    found = _judged(batch, position, "line")

    def shown(session: Any) -> str:
        declared = line_of(session, found, line)
        return show_number(session, _reader(), found, declared, the_clock(), the_keyring())

    number = in_transaction(shown)
    if request.headers.get("HX-Request"):
        return render_template("intake/outcome_number.html", number=number)
    return _line_page(found, line, number)


def _line_page(found: JudgedMessage, position: int, number: str | None = None) -> str:
    with transaction() as session:
        around = line_in_context(session, found, position)
        masked = masked_numbers(session, [around.line], the_keyring())[around.line.client_id]
        talk = talk_on(session, the_visitor().tenant, around.line.id)
        unfit = find_unfit(session, the_visitor().tenant, around.line.id)
    return _render(
        "intake/outcome_line.html", found, around=around, masked=masked, number=number,
        talk=talk, review_words=review_words, unfit=unfit,
    )  # fmt: skip


def _file(found: JudgedMessage, kind: str, in_full: bool) -> Response:
    choice = Choice.of(request.args.to_dict())
    with transaction() as session:
        return lines_as_file(session, found, choice, the_keyring(), kind, in_full)


def _open(batch: str, position: int, purpose: str) -> JudgedMessage | None:
    reader, clock = _reader(), the_clock()
    return in_transaction(
        lambda session: open_message(session, reader, batch, position, clock, purpose)
    )


def _judged(batch: str, position: int, purpose: str) -> JudgedMessage:
    """The message, which has no lines to show before it is judged."""
    found = _open(batch, position, purpose)
    if found is None:
        raise NotFound
    return found


def _reader() -> Reader:
    visitor = the_visitor()
    return Reader(visitor.account_id, visitor.tenant)



def _render(template: str, found: JudgedMessage, **more: Any) -> str:
    own = the_visitor().of_provider
    return render_template(
        template, message=found, own=own, words=words, labels=labels, address=address_for_reader,
        stage_words=stage_words, **more,
    )  # fmt: skip
