"""What a command says when the installation is not as it should be."""

from __future__ import annotations

import os
import shlex
import subprocess
from dataclasses import replace

import pytest
from sqlalchemy import make_url

from tests import databases
from tests.builders import BSN, the_sample, xml_of
from tests.commands.installed import Portal


def test_today_is_not_for_production(ready: Portal):
    file = ready.file("prod.xml", xml_of(the_sample()))
    production = replace(ready, mode="production")
    for command in ("assess", "submit"):
        done = production.run(command, "--today", "2023-05-10", file)
        assert (done.status, done.out) == (1, b"")
        assert "--today" in done.err and "Traceback" not in done.err


def test_production_does_not_upgrade_by_itself(bare):
    done = replace(bare, mode="production").run("check")
    assert done.status == 1
    assert done.err == "The database is not of this version yet. Run 'portal upgrade' first.\n"


@pytest.mark.parametrize("url", [
    "postgresql://portal@127.0.0.1:1/nothing", "sqlite:////there/is/no/such/folder/x.sqlite3",
])  # fmt: skip
def test_a_database_that_does_not_answer_is_one_sentence(bare, url):
    for command in (["check"], ["upgrade"]):
        done = replace(bare, url=url).run(*command)
        assert (done.status, done.out) == (1, b"")
        assert done.err.startswith("The database cannot be reached: ")
        assert done.err.count("\n") == 1


def test_a_full_disk_is_one_sentence_and_leaves_nothing_half_done(bare):
    assert bare.run("region", "load", "sandbox").status == 0
    file = bare.file("april.xml", xml_of(the_sample()))
    command = shlex.join(bare.command("submit", "--today", "2023-05-10", file))
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 40; {command}"], cwd=bare.folder,
        env=bare.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The database could not go on: ")
    assert done.stderr.count("\n") == 1
    assert bare.run("check").status == 0
    assert bare.submit(file).objects[0]["header"] == ["0200"]


def test_an_unknown_kind_of_database_is_one_sentence(bare):
    done = replace(bare, url="mysql://x").run("check")
    assert done.status == 1
    assert "PORTAL_DATABASE_URL" in done.err and done.err.count("\n") == 1


def test_a_worker_is_not_for_sqlite(bare):
    done = bare.run("worker")
    assert done.status == 1
    assert "portal serve" in done.err


def test_a_file_that_cannot_be_read_is_refused_and_the_others_are_not(bare):
    """Wrong use is found before anything is done."""
    good = bare.file("good.xml", xml_of(the_sample()))
    done = bare.run("submit", good, bare.folder / "missing.xml")
    assert done.status == 2
    assert "missing.xml" in done.err


def test_nothing_a_command_prints_holds_a_citizen_number_but_the_json(ready: Portal):
    name = f"declaratie {BSN}.xml"
    file = ready.file(name, xml_of(the_sample()).replace(b">5000<", b">x<", 1))
    done = ready.run("submit", "--today", "2023-05-10", file)
    assert done.status == 1
    assert BSN not in done.text + done.err


def test_another_data_key_is_refused_before_anything_is_done(ready: Portal):
    other = replace(ready, data_key="00" * 32)
    for words in (("check",), ("region", "load", "sandbox")):
        done = other.run(*words)
        assert (done.status, done.out) == (1, b"")
        assert "Set PORTAL_DATA_KEY to that key" in done.err


def test_production_works_as_a_role_that_owns_nothing(postgresql_server, tmp_path):
    """The owner upgrades and gives the role its rights; as the owner itself nothing starts."""
    with databases.made_with_role(postgresql_server, f"portal_roles_{os.getpid()}") as made:
        portal = Portal(tmp_path, made.url, "production", made.owner_url)
        assert portal.run("upgrade").status == 0
        assert portal.run("upgrade").text == "The database was up to date.\n"
        assert portal.run("check").status == 0
        refused = replace(portal, url=made.owner_url).run("check")
        assert refused.status == 1
        assert refused.err.startswith("The role in PORTAL_DATABASE_URL is a superuser")
        nobody = make_url(made.url).set(username="nobody_here").render_as_string(False)
        missing = replace(portal, url=nobody).run("upgrade")
        assert (missing.status, missing.err.count("\n")) == (1, 1)
        assert missing.err.startswith("There is no role nobody_here on this server")
