"""The world of the intake, in which files are tried before they are handed in."""

from __future__ import annotations

from portal.intake.arrival import Upload
from portal.intake.service import Actor
from portal.intake.trying import Tried
from portal.store.transaction import transaction
from portal.trials.compared import Comparison, comparison_of
from portal.trials.service import Try, try_upload
from tests.builders import PROVIDER
from tests.intake.world import World


class Trying(World):
    """Tries files, hands them in, and asks how the verdict compares."""

    def try_bytes(self, data: bytes, name: str = "323.xml") -> list[tuple[Tried, str | None]]:
        """Try a file as the usual provider; what was told of each member, and its public name."""
        with transaction() as session:
            provider_id = self._provider(session, PROVIDER)
        by = Try(Actor(self.account, provider_id), self.clock, self.keyring)
        return try_upload(Upload(name, data), by, lambda tried: tried)

    def hand_in(self, data: bytes) -> Comparison | None:
        """Hand in and judge one message; how its verdict compares with the trial."""
        receipt = self.receive(data)
        self.judge(receipt)
        assert self.check() == []
        [message_id] = self.message_ids(receipt)
        with transaction() as session:
            return comparison_of(session, message_id)

    def compared(self, data: bytes) -> Comparison:
        """The same, where there was a trial."""
        found = self.hand_in(data)
        assert found is not None
        return found
