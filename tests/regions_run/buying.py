"""A region that buys as a test wants it, beside the small world: its contracts and its managers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from declarations.findings import Assessment
from declarations.model import Law
from portal.allocations.service import import_allocations
from portal.contracts.service import load_region
from portal.starts.service import Actor as StartActor
from portal.starts.service import import_starts
from portal.store.transaction import in_transaction
from schemas.region import Region, RegionRefused, read_region
from tests.allocation_messages import allocation_xml, an_allocation, an_allocation_message
from tests.builders import MUNICIPALITY, a_client, a_line, a_message, xml_of
from tests.care_messages import a_care_message, a_start, care_xml
from tests.intake.world import World

CODES = {"0384", "0855", "0867"}
MANAGERS = """
[[account]]
email = "een@diemen.example"
municipality = "0384"
role = "contract-manager"

[[account]]
email = "twee@diemen.example"
municipality = "0384"
role = "contract-manager"

[[account]]
email = "toegang@diemen.example"
municipality = "0384"
role = "access"
"""
PARTIES = """
[region]
name = "Proef"

[[municipality]]
code = "0384"
name = "Diemen"

[[municipality]]
code = "0855"
name = "Tilburg"

[[provider]]
agb = "65656055"
kvk = "12345678"
name = "Zorg"
iban = "NL91ABNA0417164300"

[[provider]]
agb = "42424242"
kvk = "12345679"
name = "Ander"
iban = "NL91ABNA0417164300"
"""


class Buying(World):
    """The small world, in which a region buys by a file of its own."""

    def buy(self, text: str) -> None:
        """Load what the region buys; the contracts of the small world stay."""
        region = self.read(text)
        in_transaction(lambda session: load_region(session, region, self.clock, self.account))

    def read(self, text: str) -> Region:
        """The region file with its parties and managers; raises RegionRefused."""
        return read_region(f"{PARTIES}{MANAGERS}{text}".encode(), CODES, True)

    def refused(self, text: str) -> list[str]:
        """What is said in English of a region file that is refused."""
        with pytest.raises(RegionRefused) as found:
            self.read(text)
        return [problem.text.en for problem in found.value.problems]

    def allocate_product(
        self, number: int, category: str, code: str, law: Law = Law.WMO,
        municipality: str = MUNICIPALITY, **changes: Any,
    ) -> None:  # fmt: skip
        """An allocation of any product to the usual provider: ten hours a month in 2023."""
        product = an_allocation(number, category=category, code=code, **changes)
        message = an_allocation_message(product, law=law, municipality=municipality)
        imported = in_transaction(
            lambda session: import_allocations(
                session, "301.xml", allocation_xml(message), self.clock, self.account,
                self.keyring, False,
            )
        )  # fmt: skip
        assert not imported.refused, imported.findings

    def start(self, number: int, day: date) -> None:
        """The provider reports that living on an allocation of 2023 began on this day."""
        self.sent += 1
        event = a_start(number, category="44", code="44A08", start=day)
        message = a_care_message(event, law=Law.YOUTH, identification=f"S{self.sent}")
        imported = in_transaction(
            lambda session: import_starts(
                session, "305.xml", care_xml(message), self.clock, StartActor(self.account, None),
                self.keyring, False,
            )
        )  # fmt: skip
        assert not imported.rejected, (imported.findings, imported.noted)

    def later(self, days: int) -> None:
        """Let that many days pass."""
        self.clock = type(self.clock).on(self.clock.today() + timedelta(days=days))

    def line(
        self, month: date, law: Law = Law.WMO, answered: bool = True, **changes: Any
    ) -> Assessment:
        """Declare one line for a month, on a day after it, and hold the answer against it.

        ``answered`` is false where the line has to wait, so that there is no answer yet.
        """
        self.sent += 1
        after = date(month.year + month.month // 12, month.month % 12 + 1, 5)
        self.clock = type(self.clock).on(after)
        numbers = {"identification": f"B{self.sent}", "number": f"D{self.sent}"}
        reference = f"R{self.sent:03}"
        receiver = changes.pop("receiver", MUNICIPALITY)
        message = a_message(
            a_client(a_line(law, month=month, **{"reference": reference, **changes})),
            law=law, month=month, dated=after, receiver=receiver, **numbers,
        )  # fmt: skip
        if not answered:
            [verdict] = self.judge(self.receive(xml_of(message)))
            return verdict
        return self.submit_bytes(xml_of(message))
