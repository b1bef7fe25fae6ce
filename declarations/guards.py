"""What holds a payment until another person looked at it: a changed account, a strange amount.

Each guard says in a sentence what it saw, with the values; whether that is all right is for a
person to say. A guard never stops money for good.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from types import MappingProxyType

from declarations.rulebook import Text

TIMES = 3  # how often the usual amount is unusual
FIRST_LIMIT = 2_500_000  # eurocents that a first payment may be without a second look
LOOKED_BACK = 6  # earlier payments that tell what is usual

_LEGAL_FORMS = frozenset(("bv", "nv", "vof", "stichting", "st", "cooperatie", "ua", "mts", "ba"))

SENTENCES: Mapping[str, Text] = MappingProxyType(
    {
        "iban-changed": Text(
            "De rekening is anders dan bij de vorige betaling ({previous}).",
            "The account differs from that of the previous payment ({previous}).",
        ),
        "iban-replaced": Text(
            "De aanbieder heeft een andere rekening sinds deze betaling is opgemaakt.",
            "The provider has another account since this payment was drawn up.",
        ),
        "iban-shared": Text(
            "Dezelfde rekening staat ook bij {others}.",
            "The same account is also that of {others}.",
        ),
        "name-differs": Text(
            "De rekening staat op naam van {holder}; de aanbieder heet {provider}.",
            "The account is held by {holder}; the provider is called {provider}.",
        ),
        "unusual-amount": Text(
            "Het bedrag is meer dan drie keer zo hoog als gewoonlijk ({usual}).",
            "The amount is more than three times the usual one ({usual}).",
        ),
        "first-payment": Text(
            "Dit is de eerste betaling aan deze aanbieder en zij is hoger dan {limit}.",
            "This is the first payment to this provider and it is above {limit}.",
        ),
    }
)
"""The sentence of every guard by its code; the values stand between braces."""


@dataclass(frozen=True, slots=True)
class Payee:
    """Who would be paid, and what is known of earlier payments to it.

    ``holder`` is the name the account is in. ``others`` are the names of other providers with the
    same account. ``earlier`` are the eurocents of payments before, newest first, under the same
    law; ``previous_iban`` is the account of the newest payment under any law.
    """

    provider: str
    iban: str
    holder: str
    others: Sequence[str] = ()
    previous_iban: str | None = None
    earlier: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """A guard that stops a payment: its code, and the values of its sentence (cents as int)."""

    code: str
    values: Mapping[str, str | int]


def guard(payee: Payee, cents: int) -> tuple[Hold, ...]:
    """Every reason to have somebody look at this payment; none when it is like those before."""
    return tuple(_reasons(payee, cents))


def _reasons(payee: Payee, cents: int) -> Iterator[Hold]:
    if payee.previous_iban is not None and payee.previous_iban != payee.iban:
        yield Hold("iban-changed", {"previous": payee.previous_iban})
    if payee.others:
        yield Hold("iban-shared", {"others": ", ".join(sorted(payee.others))})
    if not same_name(payee.holder, payee.provider):
        yield Hold("name-differs", {"holder": payee.holder, "provider": payee.provider})
    if payee.earlier:
        usual = median_low(payee.earlier[:LOOKED_BACK])
        if cents > TIMES * usual:
            yield Hold("unusual-amount", {"usual": usual})
    elif cents > FIRST_LIMIT:
        yield Hold("first-payment", {"limit": FIRST_LIMIT})


def same_name(holder: str, provider: str) -> bool:
    """Whether two names are of one party: accents, case, signs and legal forms do not count."""
    return _plain(holder) == _plain(provider)


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", re.sub(r"[.']", "", folded))
    return " ".join(word for word in words if word not in _LEGAL_FORMS) or " ".join(words)
