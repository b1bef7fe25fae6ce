"""The commands, by what they are about."""

import click

from portal.commands import declarations, reference, system


def register(cli: click.Group) -> None:
    """Add every command to the command line."""
    for module in (system, reference, declarations):
        for command in module.COMMANDS:
            cli.add_command(command)
