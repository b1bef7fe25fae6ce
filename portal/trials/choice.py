"""What somebody wants to see of the trials: as typed, and as a question to SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from declarations.identifiers import without_citizen_numbers
from portal.intake.batch_choice import LONGEST, number
from portal.trials.records import TrialRecord


@dataclass(frozen=True, slots=True)
class Choice:
    """The words that were searched, and the last trial of the page before."""

    words: str = ""
    after: int | None = None

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Choice:
        """The choice in a query string; what makes no sense counts as not chosen."""
        words = without_citizen_numbers(" ".join(values.get("zoek", "").split())[:LONGEST])
        return cls(words, number(values.get("na")))

    def as_query(self) -> dict[str, str]:
        """The filter as a query string has it, without the place in the list."""
        return {"zoek": self.words} if self.words else {}


def conditions(provider_id: int, choice: Choice) -> Iterator[ColumnElement[bool]]:
    """The choice as conditions on a trial."""
    yield TrialRecord.provider_id == provider_id
    if choice.words:
        yield TrialRecord.file_name.icontains(choice.words, autoescape=True)
