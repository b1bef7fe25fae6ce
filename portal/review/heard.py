"""Which reviews a provider knows of while the answer about its declaration is still held back."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_

from portal.intake.held_back import answer_is_out
from portal.review.records import RemarkRecord, ReviewRecord


def is_heard() -> ColumnElement[bool]:
    """Whether the provider of a review may know of it: its answer is out, or it was asked.

    Who is asked about a line has to answer in time, also while others wait for a first look.
    """
    asked = exists().where(
        RemarkRecord.line_id == ReviewRecord.line_id, RemarkRecord.kind == "question"
    )
    return or_(answer_is_out(ReviewRecord.message_id), asked)
