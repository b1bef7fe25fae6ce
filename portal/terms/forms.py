"""The form about reminder mails."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from portal.web.forms import PortalForm


class MailForm(PortalForm):
    """Whether the reader wants reminders by mail."""

    mailed = BooleanField(_l("Stuur mij herinneringen per e-mail"))
