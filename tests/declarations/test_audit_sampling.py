"""A draw that can be done again, in which every line or every euro has its fair chance."""

from __future__ import annotations

import hashlib
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.audit_sampling import Item, by_euros, by_lines, fingerprint

cents = st.integers(-(10**9), 10**9)
populations = st.dictionaries(st.integers(1, 10**6), cents, max_size=60).map(
    lambda found: [Item(*each) for each in found.items()]
)
seeds, sizes = st.text(max_size=20), st.integers(1, 80)
METHODS = (by_lines, by_euros)


@pytest.mark.parametrize("draw", METHODS)
@given(seeds, populations, sizes, st.randoms())
def test_the_order_of_the_population_makes_no_difference(draw, seed, population, size, random):
    other = list(population)
    random.shuffle(other)
    assert draw(seed, population, size) == draw(seed, other, size)
    assert fingerprint(population) == fingerprint(other)


@given(seeds, populations, sizes)
def test_lines_are_drawn_once_and_as_many_as_asked(seed, population, size):
    drawn = by_lines(seed, population, size)
    assert len(set(drawn)) == len(drawn) == min(size, len(population))
    assert set(drawn) <= {each.key for each in population}


@given(seeds, populations, sizes)
def test_euros_draw_each_line_once_and_as_many_as_asked(seed, population, size):
    drawn = by_euros(seed, population, size)
    worth = [each for each in population if each.cents]
    assert len(set(drawn)) == len(drawn) == min(size, len(worth))
    assert set(drawn) <= {each.key for each in worth}


@given(seeds, populations, sizes)
def test_a_line_worth_an_equal_share_is_always_drawn(seed, population, size):
    total = sum(abs(each.cents) for each in population)
    large = {x.key for x in population if x.cents and abs(x.cents) * size >= total}
    assert large <= set(by_euros(seed, population, size))


@given(seeds, populations, sizes)
def test_a_smaller_draw_is_the_beginning_of_a_larger(seed, population, size):
    assert by_lines(seed, population, size + 1)[:size] == by_lines(seed, population, size)


@pytest.mark.parametrize(
    ("draw", "chance"),
    [
        (by_lines, lambda each, all_of_it: 5 / len(all_of_it)),
        (by_euros, lambda each, all_of_it: 5 * each.cents / sum(x.cents for x in all_of_it)),
    ],
)
def test_over_many_seeds_every_line_gets_its_fair_share(draw, chance):
    population = [Item(key, 100 * (1 + key % 7)) for key in range(1, 41)]
    draws = 4000
    seen = Counter(key for n in range(draws) for key in draw(f"seed {n}", population, 5))
    for each in population:
        fair = chance(each, population)
        spread = math.sqrt(draws * fair * (1 - fair))
        assert abs(seen[each.key] - draws * fair) < 5 * spread, each


def test_the_draw_by_lines_is_what_it_says():
    population = [Item(key, 1) for key in range(100)]
    hashes = {k: hashlib.sha256(f"zaad:{k}".encode()).hexdigest() for k in range(100)}
    assert list(by_lines("zaad", population, 10)) == sorted(hashes, key=hashes.__getitem__)[:10]


def test_the_fingerprint_is_what_it_says():
    told = hashlib.sha256(b"3:-50\n12:100\n").hexdigest()
    assert fingerprint([Item(12, 100), Item(3, -50)]) == told


@given(populations, cents)
def test_another_amount_gives_another_fingerprint(population, amount):
    population = [*population, Item(0, amount)]
    changed = [*population[:-1], Item(0, amount + 1)]
    assert fingerprint(population) != fingerprint(changed)
