"""Judging a period again by command: nothing changes, and what would change is told."""

from __future__ import annotations

from datetime import date

import pytest

from tests.allocation_messages import allocation_xml, an_allocation, an_allocation_message
from tests.builders import the_sample, xml_of
from tests.commands.installed import Portal

APRIL = ("--from", "2023-04-01", "--to", "2023-04-30", "--json")


def test_a_shorter_allocation_shows_in_lines_and_cents(ready: Portal):
    ready.allocations()
    file = ready.file("323.xml", xml_of(the_sample()))
    before = ready.submit(file).objects[0]
    assert before["outcome"] == "awarded"

    [nothing] = ready.run("reassess", *APRIL).objects
    assert (nothing["messages"], nothing["changed_lines"], nothing["lines"]) == (1, 0, [])

    shorter = an_allocation(
        end=date(2023, 3, 31), volume=40, reason="05", assigned_at="2023-05-01T09:00:00"
    )
    message = an_allocation_message(shorter, identification="korter", dated=date(2023, 5, 2))
    done = ready.run("allocations", "import", ready.file("korter.xml", allocation_xml(message)))
    assert done.status == 0, done.text

    [then] = ready.run("reassess", *APRIL, "--as-of", "then").objects
    assert then["changed_lines"] == 0
    [now] = ready.run("reassess", *APRIL).objects
    [line] = now["lines"]
    assert (line["was"], line["batch"]) == (["0200"], before["batch"])
    assert "9308" in line["would"]
    assert now["difference_cents"] == line["difference_cents"] < 0
    assert now["to_rejected"] == {"lines": 1, "cents": now["difference_cents"]}
    assert now["rules"]["TR308"]["lines"] == 1
    assert ready.run("check").status == 0

    told = ready.run("reassess", "--from", "2023-04-01", "--to", "2023-04-30", "--lang", "en")
    assert "1 messages judged again; 1 lines would come out differently" in told.text
    other_month = ready.run("reassess", "--from", "2023-05-01", "--to", "2023-05-31", "--json")
    assert other_month.objects[0]["messages"] == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--from", "2023-05-01", "--to", "2023-04-01"), "before it begins"),
        (("--from", "gisteren", "--to", "2023-04-01"), "does not match the format"),
        ((*APRIL, "--rule", "TR999"), "no rule 'TR999'"),
    ],
)
def test_a_wrong_question_is_wrong_use(ready: Portal, wrong: tuple[str, ...], said: str):
    done = ready.run("reassess", *wrong)
    assert done.status == 2
    assert said in done.err
