"""Who may see and write the rows of each table: the list behind row-level security.

``POLICIES`` names every table. A condition is SQL about one row; the parts that do not look at the
row stand in a ``(SELECT …)``, so that the database works them out once a statement, and compare
by operators that do not keep it from using an index. No condition asks a table whose own
condition asks back: the database refuses such a circle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

SCOPE = "current_setting('portal.scope', true)"
TENANT = "nullif(current_setting('portal.tenant', true), '')"


@dataclass(frozen=True, slots=True)
class Policy:
    """SQL conditions on a row: who sees it, and who adds or changes it (the same unless said)."""

    sees: str
    writes: str


def _working_as(*scopes: str) -> str:
    listed = ", ".join(f"'{scope}'" for scope in scopes)
    return f"(SELECT {SCOPE} IN ({listed}))"


def _own(scope: str) -> str:
    """The id of the party at work, where it is of this kind; else null, which equals nothing."""
    return f"(SELECT CASE {SCOPE} WHEN '{scope}' THEN CAST({TENANT} AS bigint) END)"


def _any(*conditions: str) -> str:
    return " OR ".join(conditions)


def _below(parent: str, link: str, extra: str = "") -> str:
    """Rows whose parent is visible: the parent's own condition applies in the question."""
    return f"EXISTS (SELECT 1 FROM {parent} up WHERE {link}{extra})"


def _policy(sees: str, writes: str | None = None) -> Policy:
    return Policy(sees, sees if writes is None else writes)


PORTAL = _working_as("portal")
SOMEBODY = _working_as("door", "provider", "municipality", "region", "portal")
DOOR = _working_as("door", "portal")

OWN_PROVIDER = f"provider_id = {_own('provider')}"
OWN_MUNICIPALITY = f"municipality_id = {_own('municipality')}"
OWN_REGION = f"region_id = {_own('region')}"
OWN_PARTY = _any(OWN_PROVIDER, OWN_MUNICIPALITY, OWN_REGION)
BOTH_PARTIES = _any(PORTAL, OWN_PROVIDER, OWN_MUNICIPALITY)

OWN_ACCOUNT = _below("account", "up.id = account_id", " AND (up.provider_id = "
    f"{_own('provider')} OR up.municipality_id = {_own('municipality')}"
    f" OR up.region_id = {_own('region')})")  # fmt: skip
IN_OWN_REGION = (
    "region_id = (SELECT home.region_id FROM municipality home"
    f" WHERE home.id = {_own('municipality')})"
)
# What somebody did is noted under no other party than the own one.
OWN_DEED = (
    f"{OWN_ACCOUNT} AND coalesce(provider_id = {_own('provider')}, TRUE)"
    f" AND coalesce(municipality_id = {_own('municipality')}, TRUE)"
)
OWN_REFUSAL = f"{OWN_ACCOUNT} AND coalesce(provider_id = {_own('provider')}, provider_id IS NULL)"

OPEN: Mapping[str, str] = MappingProxyType(
    {
        "region": "which regions there are is public",
        "municipality": "a list of the Netherlands",
        "provider": "names and AGB codes, by which a sender is recognised",
    }
)
"""Tables that everybody at work may read, each with the reason."""

READ_BY_PORTAL_ALONE = _policy(PORTAL)


def _identity() -> dict[str, Policy]:
    """The door knows everybody; a region also who works at its municipalities and providers."""
    of_account = _any(DOOR, _below("account", "up.id = account_id"))
    in_region = _below("municipality", "up.id = municipality_id", f" AND up.{OWN_REGION}")
    sells_there = _below("contract", "up.provider_id = account.provider_id")
    of_region = f"({_working_as('region')} AND ({in_region} OR {sells_there}))"
    return {
        "person": _policy(_any(DOOR, _below("account", "up.person_id = person.id")), DOOR),
        "account": _policy(_any(DOOR, OWN_PARTY, of_region)),
        "api_key": _policy(of_account),
        "web_session": _policy(of_account),
        # how an account is entered is the door's business alone
        "second_factor": _policy(DOOR),
        "recovery_code": _policy(DOOR),
        "account_link": _policy(DOOR),
        "external_identity": _policy(DOOR),
        "sign_in_attempt": _policy(DOOR),
    }


def _parties() -> dict[str, Policy]:
    buyers = _working_as("municipality", "region")
    return {
        **{table: _policy(SOMEBODY, PORTAL) for table in OPEN},
        # Whoever adds clients holds the row of their municipality first.
        "municipality": _policy(SOMEBODY, _any(PORTAL, f"id = {_own('municipality')}")),
        # what a municipality pays from is its own business
        "municipality_account": _policy(_any(PORTAL, OWN_MUNICIPALITY), PORTAL),
        "provider_version": _policy(_any(PORTAL, OWN_PROVIDER, buyers), PORTAL),
        # A municipality takes the lane of a provider it sends allocations.
        "lane": _policy(_any(PORTAL, OWN_PROVIDER, _working_as("municipality"))),
    }


