"""The contracts of a party together: by law, by funding and by provider or municipality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.contracts.overview import ContractLine
from portal.money.outlook import Outlook, together


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the contracts, and what they come to together."""

    key: str
    contracts: int
    whole: Outlook


WAYS: dict[str, Callable[[ContractLine], str]] = {
    "wet": lambda line: line.law,
    "bekostiging": lambda line: line.funding,
    "aanbieder": lambda line: line.provider,
}


def groups_of(year: int, found: Sequence[Outlook], way: str) -> list[Group]:
    """By one of WAYS, the groups that come to the most first."""
    parts: dict[str, list[Outlook]] = defaultdict(list)
    for each in found:
        if each.contract is not None:
            parts[WAYS[way](each.contract)].append(each)
    groups = [Group(key, len(each), together(year, each)) for key, each in parts.items()]
    return sorted(groups, key=lambda each: (-each.whole.expected.expected, each.key))


def running_out(found: Sequence[Outlook]) -> list[Outlook]:
    """Those whose budget runs out in the year as expected, the earliest first."""
    dated = [(day, each) for each in found if (day := each.runs_out()) is not None]
    return [each for _, each in sorted(dated, key=lambda pair: pair[0])]
