"""The form that hands files in."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, StringField, ValidationError

from declarations.identifiers import without_citizen_numbers
from portal.intake.service import LONGEST_REFERENCE
from portal.web.forms import PortalForm

MOST_FILES = 30
_KEY = re.compile(r"[A-Za-z0-9_-]{20,64}", re.ASCII)


class UploadForm(PortalForm):
    """Files, and the sender's own name for them.

    ``key`` is drawn each time the form is shown: the same form sent twice stores once.
    """

    key = HiddenField()
    files = MultipleFileField(_l("Bestanden"))
    own_reference = StringField(
        _l("Uw eigen kenmerk"), filters=[lambda typed: (typed or "").strip() or None]
    )

    def chosen(self) -> list[FileStorage]:
        """The files that were chosen; a browser sends one without a name when none was."""
        return [each for each in self.files.data or () if getattr(each, "filename", "")]

    def validate_key(self, field: Any) -> None:
        """A form that lost its key, or that somebody made up, gets a new one."""
        if not _KEY.fullmatch(field.data or ""):
            self.renew()

    def validate_files(self, field: Any) -> None:
        """At least one, and not more than can be told apart on one page."""
        chosen = self.chosen()
        if not chosen:
            raise ValidationError(_("Kies eerst een of meer bestanden."))
        if len(chosen) > MOST_FILES:
            raise ValidationError(
                _("Kies ten hoogste %(most)s bestanden tegelijk.", most=MOST_FILES)
            )

    def validate_own_reference(self, field: Any) -> None:
        """Short enough, and without a citizen number: it is shown in lists."""
        typed = field.data or ""
        if len(typed) > LONGEST_REFERENCE:
            raise ValidationError(
                _("Maak het kenmerk korter: ten hoogste %(most)s tekens.", most=LONGEST_REFERENCE)
            )
        if without_citizen_numbers(typed) != typed:
            raise ValidationError(
                _("In het kenmerk staat een burgerservicenummer. Haal dat eruit: het kenmerk is"
                  " zichtbaar in lijsten.")
            )  # fmt: skip

    def renew(self) -> None:
        """A new key, for a form that is shown."""
        self.key.data = secrets.token_urlsafe(24)


def upload_form() -> UploadForm:
    """An empty form to show; it is sent to ``intake.hand_in``."""
    form = UploadForm(formdata=None)
    form.renew()
    return form
