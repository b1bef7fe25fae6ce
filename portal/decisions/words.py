"""What is known of decisions, in the words of screens."""

from typing import Any

from flask_babel import lazy_gettext as _l

from declarations.decided import Known

KINDS: dict[str, Any] = {
    Known.PLAN: _l("perspectiefplan"),
    Known.DAT: _l("DAT-besluit"),
    Known.RESEARCH: _l("arbeidsdeskundig onderzoek"),
    Known.RESULT: _l("resultaat bereikt"),
}
