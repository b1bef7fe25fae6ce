"""The form for a region file: chosen first, looked at, then taken over."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from portal.web.forms import PortalForm


class RegionFileForm(PortalForm):
    """A region file to look at."""

    file = FileField(_l("Regiobestand (TOML)"), [FileRequired(_l("Kies een bestand."))])


class TakeOverForm(PortalForm):
    """The same file again, now to take over what it says."""

    content = HiddenField()
