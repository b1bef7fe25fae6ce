"""The form that tries files: that of handing in, without a name of one's own for them."""

from __future__ import annotations

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import ValidationError

from portal.intake.forms import UploadForm
from schemas.refusals import MESSAGE_LIMIT, MessageRefused
from schemas.zip import messages_in

MOST_AT_ONCE = 2 * MESSAGE_LIMIT
"""Bytes that are judged while somebody waits for the page."""


class TrialForm(UploadForm):
    """Files to try; together not more than can be judged while somebody waits."""

    own_reference = None

    def validate_files(self, field: object) -> None:
        """As for handing in, and not too much at once."""
        super().validate_files(field)
        total = 0
        for chosen in self.chosen():
            total += _unpacked(chosen)
            if total > MOST_AT_ONCE:
                raise ValidationError(
                    _("Dit is te veel om in één keer te proberen: uitgepakt meer dan %(most)s MB."
                      " Probeer de berichten in delen.", most=MOST_AT_ONCE // 1_000_000)
                )  # fmt: skip


def _unpacked(chosen: FileStorage) -> int:
    """How many bytes the messages in a file have; of one that is refused, those of the file."""
    data = chosen.read()
    chosen.seek(0)
    try:
        return sum(len(each.data) for each in messages_in(chosen.filename or "", data))
    except MessageRefused:
        return len(data)


def trial_form() -> TrialForm:
    """An empty form to show; it is sent to ``trials.try_out``."""
    form = TrialForm(formdata=None)
    form.renew()
    return form
