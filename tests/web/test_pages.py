"""The public pages say what they must, in the reader's language."""

import re

import pytest

from declarations.rules import RULES

DUTCH = {"Accept-Language": "nl"}


def text_of(response) -> str:
    """What a reader sees: without tags, with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def shown_rules(response) -> list[str]:
    return re.findall(r'<article class="rule" id="([^"]+)"', response.text)


def test_the_home_page_says_what_this_is(browser):
    page = text_of(browser.get("/", headers=DUTCH))
    assert "portaal tussen gemeenten en zorgaanbieders" in page
    assert f"{len(RULES)} regels" in page


def test_the_home_page_speaks_english(browser):
    page = text_of(browser.get("/?lang=en"))
    assert "portal between Dutch municipalities and care providers" in page
    assert "€50.01" in page


def test_each_reader_gets_amounts_in_their_own_form(browser):
    assert "€ 50,01" in text_of(browser.get("/?lang=nl")).replace("\xa0", " ")
    assert "€50.01" in text_of(browser.get("/?lang=en"))


def test_the_rule_book_shows_every_rule_once(browser):
    shown = shown_rules(browser.get("/regels"))
    assert sorted(shown) == sorted(rule.rule for rule in RULES)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_a_rule_is_explained_in_both_languages(portal, rule, language):
    page = portal.test_client().get(f"/regels?q={rule.rule}&lang={language}")
    seen = text_of(page).replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")
    for both in (rule.text, rule.next_step, rule.example):
        assert getattr(both, language) in seen
    assert rule.basis in seen


def test_the_filter_narrows_by_level_and_class(browser):
    wanted = [rule.rule for rule in RULES if rule.level == 4 and "Header" in rule.classes]
    assert shown_rules(browser.get("/regels?level=4&class=Header")) == wanted
    assert wanted


def test_the_filter_narrows_by_who_must_act(browser):
    wanted = {rule.rule for rule in RULES if rule.owner == "software"}
    assert set(shown_rules(browser.get("/regels?owner=software"))) == wanted


def test_searching_needs_every_word_in_any_order_and_case(browser):
    assert "TR346" in shown_rules(browser.get("/regels?q=TARIEF+volume"))
    assert shown_rules(browser.get("/regels?q=9346")) == ["TR346"]


def test_a_choice_that_fits_nothing_says_so(browser):
    page = browser.get("/regels?q=zeppelin", headers=DUTCH)
    assert shown_rules(page) == []
    assert "Geen enkele regel past bij deze keuze" in text_of(page)


def test_what_was_typed_stays_and_is_harmless(browser):
    page = browser.get('/regels?q="><script>alert(1)</script>').text
    assert "<script" not in page
    assert "&#34;&gt;&lt;script&gt;" in page


def test_the_english_address_leads_to_the_same_page(browser):
    response = browser.get("/rules?q=TR346")
    assert response.status_code == 302
    assert response.location == "/regels?q=TR346&lang=en"


def test_an_address_cannot_steer_where_links_lead(browser):
    page = browser.get("/regels?_external=1&_scheme=javascript&_anchor=x").text
    assert 'href="javascript:' not in page
    assert browser.get("/rules?_scheme=ftp&_external=1").location.startswith("/regels?")
