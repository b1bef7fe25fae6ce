"""The application factory: settings in, application out, nothing at import."""

from flask import Flask

from portal.config import PROJECT_ROOT, Settings
from portal.store.crypto import Keyring
from portal.store.database import connect
from portal.web.errors import init_errors
from portal.web.formatting import init_formatting
from portal.web.headers import init_headers
from portal.web.language import init_language
from portal.web.static import init_static
from portal.web.views import web

MAX_UPLOAD = 25 * 1024 * 1024  # bytes of one message; see the standard's OP179


def create_app(settings: Settings) -> Flask:
    """The portal for these settings; opens no connection until it is asked something."""
    app = Flask("portal", template_folder=str(PROJECT_ROOT / "templates"))
    app.config.from_mapping(
        PORTAL_SETTINGS=settings,
        PORTAL_KEYRING=Keyring(settings.data_key, settings.data_key_id),
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_UPLOAD,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    connect(app, settings.database_url)
    for init in (init_language, init_headers, init_errors, init_formatting, init_static):
        init(app)
    app.register_blueprint(web)
    return app
