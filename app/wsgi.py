"""What gunicorn serves: `gunicorn 'app.wsgi:make()'`. The `release` process has migrated the database."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from app.logs import set_up_logs
from app.services import Services
from app.settings import read_settings
from app.web import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def make() -> Flask:
    """The application, from the environment's settings."""
    settings = read_settings()
    set_up_logs(settings.log_level)
    app = create_app(Services(settings))
    if settings.served_over_https:
        app.wsgi_app = _over_https(app.wsgi_app)  # type: ignore[assignment]
    return app


def _over_https(served: "WSGIApplication") -> "WSGIApplication":
    """Take the scheme from the public address, as `ninebell serve` does.

    gunicorn believes only a proxy on its own machine that a request came over https. From any other, each
    one, also the provider's, would be sent to https again and again.
    """

    def serve(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = "https"
        return served(environ, start_response)

    return serve
