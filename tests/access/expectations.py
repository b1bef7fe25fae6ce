"""Who gets in where: written down by hand beside the portal's own table of permissions.

A route that somebody adds, or a row of the portal's table that is changed, must be written here
too, by somebody who thought about it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tests.access.subjects import (
    ADMIN,
    APPROVER,
    CHECKER,
    CLERK,
    CONTROLLER,
    FUNCTIONAL,
    KEY,
    MANAGER,
    MUNICIPAL_KEY,
    PAYER,
    SUBJECTS,
    Relation,
    Subject,
    a_contract,
    a_deputy,
    a_key,
    a_wish,
    own_alone,
    shared_by_both,
)

Who = frozenset[Subject]

EVERYBODY: Who = frozenset(SUBJECTS)
PROVIDER: Who = frozenset({CLERK, ADMIN})
MUNICIPALITY: Who = frozenset({CHECKER, APPROVER, MANAGER, CONTROLLER, PAYER})
BOTH = PROVIDER | MUNICIPALITY
CARE = BOTH - {MANAGER, PAYER}  # what one client gets is no matter of contracts or payments
LOOKING = MUNICIPALITY - {MANAGER, PAYER}
SIGNED_IN = BOTH | {FUNCTIONAL}
USERS: Who = frozenset({ADMIN, FUNCTIONAL})
KEY_MAKERS: Who = frozenset({ADMIN, CHECKER, MANAGER, APPROVER, CONTROLLER, PAYER})
BY_KEY: Who = frozenset({KEY})
BY_ANY_KEY: Who = frozenset({KEY, MUNICIPAL_KEY})

ADMITTED: Mapping[str, Who] = MappingProxyType(
    {
        # open to everybody
        "static": EVERYBODY,
        "web.home": EVERYBODY,
        "web.rules": EVERYBODY,
        "web.rules_in_english": EVERYBODY,
        "web.health_report": EVERYBODY,
        "api.openapi": EVERYBODY,
        # the way in
        "identity.sign_in": EVERYBODY,
        "identity.sign_in_as_demo": EVERYBODY,
        "identity.second_factor": EVERYBODY,
        "identity.first_set_up": EVERYBODY,
        "identity.invitation": EVERYBODY,
        "identity.forgot_password": EVERYBODY,
        "identity.mail_sent": EVERYBODY,
        "identity.new_password": EVERYBODY,
        "identity.openid": EVERYBODY,
        "identity.openid_back": EVERYBODY,
        # one's own account
        "identity.sign_out": SIGNED_IN,
        "identity.account": SIGNED_IN,
        "identity.change_password": SIGNED_IN,
        "identity.end_other_sessions": SIGNED_IN,
        "identity.set_up_second_factor": SIGNED_IN,
        "identity.change_second_factor": SIGNED_IN,
        "identity.switch": SIGNED_IN,
        "identity.switch_to": SIGNED_IN,
        "identity.link_openid": SIGNED_IN,
        "identity.unlink_openid": SIGNED_IN,
        "identity.deputies": frozenset({CHECKER, APPROVER, CONTROLLER, PAYER}),
        "identity.name_a_deputy": frozenset({CHECKER, APPROVER, CONTROLLER, PAYER}),
        "identity.end_deputy": frozenset({CHECKER, APPROVER, CONTROLLER, PAYER, FUNCTIONAL}),
        # users and keys
        "identity.accounts": USERS,
        "identity.user": USERS,
        "identity.invite": USERS,
        "identity.withdraw_invitation": USERS,
        "identity.change_role": USERS,
        "identity.deactivate": USERS,
        "identity.change_end": USERS,
        "identity.reactivate": USERS,
        "identity.reset_second_factor": USERS,
        "identity.keys": KEY_MAKERS,
        "identity.new_key": KEY_MAKERS,
        "identity.revoke_key": KEY_MAKERS,
        # terms
        "terms.table": EVERYBODY,
        "terms.mine": BOTH,
        "terms.mine_file": BOTH,
        "terms.reminders": BOTH,
        "terms.reminders_list": BOTH,
        "terms.mails": BOTH,
        # first screen and contracts
        "desk.overview": SIGNED_IN,
        "contracts.overview": SIGNED_IN,
        "contracts.page": SIGNED_IN,
        "contracts.region_file": frozenset({FUNCTIONAL}),
        "contracts.take_over": frozenset({FUNCTIONAL}),
        "contracts.region_export": frozenset({FUNCTIONAL}),
        # what is known of decisions: written by the access team, which is nobody here
        "decisions.missing": LOOKING,
        "decisions.missing_file": LOOKING,
        "decisions.decision": LOOKING,
        "decisions.note_decision": frozenset(),
        **dict.fromkeys(
            (
                "contracts.changes", "contracts.changes_file", "contracts.change",
                "contracts.confirm", "contracts.refuse", "contracts.withdraw",
                "contracts.extend", "contracts.new_contract", "contracts.edit_contract",
            ),
            frozenset({MANAGER, FUNCTIONAL}),
        ),
        # declarations: the functional administrator sees nothing of citizens
        "intake.batches": PROVIDER,
        "intake.batch": PROVIDER,
        "intake.batches_file": PROVIDER,
        "intake.hand_in": PROVIDER,
        "intake.progress": PROVIDER,
        "intake.answer": PROVIDER,
        "intake.proof": PROVIDER,
        "intake.refusal_proof": PROVIDER,
        "trials.overview": PROVIDER,
        "trials.try_out": PROVIDER,
        "trials.overview_file": PROVIDER,
        "trials.trial": PROVIDER,
        "trials.findings_file": PROVIDER,
        "intake.refusals": PROVIDER,
        "intake.refusal": PROVIDER,
        "intake.messages": MUNICIPALITY,
        "intake.messages_file": MUNICIPALITY,
        "intake.parked": BOTH,
        "intake.parked_file": BOTH,
        "misfits.unfit": BOTH,
        "misfits.unfit_file": BOTH,
        "misfits.search": BOTH,
        "misfits.accept": frozenset({CHECKER}),
        "intake.message": BOTH,
        "intake.search_lines": BOTH,
        "intake.lines_file": BOTH,
        "intake.lines_with_numbers": PROVIDER,
        "intake.line": BOTH,
        "intake.show_citizen_number": PROVIDER | {CHECKER, APPROVER},
        # the proof of one line
        "evidence.card": CARE | {PAYER},
        "evidence.card_file": CARE | {PAYER},
        "evidence.samples": frozenset({CONTROLLER}),
        "evidence.samples_list": frozenset({CONTROLLER}),
        "evidence.new_sample": frozenset({CONTROLLER}),
        "evidence.draw_sample": frozenset({CONTROLLER}),
        "evidence.sample": frozenset({CONTROLLER}),
        "evidence.sample_lines": frozenset({CONTROLLER}),
        "evidence.sample_cards": frozenset({CONTROLLER}),
        # declaring by hand
        "declaring.start": PROVIDER,
        "declaring.begin": PROVIDER,
        "declaring.draft": PROVIDER,
        "declaring.save": PROVIDER,
        "declaring.delete": PROVIDER,
        "declaring.mend": PROVIDER,
        "declaring.begin_mend": PROVIDER,
        "declaring.redo": PROVIDER,
        "declaring.nil_return": PROVIDER,
        "declaring.withdraw": PROVIDER,
        "declaring.without_number": PROVIDER,
        "declaring.special": PROVIDER,
        "declaring.received": MUNICIPALITY,
        "declaring.received_special": MUNICIPALITY,
        "declaring.settle": frozenset({CHECKER}),
        "declaring.send_back": frozenset({CHECKER}),
        # approving and mandates
        "approvals.declarations": MUNICIPALITY - {MANAGER},
        "approvals.declarations_file": MUNICIPALITY - {MANAGER},
        "approvals.declaration": MUNICIPALITY - {MANAGER},
        "approvals.confirm": frozenset({CHECKER, APPROVER}),
        "approvals.decide": frozenset({CHECKER, APPROVER}),
        "approvals.check_one": frozenset({CHECKER, APPROVER}),
        "approvals.approve_one": frozenset({CHECKER, APPROVER}),
        "approvals.return_one": frozenset({APPROVER}),
        "approvals.withdraw_round": frozenset({APPROVER}),
        "approvals.mandates": MUNICIPALITY - {MANAGER},
        "approvals.mandates_file": MUNICIPALITY - {MANAGER},
        "approvals.propose_mandate": frozenset({APPROVER, CONTROLLER}),
        "approvals.decide_mandate": frozenset({APPROVER, CONTROLLER}),
        # what a provider is paid, and on which account
        # the books
        **dict.fromkeys(
            ("ledger.overview", "ledger.overview_file", "ledger.bookings",
             "ledger.bookings_file", "ledger.unpaid", "ledger.unpaid_file"),
            PROVIDER | {MANAGER, PAYER, CONTROLLER},
        ),
        # what contracts come to: sums, declarations and allocations without their clients
        **dict.fromkeys(
            ("money.overview", "money.overview_file", "money.contract", "money.contract_file",
             "money.committed", "money.committed_file", "money.behind", "money.behind_file"),
            PROVIDER | {MANAGER, PAYER, CONTROLLER},
        ),
        **dict.fromkeys(
            ("ledger.months", "ledger.closing", "ledger.close", "ledger.journal",
             "ledger.map_product", "ledger.take_journal", "ledger.year_end",
             "ledger.year_end_file"),
            frozenset({CONTROLLER}),
        ),
        # judging the past again
        **dict.fromkeys(
            ("hindsight.overview", "hindsight.ask", "hindsight.run", "hindsight.progress",
             "hindsight.stop", "hindsight.delete", "hindsight.lines", "hindsight.lines_file"),
            frozenset({CONTROLLER}),
        ),
        # lump sums
        **dict.fromkeys(
            ("lumpsum.budgets", "lumpsum.budgets_file", "lumpsum.budget", "lumpsum.drawdowns",
             "lumpsum.drawdowns_file", "lumpsum.drawdown"),
            BOTH,
        ),
        "lumpsum.draw_from": PROVIDER,
        "lumpsum.tell_month": PROVIDER,
        "lumpsum.volumes_file": BOTH,
        "lumpsum.settle_budget": frozenset({MANAGER}),
        "lumpsum.decide_about_settlement": frozenset({CONTROLLER, PAYER}),
        "lumpsum.decide_drawdown": PROVIDER | {CHECKER, APPROVER},
        "api-lumpsum.submit": BY_KEY,
        "api-lumpsum.drawdown": BY_ANY_KEY,
        "api-lumpsum.budget": BY_ANY_KEY,
        "payments.own_payments": PROVIDER,
        "payments.own_payments_file": PROVIDER,
        "payments.coming": PROVIDER,
        "payments.coming_file": PROVIDER,
        "payments.remittance": PROVIDER | {CONTROLLER, PAYER},
        "payments.remittance_file": PROVIDER | {CONTROLLER, PAYER},
        "payments.remittance_document": PROVIDER | {CONTROLLER, PAYER},
        # paying: the controller looks on and clears what is stopped
        "payments.runs": frozenset({PAYER, CONTROLLER}),
        "payments.runs_file": frozenset({PAYER, CONTROLLER}),
        "payments.new_run": frozenset({PAYER, CONTROLLER}),
        "payments.new_run_file": frozenset({PAYER, CONTROLLER}),
        "payments.draw_up_run": frozenset({PAYER}),
        "payments.run": frozenset({PAYER, CONTROLLER}),
        "payments.run_file": frozenset({PAYER, CONTROLLER}),
        "payments.sign_run": frozenset({PAYER}),
        "payments.release_run": frozenset({PAYER}),
        "payments.cancel_run": frozenset({PAYER}),
        "payments.clear_payment": frozenset({PAYER, CONTROLLER}),
        "payments.leave_out_payment": frozenset({PAYER}),
        "payments.make_bank_file": frozenset({PAYER}),
        "payments.get_bank_file": frozenset({PAYER, CONTROLLER}),
        "payments.read_report_of_bank": frozenset({PAYER}),
        "payments.settle_run": frozenset({PAYER}),
        "payments.bank_account": PROVIDER,
        "payments.bank_account_file": PROVIDER,
        "payments.request_bank_account": frozenset({ADMIN}),
        "payments.withdraw_bank_account": frozenset({ADMIN}),
        "payments.bank_accounts": frozenset({MANAGER}),
        "payments.bank_accounts_file": frozenset({MANAGER}),
        "payments.bank_request": frozenset({MANAGER}),
        "payments.confirm_bank_account": frozenset({ADMIN, MANAGER}),
        "payments.refuse_bank_account": frozenset({ADMIN, MANAGER}),
        # looking at lines: contracts are no reason to see them, the plan is
        "review.queue": LOOKING,
        "review.queue_file": LOOKING,
        "review.line": LOOKING,
        "review.together": frozenset({CHECKER}),
        "review.act_together": frozenset({CHECKER}),
        "review.decide": frozenset({CHECKER}),
        "review.assign": frozenset({CHECKER}),
        "review.bring_up": frozenset({CHECKER}),
        "review.pick": frozenset({CHECKER}),
        "review.plan": MUNICIPALITY - {PAYER},
        "review.change": frozenset({CONTROLLER, MANAGER}),
        "own_checks.overview": MUNICIPALITY - {PAYER},
        "own_checks.check": MUNICIPALITY - {PAYER},
        **dict.fromkeys(
            ("own_checks.new", "own_checks.create", "own_checks.change", "own_checks.finish"),
            frozenset({CONTROLLER, MANAGER}),
        ),
        **dict.fromkeys(
            (
                "ceilings.overview", "ceilings.overview_file", "ceilings.ceiling",
                "ceilings.overruns_file",
            ),
            PROVIDER | {MANAGER, CONTROLLER, CHECKER},
        ),
        "ceilings.acknowledge": PROVIDER | {MANAGER},
        "ceilings.agree": PROVIDER | {MANAGER},
        "review.sample": LOOKING,
        "review.sample_file": LOOKING,
        "review.questions": PROVIDER,
        "review.questions_file": PROVIDER,
        "review.conversation": PROVIDER,
        "review.reply": PROVIDER,
        "review.objection": PROVIDER,
        "review.object_to": PROVIDER,
        # allocations, clients, starts and stops
        "allocations.allocations": PROVIDER,
        "allocations.allocations_file": PROVIDER,
        "allocations.search_allocations": PROVIDER,
        "allocations.allocation": CARE,
        "allocations.clients": CARE - PROVIDER,
        "allocations.search_clients": CARE - PROVIDER,
        "allocations.client": CARE,
        "allocations.show_citizen_number": PROVIDER | {CHECKER, APPROVER},
        "starts.start": PROVIDER,
        "starts.report_start": PROVIDER,
        "starts.stop": PROVIDER,
        "starts.report_stop": PROVIDER,
        "starts.remove_report": PROVIDER,
        "returns.messages": CARE,
        "returns.message": PROVIDER | {CHECKER, APPROVER},
        # for programs
        "api-batches.submit": BY_KEY,
        "api-batches.handed_in": BY_KEY,
        "api-batches.status": BY_KEY,
        "api-batches.assessments": BY_KEY,
        "api-batches.answer": BY_KEY,
        "api-assessments.assess": BY_KEY,
        "api-messages.send_messages": BY_KEY,
        "api-allocations.send_allocations": frozenset({MUNICIPAL_KEY}),
        "api-returns.fetch": BY_ANY_KEY,
        "api-approvals.decide": frozenset({MUNICIPAL_KEY}),
        "api-payments.release_run": frozenset(),
        "api-rules.book": BY_ANY_KEY,
    }
)

SEEN_BY: Mapping[str, Callable[[Subject, Relation], bool]] = MappingProxyType(
    {
        "batch": shared_by_both,
        "client": shared_by_both,
        "allocation": shared_by_both,
        "retour": shared_by_both,
        "draft": shared_by_both,
        "nil": shared_by_both,
        "special": shared_by_both,
        "review": shared_by_both,
        "judged_line": shared_by_both,
        "misfit": shared_by_both,
        "own_check": shared_by_both,  # of its municipality alone; nobody else gets that far
        "reassessment": shared_by_both,  # of its municipality alone; nobody else gets that far
        "ceiling": shared_by_both,
        "trial": shared_by_both,  # by its provider alone; nobody else gets that far
        "declaration": shared_by_both,
        "mandate": shared_by_both,
        "budget": shared_by_both,
        "drawdown": shared_by_both,
        "settlement": shared_by_both,  # of its municipality alone; nobody else gets that far
        "contract": a_contract,
        "change": a_contract,
        "card": shared_by_both,
        "sample": shared_by_both,  # by its municipality alone; nobody else gets that far
        "refusal": own_alone,
        "account": own_alone,
        "key": a_key,
        "deputy": a_deputy,
        "payment": shared_by_both,
        "run": shared_by_both,
        "stopped": shared_by_both,
        "wish": a_wish,
    }
)
"""By parameter of the address: who finds the thing it names."""

PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "position": "1",
        "line": "1",
        "part": "1",
        "round": "1",
        "decision": "controleren",
        "deed": "tekenen",
        "doing": "aanhouden",
        "step": "controleren",
        "verdict": "bevestigen",
        "contract_name": "taak",
        "answer": "antwoord",
        "sort": "amount",
        "kind": "csv",
        "filename": "portal.css",
    }
)
"""Parameters that name nothing of anybody."""

UNGUESSABLE: Mapping[str, str] = MappingProxyType(
    {"token": "nobody-ever-got-this-token", "invitation": "987654", "event": "987654"}
)
"""Parameters for which only the answer to a wrong value is asked."""

NOTHING_WITHOUT: Mapping[str, str] = MappingProxyType(
    {
        "identity.sign_in_as_demo": "an account named in the form, in a demonstration",
        "identity.switch_to": "an account named in the form",
        "payments.get_bank_file": "a run that was exported",
        "review.sample": "a provider and a month in the address",
        "review.sample_file": "a provider and a month in the address",
        "review.together": "a button that was pressed",
        "review.act_together": "a button that was pressed",
        "identity.openid": "a provider of identities in the settings",
        "identity.openid_back": "a provider of identities in the settings",
        "identity.link_openid": "a provider of identities in the settings",
        "identity.unlink_openid": "a provider of identities in the settings",
    }
)
"""Routes where there may be nothing for whoever is let in, without what stands beside each."""
