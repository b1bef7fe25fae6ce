"""Who may sign in, and look after accounts, terms and first screens."""

from __future__ import annotations

from portal.identity.service import MUNICIPALITY_ROLES, PROVIDER_ROLES, REGION_ROLES
from portal.web.permissions.permits import (
    ADMINISTRATORS,
    EVERY_ACCOUNT,
    HAVE_DEPUTIES,
    KEY_OWNERS,
    PRINCIPALS,
    PUBLIC,
    Permit,
    only,
)

ACCOUNTS: dict[str, Permit] = {
    # public
    "static": PUBLIC,
    "web.home": PUBLIC,
    "web.rules": PUBLIC,
    "web.rules_in_english": PUBLIC,
    "web.health_report": PUBLIC,
    # identity
    "identity.sign_in": PUBLIC,
    "identity.sign_in_as_demo": PUBLIC,  # nothing there outside a demonstration
    "identity.second_factor": PUBLIC,  # for who showed a password
    "identity.first_set_up": PUBLIC,  # the same
    "identity.openid": PUBLIC,
    "identity.openid_back": PUBLIC,
    "identity.invitation": PUBLIC,  # for who has the link
    "identity.forgot_password": PUBLIC,
    "identity.mail_sent": PUBLIC,
    "identity.new_password": PUBLIC,  # for who has the link
    "identity.sign_out": EVERY_ACCOUNT,
    "identity.account": EVERY_ACCOUNT,
    "identity.change_password": EVERY_ACCOUNT,
    "identity.end_other_sessions": EVERY_ACCOUNT,
    "identity.switch": EVERY_ACCOUNT,
    "identity.switch_to": EVERY_ACCOUNT,
    "identity.set_up_second_factor": EVERY_ACCOUNT,
    "identity.change_second_factor": EVERY_ACCOUNT,
    "identity.link_openid": EVERY_ACCOUNT,
    "identity.unlink_openid": EVERY_ACCOUNT,
    "identity.deputies": PRINCIPALS,
    "identity.name_a_deputy": PRINCIPALS,
    "identity.end_deputy": only(*HAVE_DEPUTIES, REGION_ROLES),
    "identity.keys": KEY_OWNERS,
    "identity.new_key": KEY_OWNERS,
    "identity.revoke_key": KEY_OWNERS,
    "identity.accounts": ADMINISTRATORS,
    "identity.invite": ADMINISTRATORS,
    "identity.withdraw_invitation": ADMINISTRATORS,
    "identity.user": ADMINISTRATORS,
    "identity.change_role": ADMINISTRATORS,
    "identity.change_end": ADMINISTRATORS,
    "identity.deactivate": ADMINISTRATORS,
    "identity.reactivate": ADMINISTRATORS,
    "identity.reset_second_factor": ADMINISTRATORS,
    "terms.table": PUBLIC,  # all terms: how many and until when, nothing of a client
    "terms.mine": only(PROVIDER_ROLES, MUNICIPALITY_ROLES),
    "terms.mine_file": only(PROVIDER_ROLES, MUNICIPALITY_ROLES),
    "terms.reminders": only(PROVIDER_ROLES, MUNICIPALITY_ROLES),
    "terms.reminders_list": only(PROVIDER_ROLES, MUNICIPALITY_ROLES),
    "terms.mails": only(PROVIDER_ROLES, MUNICIPALITY_ROLES),
    # first screens
    "desk.overview": EVERY_ACCOUNT,
}
