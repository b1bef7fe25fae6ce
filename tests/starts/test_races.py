"""Reports at the same moment: each care starts once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from tests.care_messages import a_care_message, a_start
from tests.threads import as_portal

WORKERS = 4


def at_once(app, world, messages):
    """Send all messages, each in its own thread, starting together."""
    ready = Barrier(len(messages))

    @as_portal
    def work(message):
        with app.app_context():
            ready.wait()
            return world.send(message)

    with ThreadPoolExecutor(len(messages)) as pool:
        return list(pool.map(work, messages))


def test_the_same_message_many_times_at_once_is_stored_once(app, world):
    results = at_once(app, world, [a_care_message(a_start())] * WORKERS)
    assert sorted(each.added for each in results) == [0, 0, 0, 1]
    assert len(world.reports()) == 1
    assert world.check() == []


def test_of_many_starts_at_once_one_counts(app, world):
    messages = [
        a_care_message(a_start(start=date(2023, 1, 9 + n)), identification=f"R{n}")
        for n in range(WORKERS)
    ]
    results = at_once(app, world, messages)
    assert all(each.added == 1 for each in results)
    assert sorted(each.counts for each in world.reports()) == [False, False, False, True]
    assert len(world.course().stretches) == 1
    assert world.check() == []
