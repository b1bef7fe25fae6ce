"""The pages on which rejected lines are mended and awarded ones corrected."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.declaring.blueprint import declaring
from portal.declaring.draft_views import the_author
from portal.declaring.mending import begin_mending, what_to_mend
from portal.declaring.redoing import NothingToCredit, begin_redoing
from portal.intake import outcome_words as words
from portal.store.transaction import in_transaction
from portal.web import labels
from portal.web.access import the_clock, the_keyring

PLACE = "/aanleveringen/<batch>/<int(max=999999):position>"


@declaring.get(f"{PLACE}/herstel")
def mend(batch: str, position: int) -> str:
    """What came back, and where it is wiser to mend it."""
    mending = in_transaction(
        lambda s: what_to_mend(s, the_author(), batch, position, the_clock(), the_keyring())
    )
    return render_template(
        "declaring/mend.html", mending=mending, batch=batch, position=position, words=words,
        labels=labels,
    )  # fmt: skip


@declaring.post(f"{PLACE}/herstel")
def begin_mend(batch: str, position: int) -> Response:
    """Put what came back in a form, as it was sent."""
    draft = in_transaction(
        lambda s: begin_mending(s, the_author(), batch, position, the_clock(), the_keyring())
    )
    return redirect(url_for("declaring.draft", draft=draft.public_id), 303)


@declaring.post(f"{PLACE}/regel/<int(max=9999999):line>/herzien")
def redo(batch: str, position: int, line: int) -> Response:
    """Put the credit of an awarded line in a form, with the line anew beside it."""
    author, clock, keyring = the_author(), the_clock(), the_keyring()
    try:
        draft = in_transaction(
            lambda s: begin_redoing(s, author, batch, position, line, clock, keyring)
        )
    except NothingToCredit:
        flash(_("Deze regel is niet toegekend, al gecrediteerd, of € 0. Hij kan niet terug."))
        return redirect(url_for("intake.message", batch=batch, position=position), 303)
    return redirect(url_for("declaring.draft", draft=draft.public_id), 303)
