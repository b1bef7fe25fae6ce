"""Every page that a reader can walk to, for every eye: two widths, two languages."""

from __future__ import annotations

from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from portal.web.permissions import PERMISSIONS
from tests.journeys.test_declaring import sign_in
from tests.journeys.test_public_pages import overflow, violations
from tests.journeys.world import APPROVER, CHECKER, CLERK, MANAGER, PEOPLE, VARIANTS

pytestmark = pytest.mark.browser

# what is no page, or cannot be walked to, and where it is tested instead
NOT_WALKED_TO = {
    "web.health_report": "JSON for programs",
    "web.rules_in_english": "leads to the rule book",
    "identity.openid": "leads to another site",
    "identity.openid_back": "comes back from another site",
    "identity.second_factor": "between password and first screen; in tests/identity",
    "identity.first_set_up": "in production alone; in tests/identity",
    "identity.invitation": "its address is mailed; in tests/identity",
    "identity.mail_sent": "after a form that was sent; in tests/identity",
    "identity.new_password": "its address is mailed; in tests/identity",
    "identity.link_openid": "only where an OpenID provider is set up; in tests/identity",
    "identity.switch": "for people with more than one account; in tests/identity",
    "intake.progress": "a part of a page",
    "hindsight.progress": "a part of a page",
    "ledger.closing": "leads back while no month is over; in tests/ledger",
}
# what came back first, where something is to be mended, and what only a button leads to
STARTS = {
    None: ("/",),
    CLERK: ("/aanleveringen?stand=terug", "/overzicht", "/vragen/regel/1", "/past-niet-meer"),
    CHECKER: (
        "/overzicht", "/controle/samen?doen=op-naam&regel=1&regel=2", "/controle/regel/2",
        "/beschikkingen/1",
    ),
    APPROVER: ("/goedkeuring?lijst=goedgekeurd", "/overzicht"),
    MANAGER: ("/contracten/1/geld?jaar=2023", "/geld?jaar=2023", "/overzicht"),
}
FILES = (".xlsx", ".csv", ".pdf", ".xml", ".zip", ".toml", "/antwoord", "/openapi.json")


# what a page is made of: elements with their attributes, but not what stands in them
PARTS = """() => [...document.querySelectorAll("html *")].map(
    e => e.localName + "." + e.className + "[" + e.getAttributeNames().sort().join() + "]")"""

Kind = tuple[str, str]
Examined = dict[Kind, set[str]]


class Walk:
    """Goes through the portal link by link, one address of every kind of page."""

    def __init__(self, page: Page, pages: MapAdapter, language: str, examined: Examined) -> None:
        self.page = page
        self.pages = pages
        self.language = language
        self.examined = examined
        self.seen: set[Kind] = set()
        self.problems: list[str] = []

    def walk(self, start: str) -> None:
        """Look at every page that links lead to from here."""
        waiting = deque([start])
        while waiting:
            address = waiting.popleft()
            kind = self._kind(address)
            if kind is None or kind in self.seen:
                continue
            self.seen.add(kind)
            waiting.extend(self._look_at(address, kind))

    def _kind(self, address: str) -> Kind | None:
        """The route behind an address, with its variant; None for what is no page of ours."""
        parts = urlsplit(address)
        if parts.path.endswith(FILES) or parts.path.startswith(("/api/", "/static/", "/health")):
            return None
        try:
            endpoint, _values = self.pages.match(parts.path, "GET")
        except HTTPException:
            self.problems.append(f"a link leads nowhere: {address}")
            return None
        variants = VARIANTS.get(endpoint, ())
        return endpoint, next((each for each in variants if each in address), "")

    def _look_at(self, address: str, kind: Kind) -> list[str]:
        sign = "&" if "?" in address else "?"
        answer = self.page.goto(f"{address}{sign}lang={self.language}")
        assert answer is not None
        if answer.status != 200 or "text/html" not in answer.headers["content-type"]:
            self.problems.append(f"{address}: {answer.status}")
            return []
        found = [f"{address}: {each}" for each in self._violations(kind)]
        if wide := overflow(self.page):
            found.append(f"{address}: {wide} pixels too wide")
        if self.page.locator("html").get_attribute("lang") != self.language:
            found.append(f"{address}: not in the language that was asked for")
        if self.page.locator("h1").count() != 1:
            found.append(f"{address}: {self.page.locator('h1').count()} headings of the first rank")
        self.problems += found
        links = self.page.locator("a[href]").evaluate_all("found => found.map(a => a.href)")
        here = urlsplit(self.page.url)
        inside = [each for each in links if urlsplit(each).netloc == here.netloc]
        return [_path(urljoin(self.page.url, each)) for each in inside if "lang=" not in each]

    def _violations(self, kind: Kind) -> list[str]:
        """What axe says; it is not asked again about a page without a part that it did not see."""
        parts = set(self.page.evaluate(PARTS))
        before = self.examined.setdefault(kind, set())
        if parts <= before:
            return []
        before |= parts
        return violations(self.page)


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def test_every_page_is_accessible_and_fits(page_of, pages, width, language):
    visited: set[str] = set()
    problems: list[str] = []
    examined: Examined = {}
    for email in (None, *PEOPLE):
        page = page_of(width)
        if email:
            sign_in(page, email)
        walk = Walk(page, pages, language, examined)
        for start in STARTS.get(email, ("/overzicht",)):
            walk.walk(start)
        visited |= {endpoint for endpoint, _ in walk.seen}
        problems += [f"{email or 'a stranger'} at {each}" for each in walk.problems]
        page.context.close()
    assert "\n".join(problems) == ""
    walkable = {rule.endpoint for rule in pages.map.iter_rules() if "GET" in (rule.methods or ())}
    walkable = {each for each in walkable & set(PERMISSIONS) if not each.startswith("api")}
    missed = walkable - visited - set(NOT_WALKED_TO) - {"static"}
    assert sorted(each for each in missed if not _is_file(pages, each)) == []


def _is_file(pages: MapAdapter, endpoint: str) -> bool:
    return any(rule.rule.endswith((*FILES, "kind>")) for rule in pages.map.iter_rules(endpoint))
