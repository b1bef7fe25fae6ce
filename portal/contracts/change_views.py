"""Pages to propose changes of contracts, to decide about them, and to take the region as a file."""

from __future__ import annotations

from dataclasses import replace

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.contracts.blueprint import contracts
from portal.contracts.change_export import changes_as_file
from portal.contracts.change_forms import ContractForm
from portal.contracts.change_page import (
    ShownChange,
    change_page,
    offered_to,
    own_contract,
    shown_changes,
)
from portal.contracts.change_words import STATES, TONES
from portal.contracts.changes import (
    Wish,
    confirm_change,
    propose_extension,
    propose_terms,
    refuse_change,
    withdraw_change,
)
from portal.contracts.finding_changes import region_of_visitor
from portal.contracts.overview import find_contract
from portal.contracts.reason_form import ReasonForm
from portal.contracts.stored import stored_region
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction, transaction
from portal.web.access import the_clock, the_visitor
from portal.web.language import translated
from schemas.region import (
    Contract,
    Problem,
    RegionRefused,
    write_contract,
    write_provider,
    write_region,
)

CHANGE = "/contracten/wijzigingen/<int(max=999999999):change>"
CONTRACT = "/contracten/<int(max=999999999):contract>"
KIND = "<any(xlsx, csv):kind>"
TOML = "application/toml; charset=utf-8"


@contracts.get("/contracten/wijzigingen")
def changes() -> str:
    """Every change of contracts of the region, what waits first."""
    with transaction() as session:
        found = shown_changes(session, the_visitor())
    return render_template(
        "contracts/changes.html", found=found, states=STATES, tones=TONES
    )


@contracts.get(f"/contracten/wijzigingen.{KIND}")
def changes_file(kind: str) -> FileResponse:
    """The same as a list to keep."""
    with transaction() as session:
        found = shown_changes(session, the_visitor())
    return changes_as_file(found, kind)


@contracts.get(CHANGE)
def change(change: int) -> str:
    """One change: what it does, to confirm or to refuse."""
    return _change_page(change, ReasonForm(formdata=None))


@contracts.post(f"{CHANGE}/bevestigen")
def confirm(change: int) -> Response | tuple[str, int]:
    """Let a change count, as the second person."""
    visitor, clock = the_visitor(), the_clock()
    try:
        with acting_for(PORTAL):
            in_transaction(lambda session: confirm_change(session, visitor, change, clock))
    except RegionRefused as refused:
        return _change_page(change, ReasonForm(formdata=None), refused.problems), 422
    flash(_("Bevestigd. Dit geldt vanaf nu."))
    return redirect(url_for("contracts.changes"), 303)


@contracts.post(f"{CHANGE}/weigeren")
def refuse(change: int) -> Response | tuple[str, int]:
    """Refuse a change, with the reason."""
    form, visitor = ReasonForm(), the_visitor()
    if not form.validate_on_submit():
        return _change_page(change, form), 422
    reason = (form.reason.data or "").strip()
    in_transaction(lambda session: refuse_change(session, visitor, change, reason, the_clock()))
    flash(_("Geweigerd. Er is niets veranderd."))
    return redirect(url_for("contracts.changes"), 303)


@contracts.post(f"{CHANGE}/intrekken")
def withdraw(change: int) -> Response:
    """Take a proposal back."""
    visitor = the_visitor()
    in_transaction(lambda session: withdraw_change(session, visitor, change, the_clock()))
    flash(_("Ingetrokken. Er is niets veranderd."))
    return redirect(url_for("contracts.changes"), 303)


@contracts.post(f"{CONTRACT}/verlengen")
def extend(contract: int) -> Response | tuple[str, int]:
    """Propose to extend a contract to its next option."""
    form, visitor, clock = ReasonForm(), the_visitor(), the_clock()
    with transaction() as session:
        if find_contract(session, visitor.tenant, contract) is None:
            raise NotFound
    if not form.validate_on_submit():
        flash(_("Schrijf waarom u wilt verlengen; er is nog niets voorgesteld."))
        return redirect(url_for("contracts.page", contract=contract), 303)
    reason = (form.reason.data or "").strip()
    with acting_for(PORTAL):
        number = in_transaction(
            lambda session: propose_extension(session, visitor, contract, reason, clock)
        )
    flash(_("Voorgesteld. De verlenging geldt zodra een tweede persoon haar bevestigt."))
    return redirect(url_for("contracts.change", change=number), 303)


@contracts.route("/contracten/nieuw", methods=["GET", "POST"])
def new_contract() -> Response | str | tuple[str, int]:
    """Propose a contract that is not there yet."""
    return _edit(None, None)


@contracts.route(f"{CONTRACT}/wijzigen", methods=["GET", "POST"])
def edit_contract(contract: int) -> Response | str | tuple[str, int]:
    """Propose other terms of a contract."""
    visitor = the_visitor()
    with transaction() as session:
        found = find_contract(session, visitor.tenant, contract)
    if found is None:
        raise NotFound
    with acting_for(PORTAL), transaction() as session:
        old = own_contract(session, visitor, found.line.slug)
    return _edit(contract, old)


@contracts.get("/contracten/regio.toml")
def region_export() -> FileResponse:
    """The region as a file that can be read in again."""
    visitor = the_visitor()
    with acting_for(PORTAL), transaction() as session:
        region = stored_region(session, region_of_visitor(session, visitor))
    named = {"Content-Disposition": f"attachment; filename={region.slug}.toml"}
    return FileResponse(write_region(region), headers=named, content_type=TOML)


def _edit(contract: int | None, old: Contract | None) -> Response | str | tuple[str, int]:
    visitor, form = the_visitor(), ContractForm()
    with acting_for(PORTAL), transaction() as session:
        offered = offered_to(session, visitor, old)
    if not form.is_submitted() and old is not None:
        form.fill(old, offered)
    if not form.is_submitted() or "more" in request.form:
        form.add_rows()
    form.shape(offered)
    if not form.is_submitted() or "more" in request.form:
        return _form_page(form, contract)
    if not form.validate_on_submit():
        return _form_page(form, contract), 422
    wanted = form.contract(old, offered)
    if old is not None:
        wanted = replace(wanted, id=old.id)
    return _propose(form, contract, wanted)


def _propose(
    form: ContractForm, contract: int | None, wanted: Contract
) -> Response | tuple[str, int]:
    visitor, clock, provider = the_visitor(), the_clock(), form.new_provider()
    content = write_contract(wanted)
    if provider is not None:
        content = f"{write_provider(provider)}\n{content}"
    wish = Wish(wanted.id, content, (form.reason.data or "").strip())
    try:
        with acting_for(PORTAL):
            number = in_transaction(
                lambda session: propose_terms(session, visitor, wish, clock)
            )
    except RegionRefused as refused:
        return _form_page(form, contract, refused.problems), 422
    flash(_("Voorgesteld. Dit geldt zodra een tweede persoon het bevestigt."))
    return redirect(url_for("contracts.change", change=number), 303)


def _form_page(
    form: ContractForm, contract: int | None, problems: tuple[Problem, ...] = ()
) -> str:
    return render_template(
        "contracts/edit.html", form=form, contract=contract, problems=problems,
        language_of=translated,
    )  # fmt: skip


def _change_page(change: int, form: ReasonForm, problems: tuple[Problem, ...] = ()) -> str:
    with acting_for(PORTAL), transaction() as session:
        found: ShownChange = change_page(session, the_visitor(), change)
    return render_template(
        "contracts/change.html", found=found, form=form, problems=problems, language_of=translated,
        states=STATES, tones=TONES,
    )  # fmt: skip
