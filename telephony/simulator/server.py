"""The stand-in as a process: what it serves, where it refuses, how it starts and stops."""

import logging
import signal
import threading
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from waitress import wasyncore
from waitress.server import create_server

from telephony.simulator.account import api
from telephony.simulator.carrier import Carrier
from telephony.simulator.control import control
from telephony.simulator.faults import Faults
from telephony.simulator.identity import check_may_start
from telephony.simulator.messages import Messages
from telephony.simulator.pages import pages
from telephony.simulator.parts import Parts, keep_parts
from telephony.simulator.settings import HOST, SimulatorSettings

THREADS = 16
MAX_BYTES = 256 * 1024
OUR_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Simulator:
    """One running stand-in."""

    def __init__(self, settings: SimulatorSettings) -> None:
        """Check that nothing real is near, take a port, and load what an earlier run left.

        Raises:
            RefusesToStart: live credentials, or an address off this machine.
            OSError: the port is taken.
        """
        check_may_start(
            settings.account_sid,
            settings.auth_token,
            {
                "NINEBELL_TWILIO_API_URL": settings.api_url,
                "The product's own address": settings.product_url,
            },
        )
        self.settings = settings
        self._messages = Messages(settings.state_path)
        self._carrier = Carrier(settings, self._messages, Faults())
        logging.getLogger("waitress").setLevel(logging.ERROR)  # it warns of answers that we cut on purpose
        self._server = create_server(
            create_app(settings, self._carrier), host=HOST, port=settings.port, threads=THREADS, ident=None
        )
        self._thread: threading.Thread | None = None

    @property
    def api_url(self) -> str:
        """Address of the REST API: what NINEBELL_TWILIO_API_URL should hold."""
        return f"http://{HOST}:{self._server.effective_port}"

    @property
    def page_url(self) -> str:
        """Address of the handsets, token included."""
        return f"{self.api_url}/{self.settings.token}/"

    def _close_sockets(self) -> None:
        wasyncore.close_all(self._server._map)

    def run(self) -> None:
        """Serve until `stop` or an interrupt."""
        self._server.run()

    def start(self) -> None:
        """Serve on a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="stand-in-server")
        self._thread.start()

    def stop(self) -> None:
        """Stop serving, let running posts finish, close the file."""
        # Workers first: one that finishes later would write to a pipe that is closed by then.
        self._server.task_dispatcher.shutdown()
        if self._thread is not None and self._thread.is_alive():
            # The sockets may only be closed by the thread that polls them.
            self._server.trigger.pull_trigger(self._close_sockets)
            self._thread.join()
        else:
            self._close_sockets()
        self._carrier.close()
        self._messages.close()


def create_app(settings: SimulatorSettings, carrier: Carrier) -> Flask:
    """Return the stand-in's web application."""
    app = Flask("telephony.simulator", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BYTES
    keep_parts(app, Parts(settings, carrier))
    app.register_blueprint(api)
    app.register_blueprint(control, url_prefix=f"/{settings.token}/control")
    app.register_blueprint(pages, url_prefix=f"/{settings.token}")

    @app.before_request
    def check_host() -> None:
        # A name that merely resolves to this machine is another site's page trying to reach us.
        if urlsplit(f"//{request.host}").hostname not in OUR_NAMES:
            abort(403)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app


def run_simulator(settings: SimulatorSettings) -> None:
    """Run the stand-in in this process until it is interrupted.

    Raises:
        RefusesToStart: see `Simulator`.
        OSError: the port is taken.
    """
    simulator = Simulator(settings)
    for name in (signal.SIGINT, signal.SIGTERM):  # also where whoever started us had them ignored
        signal.signal(name, signal.default_int_handler)
    try:
        simulator.run()
    finally:
        simulator.stop()
