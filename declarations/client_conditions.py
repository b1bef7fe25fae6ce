"""The conditions on the client that every message about one client must meet by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from declarations.conditions import CLIENT, Condition, Place, condition
from declarations.identifiers import is_test_number, passes_eleven_test
from declarations.periods import years_back

UNKNOWN_BIRTH = ("3", date(1900, 1, 1))
MAXIMUM_AGE = 120


class AboutAClient(Protocol):
    """A message about one client, as far as these conditions look at it."""

    @property
    def bsn(self) -> str:
        """The citizen number, nine digits."""

    @property
    def born(self) -> date:
        """The birth date."""

    @property
    def born_usage(self) -> str | None:
        """Which part of the birth date is known (COD170)."""

    @property
    def dated(self) -> date:
        """The date of the message."""


@condition(
    "CS002",
    "Dit burgerservicenummer bestaat niet: het doorstaat de elfproef niet. Controleer het nummer.",
    "This citizen number does not exist: it fails the eleven test. Check the number.",
)
def bsn_passes_the_eleven_test(message: AboutAClient) -> Iterator[Place]:
    """A citizen number passes the eleven test."""
    if not passes_eleven_test(message.bsn):
        yield Place(f"{CLIENT}/Bsn")


@condition(
    "BSN",
    "Negen nullen zijn geen burgerservicenummer. Stuur het nummer van de cliënt; een cliënt zonder"
    " nummer gaat buiten de berichten om.",
    "Nine zeros are not a citizen number. Send the number of the client; a client without one is"
    " handled outside the messages.",
)
def bsn_is_not_zero(message: AboutAClient) -> Iterator[Place]:
    """Nine zeros pass the eleven test but are nobody's number (decision 9)."""
    if message.bsn == "000000000":
        yield Place(f"{CLIENT}/Bsn")


@condition(
    "BSN-TEST",
    "Dit nummer hoort bij de testreeks. In productie mogen alleen nummers van echte personen.",
    "This number belongs to the test range. Production takes numbers of real people only.",
)
def no_test_number(message: AboutAClient) -> Iterator[Place]:
    """Production refuses citizen numbers of the test range (decision 24)."""
    if is_test_number(message.bsn):
        yield Place(f"{CLIENT}/Bsn")


@condition(
    "TR002",
    "De geboortedatum ligt meer dan 120 jaar voor de dagtekening. Controleer de datum, of geef aan"
    " dat hij onbekend is (1900-01-01 met DatumGebruik 3).",
    "The birth date lies more than 120 years before the date of the message. Check it, or say that"
    " it is unknown (1900-01-01 with DatumGebruik 3).",
)
def born_within_120_years(message: AboutAClient) -> Iterator[Place]:
    """A birth date lies at most 120 years back, unless it is said to be unknown."""
    known = (message.born_usage, message.born) != UNKNOWN_BIRTH
    if known and message.born < years_back(message.dated, MAXIMUM_AGE):
        yield Place(f"{CLIENT}/Geboortedatum/Datum", received=message.born.isoformat())


CLIENT_CONDITIONS: tuple[Condition[AboutAClient], ...] = (
    bsn_passes_the_eleven_test,
    bsn_is_not_zero,
    born_within_120_years,
)
"""In the order of the message; ``no_test_number`` is for production alone."""
