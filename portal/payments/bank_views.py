"""Pages about the account a provider is paid on, for itself and for whoever buys there."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.identity.addressees import addresses_at
from portal.identity.door import address_of, outside
from portal.identity.service import Role
from portal.parties.service import provider_iban, provider_names
from portal.payments import bank_words as words
from portal.payments.bank_accounts import (
    BankRequest,
    Wish,
    confirm_request,
    find_request,
    refuse_request,
    request_account,
    withdraw_request,
)
from portal.payments.bank_export import requests_as_file
from portal.payments.bank_forms import BankAccountForm, RefuseForm
from portal.payments.bank_mails import confirmed, requested, tell
from portal.payments.bank_page import bank_page, bank_requests, shown
from portal.payments.blueprint import payments
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction, transaction
from portal.web.access import the_clock, the_visitor

WISH = "/bankrekeningen/<int(max=999999999):wish>"
KIND = "<any(xlsx, csv):kind>"


@payments.get("/bankrekening")
def bank_account() -> str:
    """The account a provider is paid on, and what was asked about it."""
    return _own_page(BankAccountForm(), RefuseForm(formdata=None))


@payments.post("/bankrekening")
def request_bank_account() -> Response | tuple[str, int]:
    """Ask for another account; it counts once somebody else confirms it."""
    visitor, form = the_visitor(), BankAccountForm()
    with transaction() as session:
        form.now = provider_iban(session, visitor.provider_id or 0)
    if not form.validate_on_submit():
        return _own_page(form, RefuseForm(formdata=None)), 422
    wish = Wish(form.iban.data, form.holder.data, form.reason.data.strip())
    in_transaction(lambda session: request_account(session, visitor, wish, the_clock()))
    _tell(requested, visitor.provider_id or 0, wish.iban)
    flash(_("Aangevraagd. Het rekeningnummer geldt zodra een tweede persoon het bevestigt."))
    return redirect(url_for("payments.bank_account"), 303)


@payments.get(f"/bankrekening.{KIND}")
def bank_account_file(kind: str) -> Response:
    """All that was asked about the own account, as a list to keep."""
    with transaction() as session:
        page = bank_page(session, the_visitor().provider_id or 0)
    return requests_as_file(page.history, kind, _shown_iban)


@payments.get("/bankrekeningen")
def bank_accounts() -> str:
    """What providers of this municipality asked for, what waits first."""
    with transaction() as session:
        found = bank_requests(session, the_visitor().municipality_id or 0)
    return render_template("payments/bank_requests.html", found=found, words=words)


@payments.get(f"/bankrekeningen.{KIND}")
def bank_accounts_file(kind: str) -> Response:
    """The same as a list to keep."""
    with transaction() as session:
        found = bank_requests(session, the_visitor().municipality_id or 0)
    return requests_as_file(found, kind, words.in_groups)


@payments.get(WISH)
def bank_request(wish: int) -> str:
    """One wish, with how to check it, to confirm or to refuse."""
    return _request_page(wish, RefuseForm(formdata=None))


@payments.post(f"{WISH}/bevestigen")
def confirm_bank_account(wish: int) -> Response:
    """Let the account count, as the second person; the provider is told."""
    visitor, clock = the_visitor(), the_clock()
    with acting_for(PORTAL):  # who is paid where is the portal's to write
        found = in_transaction(lambda session: confirm_request(session, visitor, wish, clock))
    _tell(confirmed, found.provider_id, found.iban)
    flash(_("Bevestigd. Nieuwe betalingen gaan naar dit rekeningnummer."))
    return redirect(_back(), 303)


@payments.post(f"{WISH}/weigeren")
def refuse_bank_account(wish: int) -> Response | tuple[str, int]:
    """Refuse the account, with the reason."""
    visitor, form = the_visitor(), RefuseForm()
    with transaction() as session:
        _found(session, wish)
    if not form.validate_on_submit():
        if visitor.of_provider:
            return _own_page(BankAccountForm(formdata=None), form), 422
        return _request_page(wish, form), 422
    reason = form.reason.data.strip()
    in_transaction(lambda s: refuse_request(s, visitor, wish, reason, the_clock()))
    flash(_("Geweigerd. Het rekeningnummer blijft zoals het was."))
    return redirect(_back(), 303)


@payments.post(f"{WISH}/intrekken")
def withdraw_bank_account(wish: int) -> Response:
    """Take a wish back."""
    visitor = the_visitor()
    in_transaction(lambda session: withdraw_request(session, visitor, wish, the_clock()))
    flash(_("Ingetrokken. Het rekeningnummer blijft zoals het was."))
    return redirect(_back(), 303)


def _own_page(form: BankAccountForm, refusal: RefuseForm) -> str:
    visitor = the_visitor()
    with transaction() as session:
        page = bank_page(session, visitor.provider_id or 0)
    return render_template(
        "payments/bank_account.html", page=page, form=form, refusal=refusal, words=words,
        decides=visitor.role is Role.PROVIDER_ADMIN, shown_iban=_shown_iban,
    )  # fmt: skip


def _request_page(wish: int, form: RefuseForm) -> str:
    with transaction() as session:
        found = _found(session, wish)
        [wished] = shown(session, [found])
        now = provider_iban(session, found.provider_id)
    return render_template(
        "payments/bank_request.html", found=wished, form=form, now=now, words=words
    )


def _found(session: Session, wish: int) -> BankRequest:
    return find_request(session, the_visitor().tenant, wish)


def _shown_iban(iban: str) -> str:
    """In full for who decides about it."""
    full = the_visitor().role is not Role.PROVIDER_CLERK
    return words.in_groups(iban) if full else words.masked(iban)


def _back() -> str:
    own = the_visitor().of_provider
    return url_for("payments.bank_account" if own else "payments.bank_accounts")


def _tell(mail: Callable[..., tuple[str, str]], provider_id: int, iban: str) -> None:
    """Mail every administrator of a provider; who they are is no business of a municipality."""
    with acting_for(PORTAL), transaction() as session:
        addresses = addresses_at(session, provider_id, Role.PROVIDER_ADMIN)
        provider = provider_names(session)[provider_id]
    page = address_of("payments.bank_account")
    tell(addresses, *mail(provider, words.masked(iban), the_visitor().name, page), outside())
