"""HB5: crisis shelter; a ceiling that is used up, and a crisis line is paid all the same."""

from __future__ import annotations

from portal.ceilings.going_over import overruns_of
from portal.ceilings.listing import ceilings_of
from portal.ceilings.words import let_through
from portal.store.tenant import Scope, Tenant
from portal.store.transaction import transaction
from tests.ceilings.world import a_ceiling, flagged

CRISIS = "A04"


def test_a_crisis_line_is_paid_and_the_overrun_shows_who_allowed_it(app, town):
    town.ceilings(a_ceiling("crisis", name="Crisisopvang", always_paid=[f"01{CRISIS}"]))
    town.send(town.line(100))
    assert flagged(town.send(town.line(75, code=CRISIS))) == []
    assert town.reviews() == {}  # it waits for nobody
    assert town.scalar("SELECT sum(cents) FROM stage WHERE stage = 'open'") == 17_500
    town.send(town.line(50))
    [review] = town.reviews().values()
    town.let_through(town.somebody(), [review], "Er was geen andere plek.")
    with transaction() as session, app.test_request_context():
        party = Tenant(Scope.MUNICIPALITY, town.municipality_id())
        [shown] = ceilings_of(session, party)
        assert (shown.used, shown.above) == (22_500, 12_500)
        over = overruns_of(session, party, shown.id)
        told = [(each.above, let_through(each), each.reason) for each in over]
    assert told == [
        (5000, "Ann", "Er was geen andere plek."),
        (7500, "wordt altijd betaald (zo staat het in het contract)", None),
    ]
    assert town.check() == []
