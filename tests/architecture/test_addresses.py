"""The repository names no package registry and no machine."""

import json
import re
import tomllib

import pytest

from tests.architecture.sources import ROOT, named, texts

REGISTRIES = re.compile(
    r"registry\.npm|npmjs\.(?:com|org)|yarnpkg|files\.pythonhosted|pypi\.(?:org|python)"
    r"|--(?:extra-)?index-url|--find-links|deb\.debian|jsdelivr|unpkg|cdnjs",
    re.IGNORECASE,
)
MACHINES = re.compile(r"(?<![\w.])/(?:root|home/\w+|work|Users/\w+)/")
THIS = "tests/architecture/test_addresses.py"
LOCKS = sorted(ROOT.glob("requirements*.txt"))


def test_no_file_names_a_registry_or_a_machine():
    wrong = [
        f"{named(path)}: {found.group()}"
        for path in texts()
        if named(path) != THIS
        for pattern in (REGISTRIES, MACHINES)
        for found in pattern.finditer(path.read_text("utf-8", errors="replace"))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", LOCKS, ids=named)
def test_every_locked_package_has_its_hash(path):
    entries = re.split(r"\n(?=\S)", path.read_text("utf-8").strip())
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_test_lock_holds_the_versions_of_the_other():
    def versions(name: str) -> set[str]:
        return set(re.findall(r"^[\w.\[\]-]+==[^\s;]+", (ROOT / name).read_text("utf-8"), re.M))

    assert versions("requirements.txt") <= versions("requirements-test.txt")


def test_the_build_backend_is_locked_too():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    backend = re.match(r"[\w-]+", project["build-system"]["requires"][0]).group()
    assert f"\n{backend}==" in (ROOT / "requirements.txt").read_text("utf-8")


def test_the_front_end_lock_has_hashes_and_no_addresses():
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = [entry for name, entry in lock["packages"].items() if name]
    assert all("integrity" in entry and "resolved" not in entry for entry in packages)
