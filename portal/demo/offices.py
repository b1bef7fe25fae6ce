"""The offices of a demonstration: people look, ask, approve and pay, each under the own name."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal.approvals import mandates
from portal.approvals.bulk import decide_all
from portal.approvals.service import Actor, Target, approve, check
from portal.clock import Clock, FixedClock
from portal.demo.handling import Handling, Mandating, Moving
from portal.demo.staff import OFFICE
from portal.demo.window import DAY
from portal.identity.service import Role, find_account, visitor_of_account
from portal.identity.visitor import Visitor
from portal.parties.service import find_municipality, find_provider, party_named
from portal.payments.bank_accounts import Wish as BankWish
from portal.payments.bank_accounts import confirm_request, request_account
from portal.review import acting
from portal.review.acting import Wish, act, act_on_all
from portal.review.choice import Choice
from portal.review.queue import Review, every_review
from portal.settlement.lists import At, messages_at
from portal.store.tenant import Scope, Tenant
from schemas.region import Region

WAITING_FOR_PROVIDER = frozenset(("asked", "credit-requested"))
PARTS = 100
LAST_ASKED = 40  # of the parts, of those that are looked at last
TO_ANSWER = 14  # days for a provider; more than a working week
QUESTION = "Kunt u laten zien waarop dit volume is gebaseerd?"
REPLY = "De geleverde uren staan in de urenregistratie; het plan is op 3 punten bijgesteld."
HOLD = "Wacht op de herziene beschikking."
CREDIT = "Deze maand is de zorg gestopt op de 12e. Crediteert u deze regel?"
OBJECTION = "De zorg liep door tot het einde van de maand. Wij crediteren deze regel niet."
GRANTED = "Dank voor de toelichting; de regel wordt betaald."
LINE_LIMIT, DECLARATION_LIMIT = 75_000, 4_000_000  # eurocents
FOR_HOW_LONG = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Offices:
    """Everybody who works at the parties of a region, found by what they do."""

    session: Session
    region: Region
    known: dict[str, Visitor] = field(default_factory=dict)

    def at_municipality(self, code: str, work: str, day: date) -> Visitor:
        """Whoever does this work (see ``OFFICE``) there."""
        return self._visitor(OFFICE[work], day, work, municipality=code)

    def at_provider(self, agb: str, day: date) -> Visitor:
        """The administrator of a provider, who may do everything there."""
        return self._visitor(Role.PROVIDER_ADMIN, day, "admin", provider=agb)

    def _visitor(
        self, role: Role, day: date, work: str,
        municipality: str | None = None, provider: str | None = None,
    ) -> Visitor:  # fmt: skip
        [email] = [
            each.email
            for each in self.region.accounts
            if (each.role, each.municipality, each.provider) == (role, municipality, provider)
            and each.email.startswith(f"{work}@")
        ]
        if email not in self.known:
            account = find_account(self.session, email)
            assert account is not None, f"nobody at {email}"
            self.known[email] = visitor_of_account(self.session, account, day)
        return self.known[email]


def handle(session: Session, offices: Offices, work: Handling) -> None:
    """A day at a municipality: lines are looked at, declarations checked and approved."""
    municipality = find_municipality(session, work.municipality)
    assert municipality is not None
    _answer_questions(session, offices, municipality.id, work)
    _look(session, offices, municipality.id, work)
    for stage, deciding, who, hours, left in (
        ("open", check, "checker", 1, 1), ("checked", approve, "approver", 4, 2),
    ):  # fmt: skip
        clock = FixedClock(work.when + timedelta(hours=hours))
        actor = _approver(offices.at_municipality(work.municipality, who, clock.today()))
        found = [message for message, _ in messages_at(session, At(municipality.id, stage))]
        kept = [one for n, one in enumerate(found) if not work.last or n % 4 != left]
        if kept:
            decide_all(session, deciding, actor, [Target(each) for each in kept], clock)


def _look(session: Session, offices: Offices, municipality_id: int, work: Handling) -> None:
    """Most lines are cleared; some are asked about or held, of one a credit is asked."""
    clock = FixedClock(work.when)
    visitor = offices.at_municipality(work.municipality, "checker", clock.today())
    actor = _looker(visitor, clock)
    party = Tenant(Scope.MUNICIPALITY, municipality_id)
    waiting = every_review(session, party, actor.account_id, Choice())
    plans: dict[Wish, list[int]] = defaultdict(list)
    for each in waiting:
        wish = _wish_for(each, clock, work.last)
        if wish is not None:
            plans[wish].append(each.id)
    for wish, ids in plans.items():
        act_on_all(session, actor, ids, wish)
    if not work.last:
        _hear_objections(session, offices, work, party)


def _hear_objections(session: Session, offices: Offices, work: Handling, party: Tenant) -> None:
    """An objection is decided by another person than whoever it is against."""
    clock = FixedClock(work.when + timedelta(minutes=30))
    colleague = offices.at_municipality(work.municipality, "colleague", clock.today())
    objected = every_review(session, party, 0, Choice(state="objected"))
    ids = [each.id for each in objected]
    act_on_all(session, _looker(colleague, clock), ids, Wish("grant", GRANTED))


def _wish_for(review: Review, clock: Clock, last: bool) -> Wish | None:
    """The same for a line whenever it is asked; what was talked about is cleared the next time."""
    lot = _lot(review.line.reference)
    again = review.decided_person is not None or review.days(clock.today()) > TO_ANSWER
    if review.state == "held":
        return None if last else Wish("clear")
    if review.state != "picked" or (last and lot % 2):
        return None
    if last and lot < LAST_ASKED:
        return Wish("ask", QUESTION, clock.today() + TO_ANSWER * DAY)
    if again or lot >= 12:
        return Wish("clear")
    if lot >= 5:
        return Wish("ask", QUESTION, clock.today() + TO_ANSWER * DAY)
    return Wish("hold", HOLD) if lot >= 2 else Wish("request-credit", CREDIT)


def _answer_questions(
    session: Session, offices: Offices, municipality_id: int, work: Handling
) -> None:
    """Providers answer what they were asked, and object where a credit is asked of them."""
    clock = FixedClock(work.when - timedelta(hours=1))
    party = Tenant(Scope.MUNICIPALITY, municipality_id)
    asked = every_review(session, party, 0, Choice(among=WAITING_FOR_PROVIDER))
    for each in list(asked):
        provider_id = each.line.origin.provider_id
        agb = party_named(session, provider_id, None, None).code
        actor = _looker(offices.at_provider(agb, clock.today()), clock)
        if each.state == "asked" and not work.last:
            act(session, actor, each.id, Wish("answer", REPLY))
        elif each.state == "credit-requested":
            act(session, actor, each.id, Wish("object", OBJECTION))


def _lot(reference: str) -> int:
    """A number below ``PARTS`` that belongs to a line for ever."""
    return int.from_bytes(hashlib.sha256(reference.encode()).digest()[:4]) % PARTS


def move_account(session: Session, offices: Offices, moving: Moving) -> None:
    """A provider asks for another bank account; somebody who buys there may confirm it."""
    clock = FixedClock(moving.when)
    admin = offices.at_provider(moving.provider, clock.today())
    wish = BankWish(moving.iban, admin.party, "Wij zijn van bank veranderd.")
    number = request_account(session, admin, wish, clock)
    if moving.confirmed:
        town = offices.region.municipalities[0].code
        manager = offices.at_municipality(town, "contracts", clock.today())
        later = FixedClock(moving.when + timedelta(hours=3))
        confirm_request(session, manager, number, later)


def agree_mandate(session: Session, offices: Offices, agreed: Mandating) -> None:
    """An approver proposes that small declarations of a provider need no click; another signs."""
    clock = FixedClock(agreed.when)
    day = clock.today()
    provider = find_provider(session, agreed.provider)
    assert provider is not None
    limits = mandates.Limits(
        provider.id, None, LINE_LIMIT, DECLARATION_LIMIT, day, day + FOR_HOW_LONG
    )
    proposer = _approver(offices.at_municipality(agreed.municipality, "approver", day))
    signer = _approver(offices.at_municipality(agreed.municipality, "controller", day))
    number = mandates.propose(session, proposer, limits, clock)
    mandates.sign(session, signer, number, FixedClock(agreed.when + timedelta(hours=1)))


def _looker(visitor: Visitor, clock: Clock) -> acting.Actor:
    return acting.Actor(
        visitor.account_id, visitor.person_id, str(visitor.role), visitor.tenant, clock.now()
    )


def _approver(visitor: Visitor) -> Actor:
    assert visitor.municipality_id is not None
    return Actor(visitor.account_id, visitor.person_id, str(visitor.role), visitor.municipality_id)
