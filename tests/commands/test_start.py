"""What ``run.py`` starts: the database, the demonstration and the server."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands.installed import PATIENCE, Portal


@pytest.fixture
def demo(bare: Portal) -> Portal:
    """A demonstration before its first start."""
    return replace(bare, mode="demo")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(portal: Portal, errors: Path) -> Iterator[str]:
    """The server while it answers, at its address; what it says goes to a file."""
    port = free_port()
    with errors.open("wb") as said:
        server = subprocess.Popen(
            portal.command("start"), cwd=portal.folder, stderr=said,
            env={**portal.environment, "PORT": str(port)},
        )  # fmt: skip
    try:
        until = time.monotonic() + PATIENCE
        while "answers on" not in errors.read_text("utf-8"):
            assert server.poll() is None and time.monotonic() < until, errors.read_text("utf-8")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        assert server.wait(PATIENCE) == 0


def test_a_first_start_makes_everything_and_a_second_makes_nothing_again(demo, tmp_path):
    with started(demo, tmp_path / "said") as address:
        with urllib.request.urlopen(f"{address}/health") as health:
            assert health.status == 200
        assert (demo.folder / "portal.sqlite3").exists()
        said = (tmp_path / "said").read_text("utf-8")
        assert "demo-portal" in said and "clerk@zorgthuis.example" in said
    assert demo.run("region", "load", "hart-van-brabant").text == "Er is niets veranderd.\n"
    with started(demo, tmp_path / "again") as address:
        assert urllib.request.urlopen(f"{address}/regels").status == 200
    assert demo.run("check").status == 0


def test_the_demonstration_fills_itself_while_pages_are_served(demo, tmp_path):
    with started(demo, tmp_path / "said") as address:
        until = time.monotonic() + PATIENCE
        while not how_far(demo)[0]:
            assert time.monotonic() < until
            assert urllib.request.urlopen(f"{address}/health").status == 200
            time.sleep(0.2)
    done, total = how_far(demo)
    assert done < total  # the filler stopped with its server
    with started(demo, tmp_path / "again"):
        until = time.monotonic() + PATIENCE
        while how_far(demo)[0] <= done:
            assert time.monotonic() < until
            time.sleep(0.2)
    assert demo.run("check").status == 0


def how_far(portal: Portal) -> tuple[int, int]:
    """What the audit trail says of the demonstration: happenings done, and all of them."""
    with closing(sqlite3.connect(portal.folder / "portal.sqlite3")) as connection:
        [detail] = connection.execute(
            "SELECT detail FROM audit_event WHERE action = 'region.demonstrated'"
            " ORDER BY id DESC LIMIT 1"
        ).fetchone()
    told = json.loads(detail)
    return told["done"], told["total"]


def test_a_database_in_use_gets_no_demonstration(demo, tmp_path):
    assert demo.run("region", "load", "sandbox").status == 0
    with started(demo, tmp_path / "said"):
        assert "hart-van-brabant" not in (tmp_path / "said").read_text("utf-8")
    assert "toegevoegd" in demo.run("region", "load", "hart-van-brabant").text


def test_a_test_installation_starts_without_a_region(bare, tmp_path):
    with started(bare, tmp_path / "said"):
        pass
    assert "toegevoegd" in bare.run("region", "load", "sandbox", "--if-empty").text


def test_a_start_that_cannot_be_is_one_sentence(demo):
    done = replace(demo, url="postgresql://portal@127.0.0.1:1/nothing").run("start")
    assert done.status == 1
    assert done.err.startswith("The database cannot be reached: ") and done.err.count("\n") == 1


def test_a_start_with_another_data_key_is_refused(demo):
    assert demo.run("region", "load", "sandbox").status == 0
    assert demo.run("allocations", "import", *demo.allocations()).status == 0
    done = subprocess.run(
        demo.command("start"), cwd=demo.folder, capture_output=True, text=True, check=False,
        env={**demo.environment, "PORTAL_DATA_KEY": os.urandom(32).hex()}, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 1
    assert "data key" in done.stderr and "Traceback" not in done.stderr
