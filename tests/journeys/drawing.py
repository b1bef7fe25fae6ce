"""A lump sum in the world that the browser finds: drawn from, told of, and to be settled."""

from __future__ import annotations

import re
from datetime import date

from flask.testing import FlaskClient

from tests.builders import MUNICIPALITY
from tests.lumpsum.purse import a_lump_sum


def lump_sum_of(today: date) -> str:
    """The contract, with a budget for this year."""
    return a_lump_sum((MUNICIPALITY, today.year, 100_000), bandwidth=5)


def draw_something(
    clerk: FlaskClient, checker: FlaskClient, manager: FlaskClient, today: date
) -> None:
    """A settlement that waits, the volume of a month, a drawdown that waits and one refused."""
    found = re.search(r"/budgetten/(\d+)", clerk.get("/budgetten").text)
    assert found, "there is no budget"
    budget = found[0]
    settling = {"basis": "volume", "agreed": "12", "realised": "12", "note": "het jaar"}
    volume = {"month": f"{today.year}-01", "clients": "8", "places": "7"}
    for somebody, address, fields in (
        (manager, f"{budget}/afrekenen", settling),
        (clerk, f"{budget}/volume", volume),
        (clerk, f"{budget}/opnemen", {"amount": "100,00", "reference": "april"}),
        (clerk, f"{budget}/opnemen", {"amount": "200,00", "reference": "mei"}),
        (checker, "/opnames/1/afwijzen", {"reason": "dubbel"}),
    ):
        answer = somebody.post(address, data=fields)
        assert answer.status_code == 303, f"{address}: {answer.text}"
