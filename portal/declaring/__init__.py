"""Declarations that somebody makes by hand: new lines, mended lines, corrections, nil returns."""
