"""Starts and stops, loaded by command."""

from __future__ import annotations

from pathlib import Path

from tests.care_messages import a_care_message, a_start, a_stop, care_xml
from tests.commands.installed import Portal
from tests.intake.world import zipped


def test_starts_and_stops_are_imported_one_line_a_message(ready: Portal):
    ready.allocations()
    start = ready.file("305.xml", care_xml(a_care_message(a_start(code="01A03"))))
    stop = care_xml(a_care_message(a_stop()))
    archive = ready.file("307.zip", zipped(("a.xml", stop), ("b.xml", b"geen XML")))
    done = ready.run("messages", "import", start, archive, "--lang", "en")
    first, second, third = done.text.splitlines()
    assert (done.status, first, second) == (1, "305.xml: 1 added", "a.xml: 1 added")
    assert third.startswith("b.xml: refused: ")
    again = ready.run("messages", "import", start)
    assert (again.status, again.text) == (0, "305.xml: 1 ongewijzigd\n")
    assert ready.run("check").status == 0


def test_what_has_no_place_is_told_and_is_no_success(ready: Portal):
    ready.allocations()
    file = ready.file("305.xml", care_xml(a_care_message(a_start(99), identification="99")))
    done = ready.run("messages", "import", file, "--lang", "en")
    assert done.status == 1
    told, reason = done.text.splitlines()
    assert told == "305.xml: 1 not processed"
    assert reason.startswith("  TR019: This report belongs to no allocation")


def test_the_retour_to_each_message_is_written_into_a_folder(ready: Portal, tmp_path: Path):
    ready.allocations()
    wrong = ready.file("wrong.xml", care_xml(a_care_message(a_start(99), identification="W")))
    bad = ready.file("bad.xml", b"geen XML")
    done = ready.run("messages", "import", wrong, bad, "--out", tmp_path / "out", "--lang", "en")
    [written] = (tmp_path / "out").iterdir()
    assert written.name.startswith("wmo306-") and str(written) in done.text
    assert b"<wmo306:RetourCode>9019</wmo306:RetourCode>" in written.read_bytes()
    ready.run("messages", "import", wrong, "--out", tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == 2  # judged anew: nothing of it was kept
