"""Everything `run.py test` and `run.py bench` do once the environment stands.

Finds or starts a PostgreSQL server and a browser, says loudly what is missing, and then runs the
checks one after another.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

LOCAL_SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHECKS = (
    ("ruff", "-m", "ruff", "check", "."),
    ("mypy", "-m", "mypy"),
    ("import-linter", "-c", "from importlinter.cli import lint_imports_command as c; c()"),
)


def main(arguments: list[str]) -> int:
    """Run the suite or the benchmark; answers the exit status."""
    command, rest = arguments[0], arguments[1:]
    with postgresql() as address:
        if address:
            os.environ["PORTAL_TEST_DATABASE_URL"] = address
        else:
            shout("No PostgreSQL to be had: its half of the tests is SKIPPED.")
        if command == "bench":
            ensure_program("libxml2-utils", "xmllint")
            return run("-m", "tests.benchmarks", *rest)
        if not ensure_program("chromium", *BROWSERS):
            shout("No Chromium to be had: the browser tests are SKIPPED.")
        return run_checks(rest)


def run_checks(arguments: list[str]) -> int:
    """All checks, also after one failed, with pytest last; names the failed ones at the end."""
    failed = [name for name, *command in CHECKS if run(*command)]
    if run("-m", "pytest", "-n", "2", *arguments):
        failed.append("pytest")
    if failed:
        shout(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


def run(*arguments: str) -> int:
    """Run this Python with these arguments; answers its exit status."""
    return subprocess.run([sys.executable, *arguments], check=False).returncode


def shout(line: str) -> None:
    """Say something nobody should overlook."""
    print(f"\n!!! {line}\n", file=sys.stderr, flush=True)


def ensure_program(package: str, *names: str) -> bool:
    """True when one of these programs is there, if need be from this Debian package."""
    if any(map(shutil.which, names)):
        return True
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing {package} …", file=sys.stderr, flush=True)
    for command in (["update"], ["install", "-y", "--no-install-recommends", package]):
        subprocess.run(
            ["apt-get", "-qq", *command],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    return any(map(shutil.which, names))


@contextlib.contextmanager
def postgresql() -> Iterator[str | None]:
    """The address of a server to test on: the named one, a local one, or one started here."""
    named = os.environ.get("PORTAL_TEST_DATABASE_URL")
    if named or answers(LOCAL_SERVER):
        yield named or LOCAL_SERVER
        return
    binaries = server_binaries()
    if binaries is None:
        yield None
        return
    with started_server(binaries) as address:
        yield address


def answers(address: str) -> bool:
    """True when a server lets us in at this address."""
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def server_binaries() -> Path | None:
    """The folder of the newest installed PostgreSQL server (15 or later), if any."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    versions = sorted((int(path.parts[-3]), path.parent) for path in folders)
    return versions[-1][1] if versions and versions[-1][0] >= 15 else None


@contextlib.contextmanager
def started_server(binaries: Path) -> Iterator[str | None]:
    """A throw-away server in a temporary folder; None when it does not start."""
    account = unprivileged_account()
    with tempfile.TemporaryDirectory(prefix="portal-pg-") as folder:
        if account:
            shutil.chown(folder, account)
        data, port = Path(folder) / "data", free_port()
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
        control = [str(binaries / "pg_ctl"), "-D", str(data), "-s", "-w"]
        made = quietly(account, str(binaries / "initdb"), "-D", str(data), "-U", "postgres",
                       "-A", "trust", "-E", "UTF8", "--locale=C")  # fmt: skip
        up = made and quietly(
            account, *control, "-l", f"{folder}/log", "-o", options, "start"
        )
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres" if up else None
        finally:
            if up:
                quietly(account, *control, "-m", "immediate", "stop")


def unprivileged_account() -> str | None:
    """Who the server runs as: it refuses to run as root. None means as ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def quietly(account: str | None, *command: str) -> bool:
    """Run a command as this account (None: ourselves); True when it succeeded."""
    done = subprocess.run(
        command, user=account, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode == 0


def free_port() -> int:
    """A TCP port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
