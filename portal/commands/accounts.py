"""The command that lets the first person in; all others are invited by that one."""

from __future__ import annotations

import click
from flask import url_for
from sqlalchemy.orm import Session

from portal.cli import Entrance, Refused, in_app
from portal.identity.accounts import Party
from portal.identity.doer import Doer
from portal.identity.invitations import AlreadyHere, invite
from portal.identity.reach import Reach
from portal.identity.service import Role
from portal.parties.service import region_names
from portal.store.transaction import in_transaction


@click.group()
def account() -> None:
    """Accounts of people."""


@account.command("invite")
@click.argument("email")
@click.option("--region", "name", required=True, help="The name of the region, as in its file.")
@in_app
def invite_administrator(email: str, name: str) -> None:
    """Invite the functional administrator of a region; prints the link, which works 7 days."""
    entrance = Entrance()
    doer = Doer(entrance.account_id, "", entrance.clock)

    def work(session: Session) -> str:
        regions = {i: each for i, each in region_names(session).items() if each == name}
        if not regions:
            raise Refused(f"There is no region called '{name}'. Load its file first.")
        [region_id] = regions
        reach = Reach({}, {}, regions, ())
        party = Party(region_id=region_id)
        return invite(session, email, Role.FUNCTIONAL_ADMIN, party, reach, doer)

    try:
        token = in_transaction(work)
    except AlreadyHere:
        raise Refused(f"{email} is an administrator of this region already.") from None
    with entrance.app.test_request_context():
        path = url_for("identity.invitation", token=token)
    click.echo(entrance.settings.outside.public_url + path)


COMMANDS = (account,)
