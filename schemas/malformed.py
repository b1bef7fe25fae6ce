"""What the error numbers of the two parsers mean, as keys of the sentences in the wording."""

from __future__ import annotations

_OF_THE_GUARD = {
    3: "truncated",
    4: "invalid_token",
    5: "truncated",
    6: "truncated",
    7: "tag_mismatch",
    8: "duplicate_attribute",
    9: "junk",
    11: "entity",
    14: "invalid_character",
    17: "misplaced_declaration",
    20: "truncated",
}
_LIMITS = frozenset((1, 89, 110, 114))
_NAMESPACES = range(200, 206)


def by_the_guard(code: int) -> str:
    """What the guard found wrong, by expat's error number."""
    return _OF_THE_GUARD.get(code, "malformed")


def by_the_tree(code: int | None) -> str:
    """What the tree refuses though the guard let it through, by libxml2's error number: limits
    on depth, names and sizes, and namespaces."""
    if code in _LIMITS:
        return "too_complex"
    return "namespace" if code in _NAMESPACES else "malformed"
