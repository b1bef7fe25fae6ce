"""Log lines as JSON on standard error: standard output belongs to the commands."""

from __future__ import annotations

import sys

import structlog


def configure_logs() -> None:
    """Set up the logger of this process; each line has a level and the moment in UTC."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
