"""What is looked at: the plan of a municipality, and a draw done again."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.identity.colleagues import names_of
from portal.identity.service import Role
from portal.parties.service import provider_names
from portal.review.blueprint import review
from portal.review.choice import whole_number
from portal.review.export import replay_as_file
from portal.review.forms import PlanForm
from portal.review.picking import Deed, months_before
from portal.review.plans import change_plan, plan_of, plans_of, samples_of
from portal.review.replay import SHOWN, Replay, replay
from portal.store.transaction import in_transaction, transaction
from portal.web.access import own_municipality, the_clock, the_visitor

PLANNERS = (Role.CONTROLLER, Role.CONTRACT_MANAGER)
MONTHS = 12


@review.get("/controle/plan")
def plan() -> str:
    """What is looked at now, and what was before."""
    return _page(None)


@review.post("/controle/plan")
def change() -> Response | tuple[str, int]:
    """Have something else looked at from now on."""
    form = PlanForm()
    if not form.validate_on_submit():
        return _page(form), 422
    deed = Deed(the_visitor().account_id, the_clock().now())
    wanted, municipality = form.the_plan(), own_municipality()
    changed = in_transaction(lambda session: change_plan(session, municipality, wanted, deed))
    flash(_("Het nieuwe plan geldt vanaf nu.") if changed else _("Er is niets veranderd."))
    return redirect(url_for("review.plan"), 303)


@review.get("/controle/steekproef")
def sample() -> str:
    """The sample of one provider in one month, drawn again."""
    provider, month = _asked()
    with transaction() as session:
        found = _replayed(session, provider, month)
        name = provider_names(session)[provider]
    return render_template(
        "review/sample.html", found=found, provider=provider, name=name, month=month, shown=SHOWN
    )


@review.get("/controle/steekproef.<any(xlsx, csv):kind>")
def sample_file(kind: str) -> Response:
    """Every line of the draw, with seed and key."""
    provider, month = _asked()
    with transaction() as session:
        return replay_as_file(_replayed(session, provider, month).lines, kind)


def _page(form: PlanForm | None) -> str:
    municipality = own_municipality()
    since = months_before(the_clock().today().replace(day=1), MONTHS)
    with transaction() as session:
        made = plans_of(session, municipality)
        now = plan_of(session, municipality)
        samples = samples_of(session, the_visitor().tenant, since)
        makers = names_of(session, {each.account_id for each in made})
        providers = provider_names(session)
    if form is None:
        form = PlanForm()
        form.fill(now)
    return render_template(
        "review/plan.html", form=form, now=now, made=made, makers=makers, samples=samples,
        providers=providers, plans=the_visitor().role in PLANNERS,
    )  # fmt: skip


def _asked() -> tuple[int, date]:
    """The provider and the month in the address; NotFound for what can be neither."""
    provider = whole_number(request.args.get("aanbieder"))
    try:
        month = date.fromisoformat(f"{request.args.get('maand', '')}-01")
    except ValueError as error:
        raise NotFound from error
    if provider is None:
        raise NotFound
    return provider, month


def _replayed(session: Any, provider: int, month: date) -> Replay:
    found = replay(session, own_municipality(), provider, month)
    if found is None:
        raise NotFound
    return found
