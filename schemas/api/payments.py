"""The shapes of releasing a payment run by program."""

from __future__ import annotations

from schemas.api.fields import Shape, number, text


class ReleasedSchema(Shape):
    """What releasing a run came to."""

    run = text("The number of the run, such as 2026-0007")
    state = text("released; or signed, when payments were stopped at the door")
    payments = number("Payments that went out")
    left_out = number("Held payments that did not go along; their lines can go into a next run")
    stopped = number(
        "Payments whose provider has another account since the run was drawn up. With any of"
        " these nothing was released: somebody has to look at them first"
    )
