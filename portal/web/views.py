"""The public pages: home, rule book, health."""

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from declarations.rules import RULEBOOK
from portal.clock import Clock
from portal.config import Mode
from portal.web import health, labels, rulebook
from portal.web.language import current, in_language

web = Blueprint("web", __name__)


@web.get("/")
def home() -> str:
    """What this portal is, for whom, and whether it works at this moment."""
    return render_template(
        "web/home.html",
        book=RULEBOOK,
        example=RULEBOOK.by_name["TR346"],
        labels=labels,
        health=health.examine(Clock()),
        demo=current_app.config["PORTAL_SETTINGS"].mode is Mode.DEMO,
        text=_text,
    )


@web.get("/regels")
def rules() -> str:
    """The rule book, narrowed by the query string."""
    choice = rulebook.Choice.of(request.args)
    chosen = [rule for rule in RULEBOOK.rules if choice.admits(rule)]
    return render_template(
        "web/rules.html",
        book=RULEBOOK,
        choice=choice,
        count=len(chosen),
        groups=rulebook.by_level(chosen),
        decisions=rulebook.decisions_of(chosen, narrowed=choice != rulebook.Choice()),
        rulebook=rulebook,
        labels=labels,
        text=_text,
    )


@web.get("/rules")
def rules_in_english() -> Response:
    """The English name of the same page."""
    return redirect(in_language(url_for("web.rules"), "en"))


@web.get("/health")
def health_report() -> tuple[Response, int]:
    """Whether the parts work, for programs: 200 when all do, else 503."""
    report = health.examine(Clock())
    return jsonify(report.as_json()), 200 if report.healthy else 503


def _text(both: object) -> str:
    """The sentence of a rule in the reader's language."""
    return str(getattr(both, current()))
