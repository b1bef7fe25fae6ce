"""Pages of what goes to the bank and comes back: stopped payments, the file, the report."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.payments.blueprint import payments
from portal.payments.exporting import bank_file, export
from portal.payments.holding import AccountReplaced, clear, leave_out
from portal.payments.returning import ForeignReport, Read, read_bank_report, settle
from portal.payments.run_forms import ClearForm, ReportForm
from portal.payments.run_views import PLACE, back, show_run
from portal.store.transaction import in_transaction, transaction
from portal.web.access import own_municipality, the_clock, the_keyring, the_visitor
from portal.web.exports import download
from schemas.payments import LONGEST_REPORT, NoReport
from schemas.refusals import MessageRefused

HELD = f"{PLACE}/betalingen/<int(max=999999999):stopped>"


@payments.post(f"{HELD}/vrijmaken")
def clear_payment(run: str, stopped: int) -> Response | tuple[str, int]:
    """Say that a stopped payment is all right, as another person."""
    form = ClearForm()
    if not form.validate_on_submit():
        return show_run(run, clear_form=form, cleared=stopped), 422
    reason = form.reason.data.strip()
    try:
        in_transaction(lambda s: clear(s, the_visitor(), run, stopped, reason, the_clock()))
    except AccountReplaced:
        return back(
            run,
            _("De aanbieder heeft intussen een andere rekening. Haal deze betaling uit de run; een"
              " volgende run betaalt op de nieuwe rekening."),
        )  # fmt: skip
    return back(run, _("De betaling gaat mee in de run."))


@payments.post(f"{HELD}/weglaten")
def leave_out_payment(run: str, stopped: int) -> Response:
    """Take a payment out of the run."""
    in_transaction(lambda s: leave_out(s, the_visitor(), run, stopped, the_clock()))
    return back(run, _("De betaling is uit de run. De regels kunnen in een volgende run."))


@payments.post(f"{PLACE}/bestand")
def make_bank_file(run: str) -> Response:
    """Make the file for the bank; there is one for ever."""
    in_transaction(lambda s: export(s, the_visitor(), run, the_keyring(), the_clock()))
    return back(run, _("Het betaalbestand is gemaakt. U kunt het nu downloaden voor de bank."))


@payments.get(f"{PLACE}/betaalbestand.xml")
def get_bank_file(run: str) -> Response:
    """The file for the bank, every time the same."""
    with transaction() as session:
        found = bank_file(session, own_municipality(), run, the_keyring())
    return download(found.body, "application/xml", found.name)


@payments.post(f"{PLACE}/uitgevoerd")
def settle_run(run: str) -> Response:
    """Say that the bank did all of the run."""
    in_transaction(lambda s: settle(s, the_visitor(), run, the_clock()))
    return back(run, _("Vastgelegd: de bank heeft deze run uitgevoerd."))


@payments.post(f"{PLACE}/bankbericht")
def read_report_of_bank(run: str) -> Response | tuple[str, int]:
    """Take over what the bank says became of the payments."""
    form = ReportForm()
    if not form.validate_on_submit():
        return show_run(run, report_form=form), 422
    data = form.file.data.read(LONGEST_REPORT + 1)
    try:
        done = in_transaction(
            lambda s: read_bank_report(s, the_visitor(), run, data, the_keyring(), the_clock())
        )
    except (MessageRefused, NoReport):
        said = _("Dit is geen statusbericht (pain.002) dat wij kunnen lezen. Er is niets"
                 " veranderd.")  # fmt: skip
        return _refused(run, form, said)
    except ForeignReport:
        said = _("Dit bericht gaat over een ander betaalbestand of over betalingen die niet in deze"
                 " run zitten. Er is niets veranderd.")  # fmt: skip
        return _refused(run, form, said)
    return back(run, _read_in_words(done))


def _refused(run: str, form: ReportForm, said: str) -> tuple[str, int]:
    form.file.errors = [said]
    return show_run(run, report_form=form), 422


def _read_in_words(done: Read) -> str:
    if done.known:
        return str(_("Dit bericht was al gelezen. Er is niets veranderd."))
    paid = ngettext("%(num)s betaling is betaald.", "%(num)s betalingen zijn betaald.",
                    done.accepted)  # fmt: skip
    if not done.rejected:
        return str(paid)
    returned = ngettext(
        "%(num)s betaling kwam terug; de regels kunnen in een volgende run.",
        "%(num)s betalingen kwamen terug; de regels kunnen in een volgende run.",
        done.rejected,
    )
    return f"{paid} {returned}"
