"""Whether the parts of this installation work at this moment."""

from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.clock import Clock
from portal.intake.waiting import oldest_waiting
from portal.jobs.service import worker_alive
from portal.store.database import db
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import transaction
from portal.store.upgrade import at_head

WAITING_TOO_LONG = 15 * 60  # seconds; judging the largest message takes well under a minute

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Health:
    """What works; `worker_waiting_seconds` is the age of the oldest message nobody judged yet."""

    database: bool
    schema: bool
    worker: bool
    worker_waiting_seconds: int | None = None

    @property
    def healthy(self) -> bool:
        """Whether everything works."""
        return self.database and self.schema and self.worker

    def as_json(self) -> dict[str, object]:
        """The report for programs; a state is `ok` or `failing`."""
        states = {"database": self.database, "schema": self.schema, "worker": self.worker}
        return {
            "status": _word(self.healthy),
            **{name: _word(works) for name, works in states.items()},
            "oldest_waiting_seconds": self.worker_waiting_seconds,
        }


def _word(works: bool) -> str:
    return "ok" if works else "failing"


def examine(clock: Clock) -> Health:
    """Look at the database now; never raises, for a failing part is an answer."""
    try:
        if not at_head(db.engine):
            return Health(database=True, schema=False, worker=False)
        with acting_for(PORTAL), transaction() as session:
            since, alive = oldest_waiting(session), _worker_is_alive(session)
    except (SQLAlchemyError, OSError) as error:
        log.warning("health.database_unreachable", reason=type(error).__name__)
        return Health(database=False, schema=False, worker=False)
    waiting = None if since is None else int((clock.now() - since).total_seconds())
    in_time = waiting is None or waiting < WAITING_TOO_LONG
    return Health(True, True, alive and in_time, waiting)


def _worker_is_alive(session: Session) -> bool:
    """On SQLite the worker lives in the web server: where a page is made, it is there."""
    return session.connection().dialect.name == "sqlite" or worker_alive(session)
