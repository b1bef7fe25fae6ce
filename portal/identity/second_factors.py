"""The second factor: a code generator on a telephone, and codes on paper for who lost it."""

from __future__ import annotations

import hashlib
import hmac
import secrets

import pyotp
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from portal.audit.service import Action, Subject
from portal.identity.credential_records import RecoveryCodeRecord, SecondFactorRecord
from portal.identity.doer import Doer
from portal.identity.records import AccountRecord
from portal.store.conflict import insert_into
from portal.store.crypto import Keyring

PERIOD = 30  # seconds a code holds
DRIFT = 1  # periods that the clock of a telephone may be off
CODES = 10
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
LETTERS = 16  # 80 bits: no slow hash is needed to keep it


def has_second_factor(session: Session, account_id: int) -> bool:
    """Whether signing in asks this account for a code."""
    return (
        session.scalar(
            select(SecondFactorRecord.account_id).where(
                SecondFactorRecord.account_id == account_id,
                SecondFactorRecord.confirmed_at.is_not(None),
            )
        )
        is not None
    )


def begin_second_factor(session: Session, account_id: int, keyring: Keyring, doer: Doer) -> None:
    """Make a secret to scan; it counts once a code of it was typed. One in use stays in use."""
    session.execute(
        delete(SecondFactorRecord).where(
            SecondFactorRecord.account_id == account_id,
            SecondFactorRecord.confirmed_at.is_(None),
        )
    )
    if has_second_factor(session, account_id):
        return
    row = insert_into(session, SecondFactorRecord).values(
        account_id=account_id,
        sealed=keyring.seal(pyotp.random_base32().encode(), _context(account_id)),
        created_at=doer.clock.now(),
    )
    session.execute(row.on_conflict_do_nothing())  # somebody who clicks twice scans the first


def pending_secret(session: Session, account_id: int, keyring: Keyring) -> str | None:
    """The secret to scan, in base 32; None unless one was made that does not count yet."""
    row = session.get(SecondFactorRecord, account_id)
    if row is None or row.confirmed_at is not None:
        return None
    return keyring.open(bytes(row.sealed), _context(account_id)).decode()


def address_to_scan(secret: str, email: str, issuer: str) -> str:
    """What the picture says: the address that code generators read."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer))


def confirm_second_factor(
    session: Session, account: AccountRecord, code: str, keyring: Keyring, doer: Doer
) -> list[str] | None:
    """Let a secret count from now on; gives ten recovery codes, readable only now.

    None when the code is not one of the secret's, or there is no secret to confirm.
    """
    secret = pending_secret(session, account.id, keyring)
    if secret is None or not _take_step(session, account.id, secret, code, doer, confirmed=False):
        return None
    session.execute(
        update(SecondFactorRecord)
        .where(SecondFactorRecord.account_id == account.id)
        .values(confirmed_at=doer.clock.now())
    )
    doer.note(session, Action.SECOND_FACTOR_SET, Subject.ACCOUNT, account.id, account)
    return renew_recovery_codes(session, account, doer)


def renew_recovery_codes(session: Session, account: AccountRecord, doer: Doer) -> list[str]:
    """Ten new codes on paper; those of before count no more."""
    session.execute(delete(RecoveryCodeRecord).where(RecoveryCodeRecord.account_id == account.id))
    codes = [_new_code() for _ in range(CODES)]
    session.add_all(
        RecoveryCodeRecord(account_id=account.id, sha256=_digest(code)) for code in codes
    )
    session.flush()
    doer.note(session, Action.RECOVERY_CODES_MADE, Subject.ACCOUNT, account.id, account)
    return codes


def recovery_codes_left(session: Session, account_id: int) -> int:
    """How many codes on paper have not been used."""
    return session.scalars(
        select(func.count()).where(
            RecoveryCodeRecord.account_id == account_id, RecoveryCodeRecord.used_at.is_(None)
        )
    ).one()


def take_code(
    session: Session, account: AccountRecord, code: str, keyring: Keyring, doer: Doer
) -> bool:
    """Whether this code opens the second door; a code of either kind does so once."""
    row = session.get(SecondFactorRecord, account.id)
    if row is None or row.confirmed_at is None:
        return False
    secret = keyring.open(bytes(row.sealed), _context(account.id)).decode()
    if _take_step(session, account.id, secret, code, doer, confirmed=True):
        return True
    return _take_recovery_code(session, account, code, doer)


def remove_second_factor(session: Session, account: AccountRecord, doer: Doer) -> None:
    """Ask no code any more; the codes on paper go too."""
    for record in (RecoveryCodeRecord, SecondFactorRecord):
        session.execute(delete(record).where(record.account_id == account.id))
    doer.note(session, Action.SECOND_FACTOR_REMOVED, Subject.ACCOUNT, account.id, account)


def _take_step(
    session: Session, account_id: int, secret: str, code: str, doer: Doer, confirmed: bool
) -> bool:
    step = _step_of(secret, code, int(doer.clock.now().timestamp()) // PERIOD)
    if step is None:
        return False
    row = SecondFactorRecord
    taken = session.execute(
        update(row)
        .where(
            row.account_id == account_id,
            row.confirmed_at.is_not(None) if confirmed else row.confirmed_at.is_(None),
            or_(row.last_step.is_(None), row.last_step < step),
        )
        .values(last_step=step)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _step_of(secret: str, code: str, now: int) -> int | None:
    """The period that this code belongs to, near the present one."""
    digits = "".join(code.split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    generator = pyotp.TOTP(secret, interval=PERIOD)
    near = range(now - DRIFT, now + DRIFT + 1)
    right = [step for step in near if hmac.compare_digest(generator.generate_otp(step), digits)]
    return right[-1] if right else None


def _take_recovery_code(session: Session, account: AccountRecord, code: str, doer: Doer) -> bool:
    row = RecoveryCodeRecord
    taken = session.execute(
        update(row)
        .where(row.account_id == account.id, row.sha256 == _digest(code), row.used_at.is_(None))
        .values(used_at=doer.clock.now())
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        return False
    left = recovery_codes_left(session, account.id)
    doer.note(session, Action.RECOVERY_CODE_USED, Subject.ACCOUNT, account.id, account, left=left)
    return True


def _new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return "-".join(letters[i : i + 4] for i in range(0, LETTERS, 4))


def _digest(code: str) -> bytes:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).digest()


def _context(account_id: int) -> bytes:
    return b"second-factor:%d" % account_id
