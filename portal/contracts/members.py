"""Who a contract is with when it is with several: the members of a consortium and their shares."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.contracts.current import newest_version
from portal.contracts.records import ContractMemberRecord
from portal.parties.service import provider_names


def shares_of(session: Session, contract_id: int) -> dict[str, int]:
    """Hundredths of a percent by name, the largest first; empty where there is one provider."""
    member, names = ContractMemberRecord, provider_names(session)
    rows = session.execute(
        select(member.provider_id, member.share)
        .where(member.version_id == newest_version(session, contract_id))
        .order_by(member.share.desc(), member.provider_id)
    )
    return {names[row.provider_id]: row.share for row in rows}
