"""Who may see and write the rows of each table: the list behind row-level security.

``POLICIES`` names every table. A condition is SQL about one row; the parts that do not look at the
row stand in a ``(SELECT …)``, so that the database works them out once a statement, and compare
by operators that do not keep it from using an index. No condition asks a table whose own
condition asks back: the database refuses such a circle.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from portal.store.conditions import (
    BOTH_PARTIES,
    DOOR,
    IN_OWN_REGION,
    OPEN,
    OWN_ACCOUNT,
    OWN_MUNICIPALITY,
    OWN_PARTY,
    OWN_PROVIDER,
    OWN_REFUSAL,
    OWN_REGION,
    PORTAL,
    READ_BY_PORTAL_ALONE,
    SCOPE,
    SOMEBODY,
    TENANT,
    Policy,
    any_of,
    below,
    own,
    policy,
    working_as,
)
from portal.store.money_policies import books, lump_sums, money


def _identity() -> dict[str, Policy]:
    """The door knows everybody; a region also who works at its municipalities and providers."""
    of_account = any_of(DOOR, below("account", "up.id = account_id"))
    in_region = below("municipality", "up.id = municipality_id", f" AND up.{OWN_REGION}")
    sells_there = below("contract", "up.provider_id = account.provider_id")
    of_region = f"({working_as('region')} AND ({in_region} OR {sells_there}))"
    return {
        "person": policy(any_of(DOOR, below("account", "up.person_id = person.id")), DOOR),
        "account": policy(any_of(DOOR, OWN_PARTY, of_region)),
        "api_key": policy(of_account),
        "web_session": policy(of_account),
        # how an account is entered is the door's business alone
        "second_factor": policy(DOOR),
        "recovery_code": policy(DOOR),
        "account_link": policy(DOOR),
        "external_identity": policy(DOOR),
        "sign_in_attempt": policy(DOOR),
    }


def _parties() -> dict[str, Policy]:
    buyers = working_as("municipality", "region")
    return {
        **{table: policy(SOMEBODY, PORTAL) for table in OPEN},
        # Whoever adds clients holds the row of their municipality first.
        "municipality": policy(SOMEBODY, any_of(PORTAL, f"id = {own('municipality')}")),
        # what a municipality pays from is its own business
        "municipality_account": policy(any_of(PORTAL, OWN_MUNICIPALITY), PORTAL),
        "provider_version": policy(any_of(PORTAL, OWN_PROVIDER, buyers), PORTAL),
        # A municipality takes the lane of a provider it sends allocations.
        "lane": policy(any_of(PORTAL, OWN_PROVIDER, working_as("municipality"))),
    }


def _contracts() -> dict[str, Policy]:
    of_contract = below("contract", "up.id = contract_id")
    of_version = below("contract_version", "up.id = version_id")
    seller_or_region = f"({working_as('provider', 'region')} AND {of_version})"
    return {
        "contract": policy(any_of(PORTAL, OWN_PROVIDER, OWN_REGION, IN_OWN_REGION), PORTAL),
        "contract_version": policy(any_of(PORTAL, of_contract), PORTAL),
        "contract_municipality": policy(any_of(PORTAL, of_version), PORTAL),
        "contract_product": policy(any_of(PORTAL, of_version), PORTAL),
        "contract_budget": policy(any_of(PORTAL, OWN_MUNICIPALITY, seller_or_region), PORTAL),
        "contract_member": policy(any_of(PORTAL, of_version), PORTAL),
        "contract_option": policy(any_of(PORTAL, of_version), PORTAL),
        # how a region buys is public among those who buy and sell there
        "purchasing": policy(
            working_as("provider", "municipality", "region", "portal"), PORTAL
        ),
        "contract_change": policy(any_of(PORTAL, OWN_REGION, IN_OWN_REGION)),
    }


def _ceilings() -> dict[str, Policy]:
    """A ceiling is seen with its contracts; of what others use of a shared one, only the total."""
    of_ceiling = below("ceiling", "up.id = ceiling_id")
    of_signal = any_of(PORTAL, below("ceiling_signal", "up.id = signal_id"))
    covers = below("ceiling_contract", "up.version_id = ceiling_version.id")
    # what is agreed for one municipality is not its neighbour's
    here = f"coalesce(municipality_id = {own('municipality')}, TRUE)"
    sees = {
        "ceiling_contract": below("contract", "up.id = contract_id"),
        "ceiling_version": f"({covers} AND {here})",
        "ceiling": below("ceiling_version", "up.ceiling_id = ceiling.id"),
        **dict.fromkeys(("ceiling_balance", "ceiling_signal"), of_ceiling),
        **dict.fromkeys(("ceiling_use", "ceiling_client", "ceiling_overrun"), BOTH_PARTIES),
        # municipalities see each other's part of a regional total; providers the whole alone
        "ceiling_share": f"({working_as('municipality', 'region')} AND {of_ceiling})",
    }
    return {
        **{table: policy(any_of(PORTAL, condition), PORTAL) for table, condition in sees.items()},
        "ceiling_waiver": policy(BOTH_PARTIES, any_of(PORTAL, OWN_MUNICIPALITY)),
        "ceiling_agreement": policy(of_signal, BOTH_PARTIES),
    }


def _allocations() -> dict[str, Policy]:
    of_allocation = any_of(PORTAL, below("allocation", "up.id = allocation_id"))
    municipal = any_of(PORTAL, OWN_MUNICIPALITY)
    served = (
        f"({working_as('provider')} AND ({below('allocation', 'up.client_id = client.id')}"
        f" OR {below('line', 'up.client_id = client.id')}"
        f" OR {below('care_event', 'up.client_id = client.id')}))"
    )
    return {
        "client": policy(any_of(municipal, served), municipal),
        "allocation": policy(BOTH_PARTIES, municipal),
        "allocation_version": policy(BOTH_PARTIES, municipal),
        "allocation_balance": policy(of_allocation, PORTAL),
        "live_debit": policy(of_allocation, PORTAL),
        "care_message": policy(BOTH_PARTIES, any_of(PORTAL, OWN_PROVIDER)),
        "care_event": policy(BOTH_PARTIES, any_of(PORTAL, OWN_PROVIDER)),
        "return_message": policy(BOTH_PARTIES),
        # what a decision rests on is the municipality's to write; a provider reads what is missing
        "decision_fact": policy(BOTH_PARTIES, municipal),
    }


def _intake() -> dict[str, Policy]:
    """What comes in is written by its provider, what is decided about it by the portal."""
    of_message = any_of(PORTAL, below("message", "up.id = message_id"))
    sender = any_of(PORTAL, OWN_PROVIDER)
    sent = below("message", "up.id = message_id", f" AND up.provider_id = {own('provider')}")
    of_own_batch = f" AND up.provider_id = {own('provider')}"
    own_call = f"tenant = (SELECT {SCOPE} || ':' || {TENANT})"
    decided = ("verdict", "verdict_fact", "finding", "answer")
    return {
        "batch": policy(any_of(sender, below("message", "up.batch_id = batch.id")), sender),
        "message": policy(BOTH_PARTIES, sender),
        "message_content": policy(of_message, any_of(PORTAL, sent)),
        **{table: policy(of_message, PORTAL) for table in decided},
        "declared_period": policy(BOTH_PARTIES, PORTAL),
        "declaration": policy(BOTH_PARTIES, PORTAL),
        "line": policy(BOTH_PARTIES, PORTAL),
        "used_number": policy(sender, PORTAL),
        # a bad member of a ZIP names no provider; the ZIP it came in does
        "refusal": policy(
            any_of(sender, OWN_ACCOUNT, below("batch", "up.id = batch_id", of_own_batch)),
            any_of(PORTAL, OWN_REFUSAL),
        ),
        "answer_number": READ_BY_PORTAL_ALONE,
        "idempotency": policy(any_of(PORTAL, own_call)),
    }


def _starts() -> dict[str, Policy]:
    """Starts and stops are reported by the provider to the municipality."""
    sender = any_of(PORTAL, OWN_PROVIDER)
    return {table: policy(BOTH_PARTIES, sender) for table in ("care_message", "care_event")}


def _declaring() -> dict[str, Policy]:
    """What is being made by hand is of its provider alone until it is sent."""
    sender = any_of(PORTAL, OWN_PROVIDER)
    return {
        "number_series": policy(sender),
        "draft": policy(sender),
        "nil_return": policy(BOTH_PARTIES, sender),
        "special_declaration": policy(BOTH_PARTIES),
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
        **money(),
        **lump_sums(),
        **books(),
    }
)
"""The conditions of every table; one that is missing here is the portal's alone."""


def policy_of(table: str) -> Policy:
    """The conditions of a table; closed to everybody but the portal where nobody wrote them."""
    return POLICIES.get(table, READ_BY_PORTAL_ALONE)
