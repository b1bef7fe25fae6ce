"""The command that judges a period again, beside history."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import click

from declarations.findings import Severity
from declarations.rulebook import RuleBook
from declarations.rules import RULEBOOK
from declarations.wording import euros
from portal.cli import Entrance, in_app, json_option, language_option, print_json
from portal.hindsight.book import book_with
from portal.hindsight.service import (
    AsOf,
    Difference,
    Question,
    Total,
    Totals,
    messages_to_judge,
    reassess,
)

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("reassess")
@click.option("--from", "first", type=DAY, required=True, metavar="DATE", help="First day.")
@click.option("--to", "last", type=DAY, required=True, metavar="DATE", help="Last day.")
@click.option(
    "--as-of", type=click.Choice([each.value for each in AsOf]), default=AsOf.NOW.value,
    show_default=True,
    help="On the facts of then, or with the allocations and tariffs of now.",
)
@click.option(
    "--rule", "name", metavar="RULE",
    help="Preview: as if this rule of the book rejected from the first day on.",
)
@json_option
@language_option
@in_app
def reassess_command(
    first: datetime, last: datetime, as_of: str, name: str | None, as_json: bool, language: str
) -> None:
    """Judge stored declarations of a period again, without touching them.

    Counts declarations of every month the period touches; what was rejected as a whole counts by
    its day of receipt. Prints what would change, in lines and euros.
    """  # fmt: skip
    entrance = Entrance()
    question = Question(_day(first), _day(last), AsOf(as_of), _book(name))
    if question.last < question.first:
        raise click.BadParameter(
            f"The period ends ({question.last}) before it begins ({question.first})."
            " Give the earlier day with --from.",
            param_hint="--to",
        )
    ids = messages_to_judge(question)
    totals = Totals()
    found: list[Difference] = []
    hidden = not sys.stderr.isatty()
    with click.progressbar(ids, file=sys.stderr, hidden=hidden) as shown:
        for changed in reassess(question, shown, entrance.keyring, totals):
            found += changed
    if as_json:
        print_json(_as_json(question, totals, found))
    else:
        _tell(totals, found, language)


def _day(given: datetime) -> date:
    return given.date()


def _book(name: str | None) -> RuleBook:
    if name is None:
        return RULEBOOK
    rule = RULEBOOK.by_name.get(name)
    if rule is None or rule.severity is not Severity.ERROR:
        raise click.BadParameter(
            f"The rule book has no rule '{name}' that rejects. 'portal rules' lists them all.",
            param_hint="--rule",
        )
    return book_with(name)


def _as_json(
    question: Question, totals: Totals, found: Sequence[Difference]
) -> Mapping[str, Any]:
    def side(total: Total) -> dict[str, int]:
        return {"lines": total.lines, "cents": total.cents}

    return {
        "from": str(question.first),
        "to": str(question.last),
        "as_of": question.as_of.value,
        "rulebook": question.rulebook.version,
        "messages": totals.messages,
        "unread": totals.unread,
        "changed_lines": totals.changed,
        "difference_cents": totals.cents,
        "providers": len(totals.providers),
        "to_rejected": side(totals.rejected),
        "to_awarded": side(totals.awarded),
        "other_codes": totals.other.lines,
        "rules": {rule: side(total) for rule, total in sorted(totals.by_rule.items())},
        "lines": [
            {
                "batch": each.batch,
                "message": each.message,
                "line": each.change.position,
                "reference": each.reference,
                "was": list(each.change.was),
                "would": list(each.change.would),
                "rules": list(each.change.rules),
                "difference_cents": each.change.cents,
            }
            for each in found
        ],
    }


_WORDS = {
    "nl": {
        "head": "{messages} berichten opnieuw beoordeeld; {changed} regels zouden anders uitkomen"
        " ({cents}), van {providers} aanbieders.",
        "unread": "{unread} berichten konden niet meer worden gelezen.",
        "line": "{batch}/{message} regel {line} {reference}: {was} wordt {would} ({cents})",
        "untouched": "Er is niets gewijzigd.",
    },
    "en": {
        "head": "{messages} messages judged again; {changed} lines would come out differently"
        " ({cents}), of {providers} providers.",
        "unread": "{unread} messages could no longer be read.",
        "line": "{batch}/{message} line {line} {reference}: {was} becomes {would} ({cents})",
        "untouched": "Nothing was changed.",
    },
}


def _tell(totals: Totals, found: Sequence[Difference], language: str) -> None:
    words = _WORDS[language]
    for each in found:
        change = each.change
        click.echo(
            words["line"].format(
                batch=each.batch, message=each.message, line=change.position,
                reference=each.reference, was=" ".join(change.was) or "–",
                would=" ".join(change.would) or "–", cents=euros(change.cents, language),
            )
        )  # fmt: skip
    click.echo(
        words["head"].format(
            messages=totals.messages, changed=totals.changed, providers=len(totals.providers),
            cents=euros(totals.cents, language),
        )
    )  # fmt: skip
    if totals.unread:
        click.echo(words["unread"].format(unread=totals.unread))
    click.echo(words["untouched"])


COMMANDS = (reassess_command,)
