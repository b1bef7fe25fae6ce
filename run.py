#!/usr/bin/env python3
"""Set up and start the portal, run its tests or its commands. Standard library only.

python3 run.py                 set up what is missing, then serve
python3 run.py test [ARG…]     all checks; arguments go to pytest
python3 run.py bench [ARG…]    the benchmark
python3 run.py portal ARG…     one command of the portal
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VENDOR = ROOT / "portal" / "static" / "vendor"
NETWORK_WORDS = (
    "Temporary failure", "Failed to establish", "NewConnectionError", "ENOTFOUND", "ECONNREFUSED",
    "EAI_AGAIN", "ETIMEDOUT", "error sending request", "dns error", "No matching distribution",
)  # fmt: skip


class Stopped(Exception):
    """Nothing more can be done; the message is one sentence for the person at the terminal."""


def say(line: str) -> None:
    print(line, file=sys.stderr)


def step(title: str, *command: str | Path) -> None:
    """Run one part of the set-up, showing that it moves; its output appears only when it fails."""
    start, moving = time.monotonic(), sys.stderr.isatty()
    if not moving:
        say(f"  {title} …")
    with tempfile.TemporaryFile() as output:
        nothing = subprocess.DEVNULL
        process = subprocess.Popen(command, cwd=ROOT, stdin=nothing, stdout=output, stderr=output)
        try:
            while process.poll() is None:
                if moving:
                    wheel = "|/-\\"[int(time.monotonic() * 8) % 4]
                    sys.stderr.write(f"\r{wheel} {title} … {time.monotonic() - start:.0f} s ")
                time.sleep(0.05)
        except BaseException:
            process.kill()
            raise
        if moving:
            say(f"\r✓ {title} ({time.monotonic() - start:.0f} s)   ")
        if process.returncode:
            output.seek(0)
            raise Stopped(explain(title, output.read().decode(errors="replace")))


def explain(title: str, output: str) -> str:
    say("\n".join(output.splitlines()[-15:]))
    if any(word in output for word in NETWORK_WORDS):
        return f"'{title}' found no network: packages are fetched once. Connect and start again."
    return f"'{title}' failed; the lines above tell why. Mend that and start again."


class Environment:
    """The virtual environment, and by the hashes of lock files what is known to be in it."""

    stamp_file = VENV / "run-stamps.json"

    def __init__(self) -> None:
        self.uv = shutil.which("uv")

    def stamps(self) -> dict[str, str]:
        known = self.stamp_file.read_text() if self.stamp_file.exists() else "{}"
        return dict(json.loads(known))

    def once(
        self, what: str, files: tuple[str, ...], work: Callable[[], None], made: Path = PYTHON
    ) -> None:
        """Do this work unless it was done here for these very files."""
        content = b"".join((ROOT / name).read_bytes() for name in files)
        done = {"home": str(ROOT), what: hashlib.sha256(content).hexdigest()}
        if not (made.exists() and PYTHON.exists() and done.items() <= self.stamps().items()):
            self.create()
            work()
            fresh = self.stamp_file.with_suffix(".new")
            fresh.write_text(json.dumps({**self.stamps(), **done}))
            fresh.replace(self.stamp_file)

    def create(self) -> None:
        if self.stamps().get("home", str(ROOT)) != str(ROOT):
            shutil.rmtree(VENV)  # moved with its folder: its scripts point to the old place
        if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:
            return
        title = "Making the environment"
        if self.uv:
            step(title, self.uv, "venv", "--clear", "--python", sys.executable, VENV)
        elif importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
            step(title, sys.executable, "-m", "venv", "--clear", VENV)
        else:
            raise Stopped("This Python has no venv module. On Debian or Ubuntu:"
                          " apt-get install python3-venv; then start again.")  # fmt: skip

    def install(self, title: str, *what: str) -> None:
        if self.uv:
            step(title, self.uv, "pip", "install", "--python", PYTHON, *what)
            return
        if subprocess.run([PYTHON, "-m", "pip", "-V"], capture_output=True).returncode:
            step("Adding pip", PYTHON, "-m", "ensurepip")
        step(title, PYTHON, "-m", "pip", "install", *what)

    def packages(self, lock: str, title: str) -> None:
        self.once(lock, (lock,), lambda: self.install(title, "--require-hashes", "-r", lock))

    def project(self) -> None:
        title, options = "Installing the portal", ("--no-build-isolation", "--no-deps", "-e", ".")
        self.once("project", ("pyproject.toml",), lambda: self.install(title, *options))

    def assets(self) -> None:
        npm = shutil.which("npm")
        if not npm:
            self.packages("requirements-node.txt", "Fetching Node.js")
            npm = str(VENV / "bin" / "npm")
            os.environ["PATH"] = own_tools_first()
        step("Fetching the front-end assets", npm, "ci", "--no-progress")
        copy_assets()


def copy_assets() -> None:
    """Join the style sheets that package.json names, so that a page asks for two files."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    for target, sources in json.loads((ROOT / "package.json").read_text())["assets"].items():
        parts = [(ROOT / "node_modules" / source).read_text("utf-8") for source in sources]
        (VENDOR / target).write_text("\n".join(parts), "utf-8")


