"""Pages of contracts, and taking over a region file."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from declarations.placement import TERM
from portal.allocations.running import Bought
from portal.config import Mode
from portal.contracts.blueprint import contracts
from portal.contracts.forms import RegionFileForm, TakeOverForm
from portal.contracts.overview import contracts_of, find_contract
from portal.contracts.reason_form import ReasonForm
from portal.contracts.service import load_region
from portal.contracts.words import in_parts
from portal.parties.changes import Change
from portal.parties.service import known_codes, region_slug
from portal.starts.placement import placements_on
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction, transaction
from portal.web.access import the_clock, the_visitor
from portal.web.labels import FUNDING, LAWS, UNITS
from portal.web.language import translated
from schemas.region import Problem, Region, RegionRefused, read_region
from schemas.region.sentences import sentence

LONGEST_FILE = 400_000  # bytes; the confirmation carries it in a field, which has its own limit


@contracts.get("/contracten")
def overview() -> str:
    """The contracts of this reader's party."""
    with transaction() as session:
        lines = contracts_of(session, the_visitor().tenant)
    return render_template("contracts/overview.html", lines=lines, laws=LAWS, funding=FUNDING)


@contracts.get("/contracten/<int:contract>")
def page(contract: int) -> str:
    """One contract: its term, products and tariffs, budgets and versions, and how soon care starts.

    The region sees nothing of clients, also not how many there are.
    """
    visitor, placed = the_visitor(), None
    with transaction() as session:
        found = find_contract(session, visitor.tenant, contract)
        if found is None:
            raise NotFound
        if found.products and visitor.region_id is None:
            products = frozenset((each.category, each.code) for each in found.products)
            asked = Bought(found.line.provider_id, found.line.law, products)
            placed = placements_on(session, visitor.tenant, asked, TERM, the_clock().today())
    return render_template(
        "contracts/page.html", contract=found, laws=LAWS, funding=FUNDING, units=UNITS,
        in_parts=in_parts, extension=ReasonForm(formdata=None), placed=placed,
    )  # fmt: skip


@contracts.route("/contracten/regiobestand", methods=["GET", "POST"])
def region_file() -> str | tuple[str, int]:
    """Look at what a region file would change; nothing is taken over yet."""
    form = RegionFileForm()
    if not form.validate_on_submit():
        return _file_page(form), 422 if form.is_submitted() else 200
    try:
        content = form.file.data.read(LONGEST_FILE + 1)
        changes = _changes(_own_region(content), take_over=False)
    except RegionRefused as refused:
        return _file_page(form, problems=refused.problems), 422
    confirm = TakeOverForm(formdata=None, content=content.decode())
    return _file_page(form, changes=changes, confirm=confirm)


@contracts.post("/contracten/regiobestand/overnemen")
def take_over() -> Response | tuple[str, int]:
    """Take over a region file that was looked at: all of it, or nothing."""
    form = TakeOverForm()
    form.validate_on_submit()
    try:
        changes = _changes(_own_region((form.content.data or "").encode()), take_over=True)
    except RegionRefused as refused:
        return _file_page(RegionFileForm(formdata=None), problems=refused.problems), 422
    flash(_("Het regiobestand is overgenomen: %(count)s wijzigingen.", count=len(changes)))
    return redirect(url_for("contracts.overview"))


def _file_page(form: RegionFileForm, **more: object) -> str:
    said = {"problems": (), "changes": None, "confirm": None, **more}
    return render_template("contracts/region_file.html", form=form, language_of=translated, **said)



def _own_region(content: bytes) -> Region:
    """The region in the file, which must be that of the reader."""
    if len(content) > LONGEST_FILE:
        raise RegionRefused([Problem("file", None, sentence("file-too-large"))])
    # a line ending that a browser changed on the way back is still the same file
    text = content.replace(b"\r\n", b"\n")
    production = current_app.config["PORTAL_SETTINGS"].mode is Mode.PRODUCTION
    region = read_region(text, known_codes(), accounts=not production)
    with transaction() as session:
        own = region_slug(session, the_visitor().region_id or 0)
    if region.slug != own:
        raise RegionRefused([Problem("region", None, sentence("other-region"))])
    return region


def _changes(region: Region, take_over: bool) -> list[Change]:
    """What the file changes; the parties of a region are the portal's to write."""
    actor, clock = the_visitor().account_id, the_clock()
    with acting_for(PORTAL):
        if take_over:
            return in_transaction(lambda session: load_region(session, region, clock, actor))
        with transaction(write=True) as session:
            changes = load_region(session, region, clock, actor)
            session.rollback()
            return changes