def _contracts() -> dict[str, Policy]:
    of_contract = _below("contract", "up.id = contract_id")
    of_version = _below("contract_version", "up.id = version_id")
    seller_or_region = f"({_working_as('provider', 'region')} AND {of_version})"
    return {
        "contract": _policy(_any(PORTAL, OWN_PROVIDER, OWN_REGION, IN_OWN_REGION), PORTAL),
        "contract_version": _policy(_any(PORTAL, of_contract), PORTAL),
        "contract_municipality": _policy(_any(PORTAL, of_version), PORTAL),
        "contract_product": _policy(_any(PORTAL, of_version), PORTAL),
        "contract_budget": _policy(_any(PORTAL, OWN_MUNICIPALITY, seller_or_region), PORTAL),
        "contract_member": _policy(_any(PORTAL, of_version), PORTAL),
        "contract_option": _policy(_any(PORTAL, of_version), PORTAL),
        # how a region buys is public among those who buy and sell there
        "purchasing": _policy(
            _working_as("provider", "municipality", "region", "portal"), PORTAL
        ),
        "contract_change": _policy(_any(PORTAL, OWN_REGION, IN_OWN_REGION)),
    }


def _ceilings() -> dict[str, Policy]:
    """A ceiling is seen with its contracts; of what others use of a shared one, only the total."""
    of_ceiling = _below("ceiling", "up.id = ceiling_id")
    of_signal = _any(PORTAL, _below("ceiling_signal", "up.id = signal_id"))
    covers = _below("ceiling_contract", "up.version_id = ceiling_version.id")
    # what is agreed for one municipality is not its neighbour's
    here = f"coalesce(municipality_id = {_own('municipality')}, TRUE)"
    sees = {
        "ceiling_contract": _below("contract", "up.id = contract_id"),
        "ceiling_version": f"({covers} AND {here})",
        "ceiling": _below("ceiling_version", "up.ceiling_id = ceiling.id"),
        **dict.fromkeys(("ceiling_balance", "ceiling_signal"), of_ceiling),
        **dict.fromkeys(("ceiling_use", "ceiling_client", "ceiling_overrun"), BOTH_PARTIES),
        # municipalities see each other's part of a regional total; providers the whole alone
        "ceiling_share": f"({_working_as('municipality', 'region')} AND {of_ceiling})",
    }
    return {
        **{table: _policy(_any(PORTAL, condition), PORTAL) for table, condition in sees.items()},
        "ceiling_waiver": _policy(BOTH_PARTIES, _any(PORTAL, OWN_MUNICIPALITY)),
        "ceiling_agreement": _policy(of_signal, BOTH_PARTIES),
    }


def _allocations() -> dict[str, Policy]:
    of_allocation = _any(PORTAL, _below("allocation", "up.id = allocation_id"))
    municipal = _any(PORTAL, OWN_MUNICIPALITY)
    served = (
        f"({_working_as('provider')} AND ({_below('allocation', 'up.client_id = client.id')}"
        f" OR {_below('line', 'up.client_id = client.id')}"
        f" OR {_below('care_event', 'up.client_id = client.id')}))"
    )
    return {
        "client": _policy(_any(municipal, served), municipal),
        "allocation": _policy(BOTH_PARTIES, municipal),
        "allocation_version": _policy(BOTH_PARTIES, municipal),
        "allocation_balance": _policy(of_allocation, PORTAL),
        "live_debit": _policy(of_allocation, PORTAL),
        "care_message": _policy(BOTH_PARTIES, _any(PORTAL, OWN_PROVIDER)),
        "care_event": _policy(BOTH_PARTIES, _any(PORTAL, OWN_PROVIDER)),
        "return_message": _policy(BOTH_PARTIES),
    }


def _intake() -> dict[str, Policy]:
    """What comes in is written by its provider, what is decided about it by the portal."""
    of_message = _any(PORTAL, _below("message", "up.id = message_id"))
    sender = _any(PORTAL, OWN_PROVIDER)
    sent = _below("message", "up.id = message_id", f" AND up.provider_id = {_own('provider')}")
    of_own_batch = f" AND up.provider_id = {_own('provider')}"
    own_call = f"tenant = (SELECT {SCOPE} || ':' || {TENANT})"
    decided = ("verdict", "verdict_fact", "finding", "answer")
    return {
        "batch": _policy(_any(sender, _below("message", "up.batch_id = batch.id")), sender),
        "message": _policy(BOTH_PARTIES, sender),
        "message_content": _policy(of_message, _any(PORTAL, sent)),
        **{table: _policy(of_message, PORTAL) for table in decided},
        "declared_period": _policy(BOTH_PARTIES, PORTAL),
        "declaration": _policy(BOTH_PARTIES, PORTAL),
        "line": _policy(BOTH_PARTIES, PORTAL),
        "used_number": _policy(sender, PORTAL),
        # a bad member of a ZIP names no provider; the ZIP it came in does
        "refusal": _policy(
            _any(sender, OWN_ACCOUNT, _below("batch", "up.id = batch_id", of_own_batch)),
            _any(PORTAL, OWN_REFUSAL),
        ),
        "answer_number": READ_BY_PORTAL_ALONE,
        "idempotency": _policy(_any(PORTAL, own_call)),
    }


