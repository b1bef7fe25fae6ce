"""Commands in processes of their own, without importing the portal anew for each of them.

A small process of a single thread imports the portal once, and forks for every command: what it
runs is the entrance of the installed program, with the words, environment, folder and files of
that command alone. Starting a program that imports all again took longer than most commands do.

That the installed program says the same is in `test_reference`; `test_system` and `test_start`
start it too.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 1 << 20  # bytes of a request: words and environment


@dataclass(frozen=True, slots=True)
class Forker:
    """The process that forks, and the line on which it is told what to run."""

    process: subprocess.Popen[bytes]
    line: socket.socket

    def run(
        self, words: Sequence[str], environment: Mapping[str, str], folder: Path, patience: float
    ) -> tuple[int, bytes, bytes]:
        """Run the portal to its end: exit status, output and errors.

        ``words`` begin with the path of the program.
        """
        request = json.dumps([list(words), dict(environment), str(folder)]).encode()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            self.line.settimeout(patience)
            socket.send_fds(self.line, [request], [out.fileno(), errors.fileno()])
            status = int(self.line.recv(LONGEST))
            out.seek(0)
            errors.seek(0)
            return status, out.read(), errors.read()


@cache
def forker() -> Forker:
    """The one process of this test process that forks; it ends when the line does."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LONGEST)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.commands.forking", str(theirs.fileno())],
        cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
    )  # fmt: skip
    theirs.close()
    return Forker(process, ours)


def serve(line: socket.socket) -> None:
    """Fork for each request until the other side hangs up."""
    from portal import commands  # noqa: F401 - what a fork needs not import again

    while True:
        request, files, _, _ = socket.recv_fds(line, LONGEST, 2)
        if not request:
            return
        child = os.fork()
        if child == 0:
            line.close()
            _become(json.loads(request), files)
        for file in files:
            os.close(file)
        _, ended = os.waitpid(child, 0)
        line.send(str(os.waitstatus_to_exitcode(ended)).encode())


def _become(request: Any, files: Sequence[int]) -> None:
    """Be the command from here on; never comes back."""
    words, environment, folder = request
    for file, place in zip(files, (1, 2), strict=True):
        os.dup2(file, place)
        os.close(file)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = words
    sys.modules["__main__"].__package__ = None  # else usage says how this module was started
    os._exit(_status())


def _status() -> int:
    """Run the entrance of the program, and all that a program does at its end."""
    from portal.cli import main

    status = 1
    try:
        main()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    return status


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
