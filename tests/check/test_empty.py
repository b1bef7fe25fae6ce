"""A database in which nothing happened yet."""

from sqlalchemy.orm import Session

from portal.check.service import broken
from portal.store.crypto import Keyring


def test_an_empty_database_is_in_order(session: Session, keyring: Keyring) -> None:
    assert broken(session, keyring) == []
