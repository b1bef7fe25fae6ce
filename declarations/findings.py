"""What judging yields: findings and the assessment they add up to.

A finding is a code with its parameters; the sentence a reader sees is made when it is shown, in
the reader's language, by the rule it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from declarations.model import Client, Line
from declarations.values import value


class Severity(StrEnum):
    """How much a finding weighs; an error rejects what it is about, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Owner(StrEnum):
    """Who must act on a finding."""

    PROVIDER = "provider"
    SOFTWARE = "software"
    MUNICIPALITY = "municipality"


class Outcome(StrEnum):
    """The end of judging one message."""

    REFUSED = "refused"
    REJECTED = "rejected"
    PARTLY_AWARDED = "partly_awarded"
    AWARDED = "awarded"
    PARKED = "parked"


@value(frozen=True, slots=True)
class Location:
    """A place in the message: positions count from 1, ``element`` is the path below that class.

    ``client`` and ``line`` are None for a place outside Clienten; an empty ``element`` is the
    class itself. ``section`` is ``Header`` or ``Declaratie``.
    """

    section: str = "Declaratie"
    client: int | None = None
    line: int | None = None
    element: str = ""

    @property
    def path(self) -> str:
        """The unprefixed path with an index on every repeatable element."""
        parts = ["", "Bericht"]
        if self.section:
            parts.append(self.section)
        if self.client is not None:
            parts += ["Clienten", f"Client[{self.client}]"]
        if self.line is not None:
            parts += ["Prestaties", f"Prestatie[{self.line}]"]
        if self.element:
            parts.append(self.element)
        return "/".join(parts)


@value(frozen=True, slots=True)
class Finding:
    """One rule broken at one place.

    ``expected`` and ``received`` are values as on the wire (dates ISO, amounts in eurocents);
    ``difference_cents`` is received minus expected where both are amounts. ``source_line`` is the
    line in the file, counted from 1, or None where the file has none to point at. ``detail``
    names the wording within the rule, for the rules of level 1 that have more than one. ``line``
    is the position among all lines of the message, for a finding about a line that was judged.
    """

    rule: str
    code: str | None
    level: int
    severity: Severity
    owner: Owner
    path: str = ""
    source_line: int | None = None
    expected: str | None = None
    received: str | None = None
    difference_cents: int | None = None
    detail: str | None = None
    line: int | None = None


@value(frozen=True, slots=True)
class ClientVerdict:
    """The return codes of one client; with anything but 0200 all its lines fall.

    Without any the client is not known yet and waits with all its lines.
    """

    client: Client
    codes: tuple[str, ...]


@value(frozen=True, slots=True)
class LineVerdict:
    """The return codes of one line, and the contract and allocation version it was held against.

    ``contract`` and ``allocation`` are the ids the facts carried, None where nothing matched.
    """

    client: Client
    line: Line
    codes: tuple[str, ...]
    contract: int | None = None
    allocation: int | None = None
    parked: bool = False

    @property
    def awarded(self) -> bool:
        """Whether the line is paid out: neither returned nor waiting."""
        return self.codes == NO_REMARK and not self.parked


NO_REMARK = ("0200",)
FULLY_AWARDED = ("8001",)
NOT_JUDGED = ("0233",)
TECHNICAL_FAULT = ("0001",)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The complete verdict on one message, as its answer (325) will tell it.

    ``header`` and ``declaration`` hold the return codes of those classes, None where judging did
    not reach them. ``level`` is 1 or 2 for a refused message, else None. Amounts are signed
    eurocents; ``submitted_cents`` is None when the file could not be read. ``rulebook``, ``facts``
    and ``receipt`` are hexadecimal hashes: the same bytes, book and facts give the same receipt.
    """

    kind: str | None
    outcome: Outcome
    level: int | None
    header: tuple[str, ...] | None
    declaration: tuple[str, ...] | None
    clients: tuple[ClientVerdict, ...]
    lines: tuple[LineVerdict, ...]
    submitted_cents: int | None
    awarded_cents: int
    findings: tuple[Finding, ...]
    rulebook: str | None = None
    facts: str | None = None
    receipt: str | None = None

    @property
    def processed(self) -> bool:
        """Whether the message counts as sent: judged beyond Header and Declaratie (decision 3)."""
        return bool(self.lines)
