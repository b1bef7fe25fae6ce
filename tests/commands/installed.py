"""The command line on a database of its own, run as another program would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.allocation_messages import allocation_xml, an_allocation, an_allocation_message
from tests.builders import BSN, OTHER_BSN
from tests.commands.forking import forker

PORTAL = Path(sys.executable).with_name("portal")
DATA_KEY = bytes(range(32)).hex()
PATIENCE = 120  # seconds; a command that takes longer hangs
SAMPLE = [(20072, BSN, "01A03"), (200730, BSN, "01A04"), (20074, OTHER_BSN, "01A03"),
          (20073, OTHER_BSN, "01A04")]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind: its exit status and what it printed."""

    status: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """What it printed, as text."""
        return self.out.decode()

    @property
    def objects(self) -> list[dict[str, Any]]:
        """What it printed, one JSON object a line."""
        return [json.loads(line) for line in self.out.decode().splitlines()]


@dataclass(frozen=True, slots=True)
class Portal:
    """An installation: a folder and a database. Today is 10 May 2023 unless told otherwise."""

    folder: Path
    url: str
    mode: str = "test"
    owner_url: str = ""
    data_key: str = DATA_KEY

    @property
    def environment(self) -> dict[str, str]:
        """What a command of this installation finds in its environment."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_")}
        return {
            **kept, "PORTAL_MODE": self.mode, "PORTAL_DATABASE_URL": self.url,
            "PORTAL_DATA_KEY": self.data_key, "PORTAL_SECRET_KEY": "0123456789abcdef" * 3,
            "PORTAL_OWNER_DATABASE_URL": self.owner_url, "PORTAL_TEST_CITIZENS": "",
        }  # fmt: skip

    def run(self, *arguments: object) -> Done:
        """Run a command to its end, in a process of its own."""
        words = self.command(*arguments)
        status, out, err = forker().run(words, self.environment, self.folder, PATIENCE)
        return Done(status, out, err.decode())

    def run_installed(self, *arguments: object) -> Done:
        """Run a command to its end as anybody would: start the program, which imports all."""
        done = subprocess.run(
            self.command(*arguments), cwd=self.folder, env=self.environment, check=False,
            capture_output=True, timeout=PATIENCE,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr.decode())

    def start(self, *arguments: object) -> subprocess.Popen[bytes]:
        """Start a command; whoever does sees to its end."""
        return subprocess.Popen(
            self.command(*arguments), cwd=self.folder, env=self.environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def command(self, *arguments: object) -> Sequence[str]:
        """The words of a command."""
        return [str(PORTAL), *map(str, arguments)]

    def file(self, name: str, data: bytes | str) -> Path:
        """A file with this content."""
        path = self.folder / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def submit(self, *files: Path, today: str = "2023-05-10") -> Done:
        """Hand files in."""
        return self.run("submit", "--json", "--today", today, *files)

    def assess(self, *files: Path, today: str = "2023-05-10") -> Done:
        """Have files judged without storing them."""
        return self.run("assess", "--json", "--today", today, *files)

    def allocations(self) -> list[Path]:
        """The 301 messages that the sample declaration rests on."""
        return [
            self.file(
                f"301-{number}.xml",
                allocation_xml(
                    an_allocation_message(an_allocation(number, code=code, volume=40), bsn=bsn)
                ),
            )
            for number, bsn, code in SAMPLE
        ]
