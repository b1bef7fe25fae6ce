"""Passwords: a slow hash, the same time for an address nobody has, and which ones will do."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
FEWEST_DIFFERENT = 5  # characters; "aaaaaaaaaaaa" is as good as none

_hasher = PasswordHasher()

# the ones that people choose first where twelve characters are asked
_COMMON = """
123456789012 1234567890123 12345678901234 123456789abc 123123123123 1234567891011 012345678910
qwertyuiop12 qwertyuiop123 qwerty123456 qwertyqwerty qwertyuiop[] 1q2w3e4r5t6y asdfghjkl123
1qaz2wsx3edc zaq12wsxcde3 password1234 password12345 password123456 passwordpassword
passw0rd1234 p@ssw0rd1234 wachtwoord12 wachtwoord123 wachtwoord1234 wachtwoord2025
wachtwoord2026 wachtwoord01! wachtwoord1! welkom123456 welkom1234567 welkomwelkom
welkom2025!! welkom2026!! welkom01welkom administrator administrator1 beheerder123
geheim123456 geheimgeheim iloveyou1234 ikhouvanjou1 ikhouvanjou123 letmein12345 changemechangeme
changeme1234 abcdefghijkl abcdefghijklm abcdefgh1234 abcd12345678 abc123abc123 q1w2e3r4t5y6
nederland123 nederland2026 amsterdam123 rotterdam123 feyenoord123 feyenoord1908 ajaxamsterdam
zorgportaal1 zorgportaal123 demo-portal1 demo-portal12 hallohallo12 lentelente26 zomerzomer26
herfst2025!! winter2025!! voorjaar2026 voorjaar2026! september2026 november2026 november2026!
correcthorsebatterystaple football1234 superman1234 monkey123456 sunshine1234 princess1234
"""
COMMON = frozenset(_COMMON.split())


class Weakness(StrEnum):
    """Why a password will not do."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    PERSONAL = "personal"


def weakness_of(password: str, email: str) -> Weakness | None:
    """What is wrong with a new password for this address; None when it will do.

    Length is what counts: no capitals, digits or signs are asked for.
    """
    folded = password.casefold().strip()
    if len(password) < SHORTEST:
        return Weakness.SHORT
    if len(password) > LONGEST:
        return Weakness.LONG
    if folded in COMMON or len(set(folded)) < FEWEST_DIFFERENT:
        return Weakness.COMMON
    name, _, domain = email.casefold().partition("@")
    if folded in (email.casefold(), name + domain) or (len(name) > 5 and folded.startswith(name)):
        return Weakness.PERSONAL
    return None


def hash_password(password: str) -> str:
    """The Argon2id hash to keep, with its own salt and cost inside."""
    return _hasher.hash(password)


def is_password(kept: str | None, password: str) -> bool:
    """Whether this is the password of the hash; takes as long when there is no hash at all."""
    try:
        return _hasher.verify(kept or _nobodys_hash(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return hash_password("nobody has this password")
