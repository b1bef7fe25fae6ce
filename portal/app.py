"""The application factory: settings in, application out, nothing at import."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.allocations.pages import allocations
from portal.api.registering import init_api
from portal.approvals.pages import approvals
from portal.ceilings.views import ceilings
from portal.config import PROJECT_ROOT, Mode, Settings
from portal.contracts.pages import contracts
from portal.decisions.views import decisions
from portal.declaring.pages import declaring
from portal.desk.views import desk
from portal.evidence.pages import evidence
from portal.hindsight.views import hindsight
from portal.identity.views import identity
from portal.intake.pages import intake
from portal.ledger.pages import ledger
from portal.lumpsum.pages import lumpsum
from portal.misfits.views import misfits
from portal.money.views import money
from portal.own_checks.views import own_checks
from portal.payments.pages import payments
from portal.returns.pages import returns
from portal.review.pages import review
from portal.starts.views import starts
from portal.store.crypto import Keyring
from portal.store.database import connect
from portal.terms.views import terms
from portal.trials.views import trials
from portal.web.access import init_access
from portal.web.addresses import init_addresses
from portal.web.errors import init_errors
from portal.web.formatting import init_formatting
from portal.web.headers import init_headers
from portal.web.language import init_language
from portal.web.navigation import init_navigation
from portal.web.null_bytes import init_null_bytes
from portal.web.static import init_static
from portal.web.views import web

INITS = (
    init_addresses, init_access, init_null_bytes, init_language, init_headers, init_errors,
    init_formatting, init_static, init_navigation, init_api,
)  # fmt: skip
BLUEPRINTS = (
    web,
    identity,
    desk,
    contracts,
    intake,
    trials,
    allocations,
    decisions,
    misfits,
    own_checks,
    ceilings,
    returns,
    starts,
    declaring,
    review,
    evidence,
    approvals,
    payments,
    lumpsum,
    ledger,
    money,
    hindsight,
    terms,
)
MAX_UPLOAD = 25 * 1024 * 1024  # bytes of one message; see the standard's OP179
MAX_REQUEST = 4 * MAX_UPLOAD  # several files in one form; each file is measured by itself


def create_app(settings: Settings) -> Flask:
    """The portal for these settings; opens no connection until it is asked something."""
    app = Flask("portal", template_folder=str(PROJECT_ROOT / "templates"))
    app.config.from_mapping(
        PORTAL_SETTINGS=settings,
        PORTAL_KEYRING=Keyring(settings.data_key, settings.data_key_id),
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="__Host-portal" if settings.mode is Mode.PRODUCTION else "portal",
        SESSION_COOKIE_SECURE=settings.mode is Mode.PRODUCTION,
    )
    if settings.outside.proxies:  # they say from where a request came, and how
        count = settings.outside.proxies
        proxied = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    connect(app, settings.database_url)
    for init in INITS:
        init(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
