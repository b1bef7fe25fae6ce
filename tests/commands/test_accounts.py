"""The first person of a region is invited by command."""

from __future__ import annotations

import re


def test_the_first_administrator_gets_a_link(bare):
    bare.run("upgrade")
    bare.run("region", "load", "sandbox")
    done = bare.run("account", "invite", "eerste@regio.example", "--region", "Sandbox")
    assert done.status == 0, done.err
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/uitnodiging/[\w-]{43}\n", done.text)
    again = bare.run("account", "invite", "functional@sandbox.example", "--region", "Sandbox")
    assert (again.status, again.text) == (1, "")
    assert "already" in again.err
    nowhere = bare.run("account", "invite", "eerste@regio.example", "--region", "Nergens")
    assert (nowhere.status, nowhere.text) == (1, "")
    assert nowhere.err == "There is no region called 'Nergens'. Load its file first.\n"
