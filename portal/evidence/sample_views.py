"""The pages of samples: drawing one, the lines in it, and their proof."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from flask import Flask, current_app, flash, redirect, render_template, request, url_for
from flask import Response as Download
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from declarations.model import Law
from portal.evidence.blueprint import evidence
from portal.evidence.card import see_card
from portal.evidence.card_pdf import pdf_of
from portal.evidence.cards_zip import AT_ONCE, parts_of, zipped
from portal.evidence.export import lines_file, samples_file
from portal.evidence.forms import METHODS, SampleForm
from portal.evidence.population import Scope, reconciled
from portal.evidence.samples import (
    Method,
    NothingPaid,
    Sample,
    Wish,
    draw,
    get_sample,
    line_ids_of,
    lines_of,
    replayed,
    samples_of,
)
from portal.store.tenant import acting_for
from portal.store.transaction import in_transaction, transaction
from portal.web import labels
from portal.web.access import the_clock, the_keyring, the_visitor
from portal.web.language import current

PLACE = "/steekproeven/<int:sample>"


@evidence.get("/steekproeven")
def samples() -> str:
    """Every sample of the municipality."""
    with transaction() as session:
        found = samples_of(session, _municipality())
    return _render("evidence/samples.html", samples=found)


@evidence.get("/steekproeven.<any(xlsx, csv):kind>")
def samples_list(kind: str) -> Response:
    """The same as a file."""
    with transaction() as session:
        found = samples_of(session, _municipality())
    return samples_file(found, kind)


@evidence.get("/steekproeven/nieuw")
def new_sample() -> str:
    """The form to draw one."""
    return _render("evidence/new_sample.html", form=SampleForm(request.args))


@evidence.post("/steekproeven/nieuw")
def draw_sample() -> Response | tuple[str, int]:
    """Draw one, and keep it."""
    form, visitor, clock = SampleForm(), the_visitor(), the_clock()
    if form.validate_on_submit():
        wish = _wish(form)
        try:
            number = in_transaction(lambda s: draw(s, wish, visitor.account_id, clock))
        except NothingPaid:
            form.end.errors = [_("In deze periode is niets betaald. Kies een andere periode.")]
        else:
            flash(_("De steekproef is getrokken en vastgelegd."))
            return redirect(url_for("evidence.sample", sample=number), 303)
    return _render("evidence/new_sample.html", form=form), 422


def _wish(form: SampleForm) -> Wish:
    start, end, size = form.start.data, form.end.data, form.size.data
    assert start and end and size, "all three are required"
    law = Law(form.law.data) if form.law.data else None
    seed = " ".join((form.seed.data or "").split()) or secrets.token_hex(8)
    return Wish(Scope(_municipality(), law, start, end), size, Method(form.method.data), seed)


@evidence.get(PLACE)
def sample(sample: int) -> str:
    """One sample: what it was drawn from, the lines in it, and drawing it again."""
    with transaction() as session:
        found = get_sample(session, _municipality(), sample)
        lines = lines_of(session, found.id, the_keyring())
        again, sums = replayed(session, found), reconciled(session, found.wish.scope)
    return _render(
        "evidence/sample.html", sample=found, lines=lines, again=again, sums=sums,
        parts=parts_of(len(lines)), at_once=AT_ONCE,
    )  # fmt: skip


@evidence.get(f"{PLACE}/regels.<any(xlsx, csv):kind>")
def sample_lines(sample: int, kind: str) -> Response:
    """The lines of a sample as a file; clients masked."""
    with transaction() as session:
        found = get_sample(session, _municipality(), sample)
        lines = lines_of(session, found.id, the_keyring())
    return lines_file(found, lines, kind)


@evidence.get(f"{PLACE}/bewijs-<int(max=99):part>.zip")
def sample_cards(sample: int, part: int) -> Download:
    """The cards of up to a hundred lines of a sample, one PDF each, sent as they are made."""
    with transaction() as session:
        found = get_sample(session, _municipality(), sample)
        ids = line_ids_of(session, found.id)[max(0, part - 1) * AT_ONCE :][:AT_ONCE]
    if not part or not ids:
        raise NotFound
    first = (part - 1) * AT_ONCE + 1
    return Download(
        _cards(found, first, ids),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="steekproef-{sample}-{part}.zip"'},
    )


def _cards(found: Sample, first: int, ids: list[int]) -> Iterator[bytes]:
    """Each card is read in a transaction of its own, which notes who took it.

    The request may be over by the time a card is made: what it knew goes along.
    """
    visitor, clock, keyring = the_visitor(), the_clock(), the_keyring()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    language = current()

    def made(line_id: int) -> bytes:
        with app.app_context(), force_locale(language), acting_for(visitor.tenant):
            card = in_transaction(
                lambda s: see_card(s, line_id, visitor.tenant, visitor.account_id, keyring, clock)
            )
            return pdf_of(card, clock)

    files = (
        (f"{number:04}-bewijs-{line_id}.pdf", lambda line_id=line_id: made(line_id))
        for number, line_id in enumerate(ids, first)
    )
    return zipped(files, clock.now())


def _municipality() -> int:
    found = the_visitor().municipality_id
    assert found is not None, "only people of a municipality come here"
    return found


def _render(template: str, **more: Any) -> str:
    return render_template(template, methods=METHODS, laws=labels.LAWS, **more)