def own_tools_first() -> str:
    return f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Of several first starts at once, one sets up and the others wait for it."""
    import fcntl

    try:
        (ROOT / "var").mkdir(mode=0o700, exist_ok=True)
        lock_file = (ROOT / "var" / "setup.lock").open("w")
    except OSError as error:
        raise Stopped(f"{error.filename} cannot be written: {error.strerror}. Make it"
                      " yours, or put the portal in a folder of your own.") from None  # fmt: skip
    with lock_file as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another start is setting up; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def set_up(*, assets: bool = False, test: bool = False) -> None:
    environment = Environment()
    with alone():
        environment.packages("requirements.txt", "Installing the packages")
        environment.project()
        if assets:
            locks = ("package.json", "package-lock.json")
            environment.once("assets", locks, environment.assets, made=VENDOR)
        if test:
            environment.packages("requirements-test.txt", "Installing the test tools")


def portal(*arguments: str) -> list[str]:
    return [str(PYTHON), str(VENV / "bin" / "portal"), *arguments]


def serve() -> int:
    refuse_taken_port(os.environ.get("PORT", "8000"))
    set_up(assets=True)
    apart = os.environ.get("PORTAL_DATABASE_URL", "").startswith("postgres")  # else inside
    if apart:  # the worker begins beside the server, and needs the tables
        status = subprocess.run(portal("upgrade"), stdout=sys.stderr).returncode
        if status:
            return status
    return run_together([portal("start"), *([portal("worker")] * apart)])


def refuse_taken_port(port: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except (ValueError, OverflowError):
            raise Stopped(f"PORT is '{port}'; choose a number from 1 to 65535.") from None
        except OSError:
            raise Stopped(f"Port {port} is taken. Stop the other program, or choose another port:"
                          f" PORT={int(port) + 1} python3 run.py") from None  # fmt: skip


def run_together(programs: list[list[str]]) -> int:
    """Run them until the first one ends, then end the others; answers its exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    running = [subprocess.Popen(program, stdout=2) for program in programs]  # to standard error
    try:
        while all(process.poll() is None for process in running):
            time.sleep(0.2)
        return next(code for code in (p.returncode for p in running) if code is not None)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def in_environment(*command: str | Path) -> int:
    """Replace this program by the command, which sees this folder's own tools first."""
    environment = {**os.environ, "PATH": own_tools_first()}
    os.execve(command[0], [str(part) for part in command], environment)


def main(arguments: list[str]) -> int:
    command, rest = (arguments[0], arguments[1:]) if arguments else ("serve", [])
    if command == "serve":
        return serve()
    if command == "portal":
        set_up()
        return in_environment(*portal(*rest))
    if command in ("test", "bench"):
        set_up(assets=True, test=True)
        os.chdir(ROOT)
        return in_environment(PYTHON, "-m", "tests.suite", command, *rest)
    say(str(__doc__))
    return 2


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036, this is the one file an old Python reads
        sys.exit(f"The portal needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    try:
        sys.exit(main(sys.argv[1:]))
    except Stopped as stopped:
        sys.exit(str(stopped))
    except KeyboardInterrupt:
        sys.exit(130)
