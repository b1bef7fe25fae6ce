"""What the house rules look at: the files of the project, and what a module imports."""

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("declarations", "schemas", "portal")
MADE = {".git", ".venv", "node_modules", "vendor", "var", "build", "__pycache__"}
TEXT = {".py", ".html", ".css", ".svg", ".md", ".toml", ".txt", ".json", ".xsd", ".po", ".mako", ""}


def modules(*packages: str) -> list[Path]:
    """The Python files of these packages, of all three unless named."""
    return sorted(
        path for package in packages or PACKAGES for path in (ROOT / package).rglob("*.py")
    )


def texts() -> Iterator[Path]:
    """Every text file that belongs to the project: nothing that a tool has made."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not _is_made(name)]
        for name in names:
            path = Path(folder, name)
            if path.suffix in TEXT:
                yield path


def _is_made(name: str) -> bool:
    return name in MADE or name.endswith((".egg-info", "_cache")) or name == ".hypothesis"


def named(path: Path) -> str:
    """The path as a reader knows it."""
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    """The name a module is imported by."""
    return re.sub(r"(\.__init__)?$", "", named(path.with_suffix("")).replace("/", "."), count=1)


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All nodes of a module that the house rules ask about: imports, functions and f-strings."""
    asked = (
        ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.JoinedStr
    )
    tree = ast.parse(path.read_text("utf-8"))
    return tuple(node for node in ast.walk(tree) if isinstance(node, asked))


def imports(path: Path) -> set[str]:
    """Everything a module imports, at any depth; `from a import b` counts as `a` and `a.b`."""
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            assert node.level == 0, f"{named(path)}: import by full name, not relative"
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a module with its length in lines, docstring included."""
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1
