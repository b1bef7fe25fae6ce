"""What pages ask of a declaration in the making, in one call each."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.audit.service import Subject, log_access
from portal.clock import Clock
from portal.declaring.drafts import Author, get_draft
from portal.declaring.sheet import Sheet, work_out
from portal.store.crypto import Keyring

PURPOSE = "declare"


def open_sheet(
    session: Session, author: Author, public_id: str, clock: Clock, keyring: Keyring
) -> Sheet:
    """A draft of this provider worked out, and a note that its clients were seen.

    Raises AlreadySent, or NotFound for a draft of anybody else.
    """
    draft = get_draft(session, author.provider_id, public_id, keyring)
    log_access(
        session, clock.now(), author.account_id, PURPOSE, Subject.DRAFT, draft.id,
        draft.municipality_id, draft.provider_id,
    )  # fmt: skip
    return work_out(session, draft, clock.today(), keyring)
