"""Files and functions stay small enough to read in one go."""

from statistics import median

import pytest

from tests.architecture.sources import ROOT, functions, modules, named

SOURCES = [*modules(), ROOT / "run.py"]
LONGEST_FILE = 300  # lines
LONGEST_FUNCTION = 49


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_file_is_longer_than_a_reader_can_hold(path):
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_function_is_long(path):
    if named(path).startswith("portal/migrations/"):
        return  # history: lists of columns, written once
    assert not [(name, size) for name, size in functions(path) if size > LONGEST_FUNCTION]


def test_most_functions_are_short():
    assert median(size for path in SOURCES for _, size in functions(path)) <= 10
