"""The menu of every role."""

import pytest
from flask import g

from portal.identity.service import PROVIDER_ROLES, REGION_ROLES, Role
from portal.identity.visitor import Visitor
from portal.web.navigation import ELSEWHERE, MENU, ONLY_FOR_STRANGERS, beyond_the_menu, menu
from portal.web.permissions import PERMISSIONS

PEOPLE = [role for role in Role if PERMISSIONS["desk.overview"].admits(role)]


def somebody(role):
    """A visitor with this role."""
    provider, region = role in PROVIDER_ROLES, role in REGION_ROLES
    return Visitor(
        account_id=1, person_id=1, name="", email="", role=role, party="", party_code="",
        provider_id=1 if provider else None, region_id=1 if region else None,
        municipality_id=None if provider or region else 1,
    )  # fmt: skip


@pytest.mark.parametrize("role", PEOPLE)
def test_a_menu_has_at_most_seven_words_and_the_first_screen_has_the_rest(portal, role):
    with portal.test_request_context("/overzicht"):
        g.visitor = somebody(role)
        shown, rest = [{item.address for item in found} for found in (menu(), beyond_the_menu())]
        words = [end for end, _ in MENU if PERMISSIONS[end].admits(role)]
        assert 1 <= len(shown) <= 7
        assert len(rest) == len(ELSEWHERE.get(role, ()))
        assert len(shown | rest) == len(set(words) - ONLY_FOR_STRANGERS)


def test_the_word_of_this_page_is_marked(portal):
    with portal.test_request_context("/berichten"):
        g.visitor = somebody(Role.CHECKER)
        assert [item.address for item in menu() if item.here] == ["/berichten"]
