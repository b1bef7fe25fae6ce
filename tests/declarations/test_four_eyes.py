"""No person does two steps for the same money."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.four_eyes import Hands, SamePerson, Step

PERSONS = st.integers(1, 6)
HANDS = st.dictionaries(st.sampled_from(Step), st.frozensets(PERSONS), max_size=len(Step))


@given(HANDS, PERSONS, st.frozensets(st.sampled_from(Step)))
def test_whoever_did_a_step_is_refused_and_told_which(by_step, person, twice) -> None:
    counts = {step for step, did in by_step.items() if person in did and step not in twice}
    if not counts:
        Hands(by_step).refuse(person, twice)
        return
    with pytest.raises(SamePerson) as refused:
        Hands(by_step).refuse(person, twice)
    assert refused.value.done in counts


@given(st.lists(PERSONS, min_size=len(Step), max_size=len(Step)))
def test_five_steps_one_after_the_other_take_five_persons(persons: list[int]) -> None:
    done: dict[Step, frozenset[int]] = {}
    for step, person in zip(Step, persons, strict=True):
        try:
            Hands(done).refuse(person)
        except SamePerson:
            break
        done[step] = frozenset({person})
    if len(done) == len(Step):
        assert len(set(persons)) == len(Step)
    else:
        assert len(set(persons)) < len(Step)
    for one, other in itertools.combinations(done.values(), 2):
        assert not one & other
