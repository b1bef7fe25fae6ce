"""What a permit is, and the groups of roles that several routes are for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.identity.service import MUNICIPALITY_ROLES, PROVIDER_ROLES, REGION_ROLES, Role


@dataclass(frozen=True, slots=True)
class Permit:
    """Who may use a route: everybody, or the accounts with one of these roles."""

    roles: frozenset[Role] = frozenset()
    public: bool = False

    def admits(self, role: Role | None) -> bool:
        """Whether somebody with this role may come in; None is somebody who is not signed in."""
        return self.public or role in self.roles


def only(*roles: Role | Iterable[Role]) -> Permit:
    """A permit for these roles; groups of roles may be given as such."""
    single = {role for role in roles if isinstance(role, Role)}
    grouped = {one for group in roles if not isinstance(group, Role) for one in group}
    return Permit(frozenset(single | grouped))


PUBLIC = Permit(public=True)
EVERY_ACCOUNT = only(PROVIDER_ROLES, MUNICIPALITY_ROLES, REGION_ROLES)
PROVIDER = only(PROVIDER_ROLES)
# everybody of a municipality whose work is with declarations of clients
CASEWORK = only(MUNICIPALITY_ROLES)
# whose work is about single clients; contracts and payments are not
CLIENT_WORK = (
    Role.ACCESS, Role.CHECKER, Role.APPROVER, Role.SUPERVISOR, Role.CONTROLLER, Role.AUDITOR,
)  # fmt: skip
# who may ask for the proof of one line, down to its payment
PROOF = only(
    PROVIDER_ROLES, Role.CHECKER, Role.APPROVER, Role.PAYMENTS, Role.SUPERVISOR, Role.CONTROLLER,
    Role.AUDITOR,
)  # fmt: skip
# who has a part in approving, or answers for it
APPROVALS = only(
    Role.CHECKER, Role.APPROVER, Role.PAYMENTS, Role.SUPERVISOR, Role.CONTROLLER, Role.AUDITOR
)
# who sees which lines are held back from payment, and what is said about them
LOOKS_AT_LINES = (
    Role.CHECKER, Role.APPROVER, Role.SUPERVISOR, Role.CONTROLLER, Role.AUDITOR,
)  # fmt: skip
# budgets of lump sums and what is drawn from them: amounts, and nothing about clients
DRAWDOWNS = only(PROVIDER_ROLES, MUNICIPALITY_ROLES)
# who follows what is used of a ceiling, and what went over it
CEILINGS = only(
    PROVIDER_ROLES, Role.CONTRACT_MANAGER, Role.CONTROLLER, Role.CHECKER, Role.AUDITOR
)
# who draws a sample of what was paid
SAMPLES = only(Role.CONTROLLER, Role.AUDITOR)
# what was declared, paid and is still to be paid: sums, and the lines behind them
BOOKS = only(PROVIDER_ROLES, Role.CONTRACT_MANAGER, Role.PAYMENTS, Role.CONTROLLER, Role.AUDITOR)
BOOKKEEPING = only(Role.CONTROLLER, Role.AUDITOR)
# who needs a citizen number in full; each time it is noted
SEES_CITIZEN_NUMBERS = only(
    PROVIDER_ROLES, Role.ACCESS, Role.CHECKER, Role.APPROVER, Role.SUPERVISOR, Role.AUDITOR
)
# who looks after accounts of others
ADMINISTRATORS = only(Role.PROVIDER_ADMIN, REGION_ROLES)
# whose work a colleague may do for a while
HAVE_DEPUTIES = (Role.CHECKER, Role.APPROVER, Role.PAYMENTS, Role.CONTROLLER)
PRINCIPALS = only(HAVE_DEPUTIES)
# whose programs sign in; those of a provider's clerks are made by its administrator
KEY_OWNERS = only(Role.PROVIDER_ADMIN, MUNICIPALITY_ROLES)
# what a payment is made up of: who gets it, and whose work paying is
REMITTANCE = only(PROVIDER_ROLES, Role.PAYMENTS, Role.CONTROLLER, Role.AUDITOR)
# what a municipality pays: who does it, who clears what is stopped, and who looks on
RUNS = only(Role.PAYMENTS, Role.CONTROLLER, Role.AUDITOR)
PAYS = only(Role.PAYMENTS)
CLEARS = only(Role.PAYMENTS, Role.CONTROLLER)
# who looks after contracts: each change of one is made by two of them
CONTRACT_WORK = only(Role.CONTRACT_MANAGER, REGION_ROLES)
# the second person for another bank account of a provider
BANK_DECIDERS = only(Role.PROVIDER_ADMIN, Role.CONTRACT_MANAGER)
