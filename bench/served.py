"""The product's application with two routes beside it to compare a text with. Only `bench` serves this.

`python -m bench.served` is `ninebell serve` with them; `gunicorn 'bench.served:make()'` is the Procfile's web
process with them.
"""

from unittest.mock import patch

from flask import Flask, Response
from sqlalchemy import insert

from app import serving
from app.logs import set_up_logs
from app.services import Services
from app.settings import read_settings
from app.web import create_app
from storage.models import SignInAttempt

EMPTY, INSERT = "/bench/empty", "/bench/insert"


def create_measured(services: Services) -> Flask:
    """The product's application, and a route that does nothing and one that commits one small row."""
    app = create_app(services)

    @app.post(EMPTY)
    def empty() -> Response:
        return Response("", mimetype="text/plain")

    @app.post(INSERT)
    def one_insert() -> Response:
        with services.database.write() as db:
            db.execute(insert(SignInAttempt).values(account="bench", address="bench", at=services.now()))
        return Response("", mimetype="text/plain")

    return app


def make() -> Flask:
    """What `app.wsgi.make` makes, with the two routes."""
    settings = read_settings()
    set_up_logs(settings.log_level)
    return create_measured(Services(settings))


def serve() -> None:
    """What `ninebell serve` does, with the two routes."""
    settings = read_settings()
    set_up_logs(settings.log_level)
    # The product has no door for this: its own server is made as ever, but around the measured application.
    with patch.object(serving, "create_app", create_measured):
        embedded = serving.Embedded(Services(settings))
    embedded.run()


if __name__ == "__main__":
    serve()
