"""What the check asks and what it finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from declarations.rulebook import Text

SHOWN = 10  # ids in a breach; enough to look one up


@dataclass(frozen=True, slots=True)
class Breach:
    """A broken invariant: its number in the design, a sentence in two languages, and where.

    ``ids`` are the first ten ids (or names) of what breaks it; the sentence lists them too.
    """

    invariant: int
    text: Text
    ids: tuple[int | str, ...] = ()

    @property
    def sentence(self) -> Text:
        """What is broken, without where: for who may not see the rows of everybody."""
        if not self.ids:
            return self.text
        return Text(*(each.rpartition(": ")[0] for each in (self.text.nl, self.text.en)))


@dataclass(frozen=True, slots=True)
class Question:
    """A query whose rows break an invariant; its first column says which.

    ``only`` names the one kind of database it is asked of.
    """

    invariant: int
    nl: str
    en: str
    sql: str
    only: str | None = None


def ask(
    session: Session, questions: Iterable[Question], values: Mapping[str, int] | None = None
) -> Iterator[Breach]:
    """Put the questions to the database; each answer that has rows is a breach.

    ``values`` are for the parameters of questions that have any.
    """
    dialect = session.connection().dialect.name
    for question in questions:
        if question.only in (None, dialect):
            limited = f"SELECT * FROM ({question.sql}) AS broken LIMIT {SHOWN + 1}"
            found = session.execute(text(limited), dict(values or {})).scalars().all()
            yield from breach_of(question.invariant, question.nl, question.en, found)


def breach_of(invariant: int, nl: str, en: str, found: Iterable[int | str]) -> Iterator[Breach]:
    """The breach that these ids make, or nothing when there are none."""
    ids = tuple(found)
    if ids:
        listed = ", ".join(str(each) for each in ids[:SHOWN]) + (", …" if len(ids) > SHOWN else "")
        yield Breach(invariant, Text(f"{nl}: {listed}", f"{en}: {listed}"), ids[:SHOWN])
