"""Templates hold no script and no style, so that the Content-Security-Policy needs no exception."""

import re

import pytest

from tests.architecture.sources import ROOT, named

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:|\bhx-on""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_inline_script_or_style(path):
    assert not INLINE.findall(path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_nothing_comes_from_another_site(path):
    assert not re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_nothing_escapes_escaping(path):
    assert not re.findall(r"\|\s*safe\b|autoescape\s+false", path.read_text("utf-8"))


@pytest.mark.parametrize(
    "text", ["<script>", '<p style="x">', "<a onclick='x'>", "<STYLE>", '<a href="javascript:x">']
)
def test_the_rule_sees_what_it_forbids(text):
    assert INLINE.search(text)
