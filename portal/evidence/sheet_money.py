"""The second half of a proof card: thread, people, payment, bookings and hashes."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from portal.evidence import words
from portal.evidence.card import Card
from portal.evidence.decided import Payment
from portal.evidence.people import Step
from portal.evidence.sections import Address, Fact, Section, Table
from portal.web.formatting import day, euros, moment, month
from portal.web.labels import ROLES


def thread(card: Card, _address: Address) -> Section:
    """Who looked at it and why, and what both sides said."""
    title = _("Controle en gesprek")
    review = card.review
    if review is None and not card.thread:
        return Section("gesprek", title, (_("Niemand heeft deze regel apart bekeken."),))
    facts = []
    if review is not None:
        reasons = ", ".join(str(words.REASONS.get(each, each)) for each in review.reasons)
        facts = [
            Fact(_("Waarom"), reasons),
            Fact(_("Stand"), str(words.REVIEWS.get(review.state, review.state))),
        ]
        if review.due is not None:
            facts.append(Fact(_("Uiterlijk"), day(review.due)))
    rows = tuple(
        (moment(each.at), _who(card, each.by), str(words.REMARKS[each.kind]), each.text)
        for each in card.thread
    )
    head = (_("Wanneer"), _("Wie"), _("Wat"), _("Tekst"))
    tables = (Table(_("Het gesprek"), head, rows),) if rows else ()
    return Section("gesprek", title, (), tuple(facts), tables)


def _who(card: Card, account_id: int) -> str:
    known = card.who.get(account_id)
    if known is not None:
        return _named(known.name, known.deputy_for)
    return _("de gemeente") if card.own else _("de aanbieder")


def _named(name: str, deputy_for: str | None) -> str:
    if deputy_for is None:
        return name
    return str(_("%(name)s namens %(principal)s", name=name, principal=deputy_for))


def people(card: Card, _address: Address) -> Section:
    """Who did each step: by name for the reader's own side, by work for the other."""
    rows = [(str(words.STEPS[s.step]), _person(card, s), _role(card, s), _at(s.at))
            for s in card.steps]  # fmt: skip
    texts = []
    approval = card.approval
    if approval is not None and approval.by_mandate:
        texts.append(_by_mandate(card))
    head = (_("Stap"), _("Wie"), _("Rol"), _("Wanneer"))
    table = Table(_("Wie wat deed"), head, tuple(rows))
    return Section("mensen", _("Mensen"), tuple(texts), tables=(table,))


def _by_mandate(card: Card) -> str:
    assert card.approval is not None
    mandate, at = card.approval.mandate, _at(card.approval.approved_at)
    if mandate is None:
        return str(_("Goedgekeurd met een mandaat van de gemeente, op %(moment)s.", moment=at))
    return str(
        _(
            "Goedgekeurd met mandaat %(number)s, op %(moment)s: ten hoogste %(line)s per regel en"
            " %(declaration)s per declaratie. Twee mensen hebben het mandaat getekend.",
            number=mandate.id, moment=at, line=euros(mandate.line_limit),
            declaration=euros(mandate.declaration_limit),
        )
    )  # fmt: skip


def _person(card: Card, step: Step) -> str:
    if step.who is not None:
        return _named(step.who.name, step.who.deputy_for)
    if card.own:
        return _("een medewerker van de gemeente")
    return str(_("%(provider)s (account %(number)s)", provider=card.parties.provider,
                 number=step.account_id))  # fmt: skip


def _role(card: Card, step: Step) -> str:
    if step.who is not None:
        return str(ROLES[step.who.role])
    return _("gemeente") if card.own else _("aanbieder")


def _at(instant: datetime | None) -> str:
    return "–" if instant is None else moment(instant)


def payment(card: Card, address: Address) -> Section:
    """The payment that pays the line, and those that came back."""
    title = _("Betaling")
    if not card.payments:
        return Section("betaling", title, (_("Deze regel zit nog in geen betaling."),))
    live = card.payment
    gone = tuple(
        (each.reference, str(words.PAYMENTS[each.state]), day(each.pay_on), euros(each.line_cents),
         each.bank_reason or "–")
        for each in card.payments if not each.live
    )  # fmt: skip
    head = (_("Kenmerk"), _("Stand"), _("Betaaldag"), _("Bedrag van deze regel"), _("Reden"))
    earlier = (Table(_("Eerdere betalingen van deze regel"), head, gone, frozenset((3,))),)
    facts = _payment(live, address) if live else ()
    texts = () if live else (_("Deze regel zit nu in geen betaling."),)
    return Section("betaling", title, texts, facts, earlier if gone else ())


def _payment(paid: Payment, address: Address) -> tuple[Fact, ...]:
    facts = [
        Fact(_("Kenmerk"), paid.reference),
        Fact(_("Stand"), str(words.PAYMENTS[paid.state])),
        Fact(_("Betaaldag"), day(paid.pay_on)),
        Fact(_("Van deze regel"), euros(paid.line_cents)),
        Fact(_("De hele betaling"), euros(paid.cents)),
        Fact(_("Rekening"), f"{paid.iban}, {paid.holder}"),
    ]
    if paid.ended_at is not None:
        facts.append(Fact(_("Uitgevoerd op"), moment(paid.ended_at)))
    if paid.run is not None:
        leads = address("payments.run", run=paid.run.number)
        facts.append(Fact(_("Betaalrun"), paid.run.number, leads))
        if paid.run.file_sha256:
            facts.append(Fact(_("SHA-256 van het betaalbestand"), in_pieces(paid.run.file_sha256)))
    return tuple(facts)


def books(card: Card, _address: Address) -> Section:
    """The bookings of the declaration and its payments on the contract of the line."""
    rows = tuple(
        (
            str(each.transaction_id), str(words.BOOKINGS.get(each.kind, each.kind)),
            month(each.month), str(words.ACCOUNTS.get(each.account, each.account)),
            euros(each.cents),
        )
        for each in card.bookings
    )  # fmt: skip
    text = _("Deze boekingen gaan over de hele declaratie of betaling op dit contract.")
    head = (_("Nummer"), _("Soort"), _("Maand"), _("Rekening"), _("Bedrag"))
    table = Table(_("Boekingen"), head, rows, frozenset((4,)), folded=True)
    return Section("boeken", _("In de boeken"), (text,), tables=(table,))


def hashes(card: Card, _address: Address) -> Section:
    """What an accountant finds the same verdict and events back by."""
    verdict = card.verdict
    facts = (
        Fact(_("Beoordeeld op"), moment(card.line.judged_at)),
        Fact(_("SHA-256 van het bericht"), in_pieces(card.line.sha256)),
        Fact(_("Regelboek"), in_pieces(verdict.rulebook)),
        Fact(_("Gegevens van toen"), in_pieces(verdict.facts)),
        Fact(_("Uitkomst"), in_pieces(verdict.receipt)),
    )
    rows = tuple(
        (
            _("nog niet verzegeld") if each.sequence is None else str(each.sequence),
            moment(each.at), words.event(each.action),
        )
        for each in card.trail
    )  # fmt: skip
    head = (_("Volgnummer"), _("Wanneer"), _("Wat"))
    table = Table(_("In het logboek"), head, rows, folded=True)
    return Section("kenmerken", _("Controlegetallen"), (), facts, (table,))


def in_pieces(digest: str) -> str:
    """Eight at a time, so that it breaks at the end of a line and can be compared by eye."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
