"""A file that a provider tried."""

from __future__ import annotations

from portal.intake.arrival import Upload
from portal.intake.service import Actor
from portal.parties.service import find_provider
from portal.store.transaction import transaction
from portal.trials.service import Try, try_upload
from tests.intake.world import World


def a_trial(world: World, agb: str, data: bytes) -> str:
    """Try a file as this provider; gives the public name of what was kept."""
    with transaction() as session:
        provider = find_provider(session, agb)
    assert provider is not None
    by = Try(Actor(world.account, provider.id), world.clock, world.keyring)
    [(_, name)] = try_upload(Upload("323.xml", data), by, lambda tried: None)
    assert name is not None
    return name
