"""A retour as a file to take home."""

from __future__ import annotations

from flask import Response
from sqlalchemy.orm import Session

from portal.returns.service import ReturnMessage, the_return
from portal.store.transaction import in_transaction
from portal.web.access import the_clock, the_keyring, the_visitor
from portal.web.exports import download


def retour_as_file(number: int) -> Response:
    """A retour of or to the visitor, byte for byte, noted as seen; NotFound for one of others."""
    visitor, keyring = the_visitor(), the_keyring()

    def take(session: Session) -> ReturnMessage:
        account = visitor.account_id
        return the_return(session, visitor.tenant, number, account, the_clock(), keyring)

    found = in_transaction(take)
    return download(found.body, "application/xml", found.name)
