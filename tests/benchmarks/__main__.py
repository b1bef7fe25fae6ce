"""The benchmark: a declaration message from bytes to answer, against ``xmllint`` on the same file.

``python3 run.py bench [--lines N …] [--rounds N] [--json FILE]``. Every round handles a message
of its own in a process of its own, right after ``xmllint --noout --schema`` read the same file,
so that the ratio holds on a machine that is busy. Figures are medians over the rounds.
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
import time
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.world import allocate, database_url, make_app, write_files

SCHEMA = files("schemas") / "xsd" / "wmo" / "3_2" / "wmo323.xsd"
ENGINES = ("sqlite", "postgresql")
MOST_ROUNDS = 12  # a message is about a month of its own, and there are twelve


def main(arguments: Sequence[str]) -> int:
    """Run and print; 2 for wrong use."""
    options = _options(arguments)
    server = os.environ.get("PORTAL_TEST_DATABASE_URL")
    engines = [engine for engine in ENGINES if engine == "sqlite" or server]
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for lines in options.lines:
            paths = write_files(lines, options.rounds, Path(folder))
            for engine in engines:
                _say(f"{lines} lines on {engine} …")
                results.append(_measure(engine, lines, paths, Path(folder), server))
    _print(results)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=[1_000, 30_000])
    parser.add_argument("--rounds", type=int, default=5, choices=range(1, MOST_ROUNDS + 1))
    parser.add_argument("--json", type=Path, help="also write every figure to this file")
    return parser.parse_args(arguments)


def _measure(
    engine: str, lines: int, paths: Sequence[Path], folder: Path, server: str | None
) -> dict[str, Any]:
    """The medians of all rounds on one engine: seconds, ratios to the floor, MiB."""
    with database_url(engine, folder, server) as url:
        app = make_app(url)
        allocate(app, lines)
        rounds = [_round(url, path) for path in paths]
    names = rounds[0]["phases"]
    return {
        "engine": engine,
        "lines": lines,
        "bytes": paths[0].stat().st_size,
        "floor": median(each["floor"] for each in rounds),
        "seconds": median(each["seconds"] for each in rounds),
        "ratio": median(each["seconds"] / each["floor"] for each in rounds),
        "peak_mib": max(each["peak_mib"] for each in rounds),
        "phases": {name: median(each["phases"].get(name, 0) for each in rounds) for name in names},
    }


def _round(url: str, path: Path) -> dict[str, Any]:
    floor = _floor(path)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.pipeline", url, str(path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return {**json.loads(done.stdout), "floor": floor}


def _floor(path: Path) -> float:
    """Seconds that ``xmllint`` takes to read the file and hold it against the schema."""
    start = time.perf_counter()
    command = ["xmllint", "--noout", "--schema", str(SCHEMA), str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def _print(results: Sequence[dict[str, Any]]) -> None:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"Python {platform.python_version()}"
    )
    print("| engine | lines | MB | xmllint s | whole path s | ratio | µs a line | peak MiB |")
    print("|---|---|---|---|---|---|---|---|")
    for each in results:
        print(
            f"| {each['engine']} | {each['lines']:,} | {each['bytes'] / 1e6:.1f} "
            f"| {each['floor']:.3f} | {each['seconds']:.3f} | {each['ratio']:.1f} × "
            f"| {each['seconds'] / each['lines'] * 1e6:.0f} | {each['peak_mib']:.0f} |"
        )
    _print_phases(results)


def _print_phases(results: Sequence[dict[str, Any]]) -> None:
    print("\nWhere it goes, in times the floor:")
    names = list(results[0]["phases"])
    print("| engine | lines | " + " | ".join(names) + " |")
    print("|---|---|" + "---|" * len(names))
    for each in results:
        shares = (f"{each['phases'][name] / each['floor']:.2f}" for name in names)
        print(f"| {each['engine']} | {each['lines']:,} | " + " | ".join(shares) + " |")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main(sys.argv[1:]))
