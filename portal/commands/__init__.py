"""The commands, by what they are about."""

import click

from portal.commands import accounts, care, declarations, demo, hindsight, reference, system


def register(cli: click.Group) -> None:
    """Add every command to the command line."""
    for module in (system, reference, accounts, care, declarations, hindsight, demo):
        for command in module.COMMANDS:
            cli.add_command(command)
