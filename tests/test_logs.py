"""Log lines: JSON on standard error, and errors without the values of a statement."""

import json

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.logs import configure_logs


@pytest.fixture(autouse=True)
def usual_logger():
    """Leave the logger to other tests as it was."""
    yield
    structlog.reset_defaults()


def test_a_log_line_is_json_on_standard_error(capsys):
    configure_logs()
    structlog.get_logger().warning("message.waits", message=12)
    out, err = capsys.readouterr()
    assert out == ""
    line = json.loads(err)
    assert (line["event"], line["level"], line["message"]) == ("message.waits", "warning", 12)


def test_an_error_of_the_database_tells_no_values(session):
    with pytest.raises(SQLAlchemyError) as caught:
        session.execute(text("SELECT nothing FROM nowhere WHERE bsn = :bsn"), {"bsn": "999900006"})
    assert "999900006" not in str(caught.value)
