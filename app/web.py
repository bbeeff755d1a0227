"""The web application: the telephone's webhooks, the office's pages, and signs of life."""

from flask import Flask

import office
from app.health import signs_of_life
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
    app.register_blueprint(
        signs_of_life(
            services.database,
            services.now,
            services.pulse,
            understands=lambda: services.has_parser,
            metrics_token=settings.metrics_token,
            beside=lambda: services.fallback,
        )
    )
    return app
