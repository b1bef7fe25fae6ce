"""Forms that keep what was typed and say beside each field what is wrong with it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm


class PortalForm(FlaskForm):
    """The base of every form: tokens against forgery, errors in the reader's language."""

    class Meta(FlaskForm.Meta):
        """The words of the library's own checks come from the portal's translations."""

        locales = ("nl", "en")

        def get_translations(self, form: Any) -> Any:
            """Let the portal translate; the messages of our validators are sentences already."""
            return None

    def error_list(self) -> list[tuple[str, str]]:
        """Every error as (id of its field, sentence), in the order of the fields."""
        return [(field.id, str(sentence)) for field in self for sentence in _flat(field.errors)]


def _flat(errors: Any) -> list[Any]:
    if isinstance(errors, dict):
        return [one for value in errors.values() for one in _flat(value)]
    found = []
    for error in errors:
        found += _flat(error) if isinstance(error, (list, tuple, dict)) else [error]
    return found


def required() -> str:
    """The sentence for a field that was left empty."""
    return str(_("Vul dit veld in."))
