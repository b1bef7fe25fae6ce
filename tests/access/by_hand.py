"""One of everything that is declared by hand, between a provider and a municipality."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from declarations.model import Law, Period
from portal.allocations.declarable import Market
from portal.declaring.drafts import Author, begin_draft
from portal.declaring.nil_returns import declare_nil, find_nil
from portal.declaring.special import Filled, declare_specially
from portal.parties.service import find_municipality, find_provider
from tests.intake.world import World

MARCH = Period(date(2023, 3, 1), date(2023, 3, 31))


def made_by_hand(session: Session, world: World, agb: str, code: str) -> tuple[str, int, int]:
    """A draft (its public id), a nil return and a declaration without a citizen number."""
    provider, municipality = find_provider(session, agb), find_municipality(session, code)
    assert provider is not None
    assert municipality is not None
    account = session.scalar(
        text("SELECT min(id) FROM account WHERE provider_id = :p"), {"p": provider.id}
    )
    author = Author(account or world.account, provider.id, agb)
    market = Market(provider.id, municipality.id, Law.WMO)
    draft = begin_draft(session, author, market, MARCH.start, (), world.clock, world.keyring)
    declare_nil(session, author, market, MARCH.start, world.clock)
    nil = find_nil(session, market, MARCH.start)
    filled = Filled(code, market, "C-1", MARCH, ("01", "01A03"), "04", 4, 5000)
    special = declare_specially(session, author, filled, world.clock)
    assert nil is not None
    return draft.public_id, nil, special
