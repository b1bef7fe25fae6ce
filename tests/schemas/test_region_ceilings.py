"""Ceilings in a region file: what is read, and everything wrong at once, each with its line."""

from __future__ import annotations

import pytest

from schemas.region import RegionRefused, read_region
from tests.ceilings.world import a_ceiling
from tests.region_files import a_region_file


def read(*ceilings: str):
    text = a_region_file() + "\n".join(ceilings)
    return read_region(text.encode(), {"0384"}, True)


def wrong(*ceilings: str):
    with pytest.raises(RegionRefused) as refused:
        read(*ceilings)
    return [(each.place, each.text.en) for each in refused.value.problems]


def test_a_reduction_is_worked_out():
    [found] = read(a_ceiling(contracts=["thuis"], amount=1000, reduction=10)).ceilings
    assert (found.basis, found.limit, found.signal) == (1000, 900, 70)
    assert found.contracts == ("thuis",)


def test_providers_stand_for_their_contracts():
    [found] = read(a_ceiling(sort="group", providers=["65656055"])).ceilings
    assert found.contracts == ("thuis",)


def test_everything_wrong_is_told_at_once_with_its_line():
    here = {"contracts": ["thuis"]}
    with pytest.raises(RegionRefused) as refused:
        read(
            a_ceiling("a", **here, volume=3),
            a_ceiling("a", **here, sort="municipality"),
            a_ceiling("b", **here, shares=(("0384", 1),)),
        )
    problems = refused.value.problems
    assert len(problems) >= 4
    assert all(each.line for each in problems)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"contracts": ["weg"]}, "weg is not in this file"),
        ({"contracts": ["thuis"], "sort": "clients"}, "minimum number of clients"),
        ({"contracts": ["thuis"], "volume": 3}, "A volume needs a unit"),
        ({"contracts": ["thuis"], "start": "2023-02-01", "end": "2023-01-01"}, "end"),
        ({"contracts": ["thuis"], "sort": "region", "always_paid": ["01"]}, "only gives signals"),
        ({"contracts": ["thuis"], "shares": (("0384", 1),)}, "the ceiling is 10000"),
        ({"contracts": []}, "Name the contracts or the providers"),
    ],
)
def test_what_does_not_fit(fields, says):
    assert any(says in told for _, told in wrong(a_ceiling(**fields)))
