"""What the rows of the regions start from, on each database."""

from tests.lumpsum.conftest import purse

__all__ = ["purse"]
