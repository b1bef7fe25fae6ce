"""The public pages say what they must, in the reader's language."""

import re

import pytest

from declarations.decisions import DECISIONS, numbers_in
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
    for source in rule.basis.split("; "):
        assert numbers_in(source) or source in seen


def shown_decisions(response) -> list[str]:
    return re.findall(r'<article class="decision" id="besluit-(\d+)"', response.text)


def test_the_rule_book_shows_every_decision(browser):
    assert shown_decisions(browser.get("/regels")) == [str(each.number) for each in DECISIONS]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_decision_is_shown_with_its_day(browser, language):
    seen = text_of(browser.get(f"/regels?lang={language}"))
    for decision in DECISIONS:
        assert getattr(decision.text, language) in seen
    assert {"nl": "22 november 2026", "en": "22 November 2026"}[language] in seen


@pytest.mark.parametrize(("language", "word"), [("nl", "besluit"), ("en", "decision")])
def test_the_basis_of_a_rule_leads_to_its_decisions(browser, language, word):
    page = browser.get(f"/regels?q=TR418&lang={language}")
    linked = re.findall(r'href="#besluit-(\d+)">(\w+ \d+)</a>', page.text)
    wanted = [(n, f"{word} {n}") for n in ("16", "22", "23")]
    assert [link for link in linked if link[1].startswith(word)] == wanted
    assert shown_decisions(page) == ["16", "22", "23"]


def test_a_decision_leads_to_the_rules_that_rest_on_it(browser):
    page = browser.get("/regels").text
    block = page[page.index('id="besluit-6"') : page.index('id="besluit-7"')]
    assert re.findall(r'href="#(TR\d+)"', block) == ["TR341", "TR346"]


def test_a_decision_can_be_searched_in_dutch(browser):
    assert "TR346" in shown_rules(browser.get("/regels?q=besluit+6"))


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
    assert "<script>" not in page
    assert "&#34;&gt;&lt;script&gt;" in page


def test_the_english_address_leads_to_the_same_page(browser):
    response = browser.get("/rules?q=TR346")
    assert response.status_code == 302
    assert response.location == "/regels?q=TR346&lang=en"


def test_an_address_cannot_steer_where_links_lead(browser):
    page = browser.get("/regels?_external=1&_scheme=javascript&_anchor=x").text
    assert 'href="javascript:' not in page
    assert browser.get("/rules?_scheme=ftp&_external=1").location.startswith("/regels?")
