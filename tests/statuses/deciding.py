"""How what people decide about is brought into each status, and what people do to it over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

from declarations.lifecycle import NEW, Kind
from portal.approvals.mandates import end, propose, refuse, sign
from tests.approvals.test_mandates import USUAL
from tests.statuses.graphs import Driver
from tests.statuses.town import Town

LIMITS = {
    "provider": "", "law": "", "line_limit": "100,00", "declaration_limit": "200,00",
    "start": "2023-01-01", "end": "2023-12-31",
}  # fmt: skip
WHY = {"reason": "klopt niet"}
SAID = {"text": "Omdat."}
NOWHERE = 987654


def post(browser: FlaskClient, address: str, data: dict[str, Any] | None = None) -> int:
    """The status of the answer."""
    return browser.post(address, data=data or {}).status_code


# declarations on their way through four eyes


def bring_declaration(town: Town, status: str) -> int:
    message = town.declared()
    if status != NEW:
        town.check("cora", message)
    if status in ("approved", "withdrawn"):
        town.approve("anna", message)
    if status == "returned":
        town.send_back("anna", message)
    if status == "withdrawn":
        town.withdraw("anna", message)
    return message


def state_of_declaration(town: Town, message: int) -> str:
    newest = "SELECT state FROM approval WHERE message_id = :m ORDER BY round DESC LIMIT 1"
    return town.world.scalar(newest, m=message) or NEW


APPROVALS = Driver(
    Kind.APPROVAL,
    bring_declaration,
    {
        "check": lambda who, number: post(who, f"/goedkeuring/{number}/controleren"),
        "approve": lambda who, number: post(who, f"/goedkeuring/{number}/goedkeuren"),
        "send-back": lambda who, number: post(who, f"/goedkeuring/{number}/terug", WHY),
        "withdraw": lambda who, number: post(who, f"/goedkeuring/{number}/ronde/1/intrekken", WHY),
    },
    state_of_declaration,
    {"check": frozenset({"returned", "withdrawn"})},
)


# mandates


def bring_mandate(town: Town, status: str) -> int:
    if status == NEW:
        return NOWHERE
    mandate: int = town.do("anna", propose, USUAL)
    if status in ("active", "ended"):
        town.do("coen", sign, mandate)
    if status == "ended":
        town.do("anna", end, mandate)
    if status == "refused":
        town.do("coen", refuse, mandate)
    return mandate


def state_of_mandate(town: Town, mandate: int) -> str:
    if mandate == NOWHERE:  # the newest, if somebody has just proposed one
        return town.world.scalar("SELECT state FROM mandate ORDER BY id DESC LIMIT 1") or NEW
    state: str = town.world.scalar("SELECT state FROM mandate WHERE id = :m", m=mandate)
    return state


MANDATES = Driver(
    Kind.MANDATE,
    bring_mandate,
    {
        "sign": lambda who, number: post(who, f"/mandaten/{number}/tekenen"),
        "refuse": lambda who, number: post(who, f"/mandaten/{number}/weigeren"),
        "end": lambda who, number: post(who, f"/mandaten/{number}/beeindigen"),
    },
    state_of_mandate,
)
# whoever proposes begins a new one, whatever the others are
PROPOSING = Driver(
    Kind.MANDATE,
    lambda _town, _status: NOWHERE,
    {"propose": lambda who, _number: post(who, "/mandaten/nieuw", LIMITS)},
    state_of_mandate,
)


# lines that people look at


@dataclass(frozen=True)
class Looked:
    """A line, the number of its review (of none as yet), and a rejected line beside it."""

    line: int
    review: int
    rejected: int


ON_THE_WAY = {
    "picked": (),
    "cleared": ("clear",),
    "held": ("hold",),
    "asked": ("ask",),
    "credit-requested": ("request-credit",),
    "objected": ("hold", "object"),
    "upheld": ("hold", "object", "uphold"),
    "credited": ("request-credit",),
}


def bring_line(town: Town, status: str) -> Looked:
    line, rejected = town.one_line(), town.rejected_line()
    if status == NEW:
        return Looked(line, NOWHERE, rejected)
    review = town.pick("cora", line)
    for action in ON_THE_WAY[status]:
        # what one checker held another one upholds
        name = {"object": "carl", "uphold": "chris"}.get(action, "cora")
        town.review(name, review, action)
    if status == "credited":
        town.credit(line)
    return Looked(line, review, rejected)


def state_of_line(town: Town, looked: Looked) -> str:
    newest = "SELECT state FROM review WHERE line_id IN (:l, :r) ORDER BY id DESC LIMIT 1"
    return town.world.scalar(newest, l=looked.line, r=looked.rejected) or NEW


def decides(word: str) -> Any:
    return lambda who, looked: post(who, f"/controle/{looked.review}/{word}", SAID)


def objects(who: FlaskClient, looked: Looked) -> int:
    """To what a municipality decided; to a line that came back where nobody looks at one."""
    if looked.review == NOWHERE:
        return post(who, f"/vragen/regel/{looked.rejected}", SAID)
    return post(who, f"/vragen/{looked.review}/bezwaar", SAID)


REVIEWS = Driver(
    Kind.REVIEW,
    bring_line,
    {
        "pick": lambda who, looked: post(who, f"/controle/regel/{looked.line}", SAID),
        "clear": decides("vrijgeven"),
        "hold": decides("aanhouden"),
        "ask": decides("vragen"),
        "answer": lambda who, looked: post(who, f"/vragen/{looked.review}/antwoord", SAID),
        "request-credit": decides("crediteren"),
        "object": objects,
        "uphold": decides("handhaven"),
        "grant": decides("toekennen"),
    },
    state_of_line,
)
