"""The benchmark: a declaration message from bytes to answer, against ``xmllint`` on the same file.

``python3 run.py bench [--lines N …] [--rounds N] [--history N] [--json FILE]``. One worker that
has just handled a first message takes messages of each size in turn, each right after ``xmllint
--noout --schema`` read the same file, so that the ratio holds on a machine that is busy. Figures
are medians over the rounds; processor time, which other work disturbs least, is that of the worker
and of the process of PostgreSQL that serves it. On PostgreSQL the portal works as a role of its
own, held to row-level security as in production; ``--as-owner`` measures without.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.history import fill, settle
from tests.benchmarks.world import MONTHS, allocate, database_for, make_app, write_file
from tests.databases import TestDatabase

ENGINES = ("sqlite", "postgresql")
HEAD = (
    "engine|lines stored|lines|MB|xmllint s|whole path s|ratio|processor ratio"
    "|processor µs a line|peak MiB"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, and where files may be put."""

    sizes: Sequence[int]
    rounds: int
    history: int
    as_owner: bool
    folder: Path


def main(arguments: Sequence[str]) -> int:
    """Run and print; 2 for wrong use."""
    options = _options(arguments)
    server = os.environ.get("PORTAL_TEST_DATABASE_URL")
    engines = options.engine or [each for each in ENGINES if each == "sqlite" or server]
    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        plan = Plan(
            sorted(options.lines), options.rounds, options.history, options.as_owner, Path(folder)
        )
        for engine in engines:
            results += _measure(engine, plan, server)
    _print(results)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=[1_000, 5_000, 30_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engine", choices=ENGINES, nargs="+", help="only these")
    parser.add_argument(
        "--history", type=int, default=0, metavar="LINES",
        help="measure once more on PostgreSQL with about so many lines stored before",
    )  # fmt: skip
    parser.add_argument(
        "--as-owner", action="store_true", help="work as the superuser that owns the tables"
    )
    parser.add_argument("--json", type=Path, help="also write every figure to this file")
    options = parser.parse_args(arguments)
    if 2 * (1 + options.rounds * len(options.lines)) > MONTHS:
        parser.error(f"a message is about a month of its own, and there are only {MONTHS}")
    return options


def _measure(engine: str, plan: Plan, server: str | None) -> Iterator[dict[str, Any]]:
    """The medians of all rounds on one engine, by size; then again with history."""
    with database_for(engine, plan.folder, server) as made:
        allocate(make_app(made), plan.sizes[-1])
        settle(made)
        yield from _rounds(engine, made, plan, 0, 0)
        if plan.history and engine == "postgresql":
            _say(f"storing {plan.history:,} lines …")
            stored = fill(made, plan.history)
            yield from _rounds(engine, made, plan, 1 + plan.rounds * len(plan.sizes), stored)


def _rounds(
    engine: str, made: TestDatabase, plan: Plan, month: int, stored: int
) -> Iterator[dict[str, Any]]:
    _say(f"{', '.join(f'{size:,}' for size in plan.sizes)} lines on {engine} …")
    sizes = [plan.sizes[-1], *(plan.rounds * list(plan.sizes))]
    paths = [write_file(size, month + n, plan.folder) for n, size in enumerate(sizes)]
    url = made.owner_url if plan.as_owner else made.url
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.pipeline", url, made.owner_url, *map(str, paths)],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    for path in paths:
        path.unlink()
    _, *handled = map(json.loads, done.stdout.splitlines())
    for size in plan.sizes:
        same = [each for each in handled if each["lines"] == size]
        yield {"engine": engine, "stored": stored, **_middle(same)}


def _middle(rounds: Sequence[dict[str, Any]]) -> dict[str, Any]:
    names = rounds[0]["phases"]
    used = [each["cpu"] + each["server_cpu"] for each in rounds]
    return {
        "lines": rounds[0]["lines"],
        "bytes": rounds[0]["bytes"],
        "floor": median(each["floor"] for each in rounds),
        "seconds": median(each["seconds"] for each in rounds),
        "ratio": median(each["seconds"] / each["floor"] for each in rounds),
        "cpu": median(used),
        "cpu_ratio": median(
            cpu / each["floor_cpu"] for cpu, each in zip(used, rounds, strict=True)
        ),
        "peak_mib": max(each["peak_mib"] for each in rounds),
        "phases": {
            name: median(each["phases"].get(name, 0) / each["floor"] for each in rounds)
            for name in names
        },
        "beside": {
            name: median(each["beside"].get(name, 0) / each["floor"] for each in rounds)
            for name in rounds[0]["beside"]
        },
    }


def _print(results: Sequence[dict[str, Any]]) -> None:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"Python {platform.python_version()}"
    )
    print(f"| {HEAD.replace('|', ' | ')} |")
    print("|---" * len(HEAD.split("|")) + "|")
    for each in results:
        print(
            f"| {each['engine']} | {each['stored']:,} | {each['lines']:,} "
            f"| {each['bytes'] / 1e6:.1f} | {each['floor']:.3f} | {each['seconds']:.3f} "
            f"| {each['ratio']:.1f} × | {each['cpu_ratio']:.1f} × "
            f"| {each['cpu'] / each['lines'] * 1e6:.0f} | {each['peak_mib']:.0f} |"
        )
    _print_phases(results)


def _print_phases(results: Sequence[dict[str, Any]]) -> None:
    print("\nWhere it goes, in times the floor; in brackets what another thread does meanwhile:")
    beside = [f"({name})" for name in results[0]["beside"]]
    names = list(results[0]["phases"])
    print("| engine | lines stored | lines | " + " | ".join([*names, *beside]) + " |")
    print("|---" * (3 + len(names) + len(beside)) + "|")
    for each in results:
        shares = [*each["phases"].values(), *each["beside"].values()]
        listed = " | ".join(f"{share:.2f}" for share in shares)
        print(f"| {each['engine']} | {each['stored']:,} | {each['lines']:,} | {listed} |")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main(sys.argv[1:]))
