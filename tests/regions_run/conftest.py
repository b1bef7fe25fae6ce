"""Regions that run from decision to payment, on both engines."""

import pytest
from flask import Flask

from portal.store.crypto import Keyring
from tests.ceilings.world import Town
from tests.lumpsum.conftest import purse
from tests.regions_run.buying import Buying

__all__ = ["purse"]


@pytest.fixture
def buying(app: Flask, keyring: Keyring) -> Buying:
    """The small world, in which a region can buy by a file of its own."""
    return Buying(keyring)


@pytest.fixture
def town(app: Flask, keyring: Keyring) -> Town:
    """Two municipalities and two providers, without ceilings yet."""
    return Town(keyring)
