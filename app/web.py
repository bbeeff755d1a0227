"""The web application: the telephone's webhooks, the office's pages, and a sign of life."""

from flask import Flask, Response
from sqlalchemy import text

import office
from app.services import Services
from office.services import Office
from telephony.webhooks import Telephony, webhooks_blueprint

#: No form and no register of ours is larger, in bytes.
LARGEST_REQUEST = 4 * 1024 * 1024


def create_app(services: Services) -> Flask:
    """Put the application together.

    Args:
        services: made from the settings; the database must be migrated.

    Returns:
        the application, ready for any WSGI server that passes on the raw request target.
    """
    settings = services.settings
    app = Flask("app", static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        SESSION_COOKIE_SECURE=settings.served_over_https,
    )
    app.register_blueprint(
        webhooks_blueprint(
            Telephony(
                database=services.database,
                parser=services.parser,
                public_url=settings.public_url,
                auth_tokens=settings.auth_tokens,
                now=services.now,
            )
        )
    )
    office.register(
        app,
        Office(
            database=services.database,
            now=services.now,
            secure=settings.served_over_https,
            clock_note="Demo clock" if settings.clock_file else None,
        ),
    )
    _add_signs_of_life(app, services)
    return app


def _add_signs_of_life(app: Flask, services: Services) -> None:
    @app.get("/healthz")
    def healthz() -> Response:
        """The process answers and the database does too."""
        with services.database.read() as db:
            db.execute(text("SELECT 1"))
        return Response("ok\n", mimetype="text/plain")