def _starts() -> dict[str, Policy]:
    """Starts and stops are reported by the provider to the municipality."""
    sender = _any(PORTAL, OWN_PROVIDER)
    return {table: _policy(BOTH_PARTIES, sender) for table in ("care_message", "care_event")}


def _declaring() -> dict[str, Policy]:
    """What is being made by hand is of its provider alone until it is sent."""
    sender = _any(PORTAL, OWN_PROVIDER)
    return {
        "number_series": _policy(sender),
        "draft": _policy(sender),
        "nil_return": _policy(BOTH_PARTIES, sender),
        "special_declaration": _policy(BOTH_PARTIES),
    }


def _money() -> dict[str, Policy]:
    """On the way from a judged line to a paid one: the municipality decides, both sides look on."""
    municipal = _any(PORTAL, OWN_MUNICIPALITY)
    decided = ("stage", "answer_release", "approval", "payment", "parked_message")
    both = ("review", "remark")
    own = (
        "review_plan", "own_check", "mandate", "payment_run", "payment_file", "bank_report",
        "closed_month", "journal_rule", "journal_export", "line_sample", "hindsight_run",
    )  # fmt: skip
    buyer = _below("contract", "up.provider_id = bank_account.provider_id")
    account_holder = _any(PORTAL, OWN_PROVIDER, f"({_working_as('municipality')} AND {buyer})")
    of_approval = _any(PORTAL, _below("approval", "up.id = approval_id"))
    mine = f" AND up.{OWN_MUNICIPALITY}"
    return {
        **{table: _policy(BOTH_PARTIES, municipal) for table in decided},
        **{table: _policy(BOTH_PARTIES) for table in both},
        **{table: _policy(municipal) for table in own},
        "sampling": _policy(BOTH_PARTIES, PORTAL),
        "judging": _policy(_any(PORTAL, _below("message", "up.id = message_id")), PORTAL),
        "approval_line": _policy(
            of_approval, _any(PORTAL, _below("approval", "up.id = approval_id", mine))
        ),
        "payment_line": _policy(
            _any(PORTAL, _below("payment", "up.id = payment_id")),
            _any(PORTAL, _below("payment", "up.id = payment_id", mine)),
        ),
        "bank_account": _policy(account_holder),
        "sampled_line": _policy(_any(PORTAL, _below("line_sample", "up.id = sample_id"))),
        "reminder": _policy(BOTH_PARTIES),
        "misfit": _policy(BOTH_PARTIES, municipal),
        # what somebody only tried is nobody else's business
        "trial": _policy(_any(PORTAL, OWN_PROVIDER), PORTAL),
        "trial_fact": _policy(_any(PORTAL, _below("trial", "up.id = trial_id")), PORTAL),
        "trial_comparison": _policy(BOTH_PARTIES, PORTAL),
        **{
            part: _policy(_any(PORTAL, _below("hindsight_run", "up.id = run_id")), PORTAL)
            for part in ("hindsight_line", "hindsight_rule")
        },
        "tariff_change": READ_BY_PORTAL_ALONE,
        "digest": READ_BY_PORTAL_ALONE,
        "mail_choice": _policy(_any(PORTAL, OWN_ACCOUNT)),
        "books_check": READ_BY_PORTAL_ALONE,
    }


def _books() -> dict[str, Policy]:
    noted = _any(BOTH_PARTIES, OWN_ACCOUNT)
    event = _below("audit_event", "up.id = event_id")
    entry = _below("ledger_transaction", "up.id = transaction_id")
    payer = _below("ledger_transaction", "up.id = transaction_id", f" AND up.{OWN_MUNICIPALITY}")
    return {
        # A municipality books what it pays; what was declared is the portal's to book.
        "ledger_transaction": _policy(
            BOTH_PARTIES, _any(PORTAL, f"({OWN_MUNICIPALITY} AND payment_id IS NOT NULL)")
        ),
        "ledger_entry": _policy(_any(PORTAL, entry), _any(PORTAL, payer)),
        "audit_event": _policy(noted, _any(DOOR, OWN_DEED)),
        "audit_seal": _policy(_any(PORTAL, event), PORTAL),
        "access_log": _policy(noted, _any(PORTAL, OWN_DEED)),
    }


POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        **_identity(),
        **_parties(),
        **_contracts(),
        **_ceilings(),
        **_allocations(),
        **_intake(),
        **_starts(),
        **_declaring(),
        **_money(),
        **_books(),
    }
)
"""The conditions of every table; one that is missing here is the portal's alone."""


def policy_of(table: str) -> Policy:
    """The conditions of a table; closed to everybody but the portal where nobody wrote them."""
    return POLICIES.get(table, READ_BY_PORTAL_ALONE)
