"""When something is refused or goes wrong, a person reads a sentence and a way on."""

import logging
from typing import Any

from flask import Blueprint, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from office.pages.shared import is_partial

log = logging.getLogger(__name__)

SENTENCES = {
    400: ("That did not come through", "Go back, reload the page and try again."),
    403: ("Not for your role", "If you need this page for your work, ask your administrator."),
    404: ("Not here", "There is nothing at this address, or it belongs to another school."),
    405: ("That did not come through", "Go back, reload the page and try again."),
    413: ("Too large", "That file is too large. Export one day's register as CSV."),
    500: (
        "Something went wrong",
        "It is our fault and has been written down. Nothing of yours was half-saved.",
    ),
}
EXPIRED = "This page was open for too long, so nothing was saved. Reload it and do it again."


def install_errors(routes: Blueprint) -> None:
    """Answer errors of the office's pages with its own page."""
    routes.register_error_handler(HTTPException, show_error)
    routes.register_error_handler(CSRFError, lambda error: _page(400, "That page has expired", EXPIRED))
    routes.register_error_handler(Exception, show_fault)


def show_error(error: HTTPException) -> Any:
    """An error with a status; a sentence given to `abort` is shown as it is."""
    status = error.code or 500
    title, sentence = SENTENCES.get(status, SENTENCES[500])
    given = error.description if error.description != type(error).description else None
    return _page(status, title, given or sentence)


def show_fault(error: Exception) -> Any:
    """A fault of ours. The log gets its kind and place; its message may hold a child's name and stays out."""
    log.error("office_fault", exc_info=error, extra={"endpoint": request.endpoint})
    return _page(500, *SENTENCES[500])


def _page(status: int, title: str, sentence: str) -> Any:
    template = "parts/error.html" if is_partial() else "error.html"
    signed_in = getattr(g, "desk", None) is not None
    body = render_template(
        f"office/{template}", title=title, sentence=sentence, status=status, signed_in=signed_in
    )
    answer = make_response(body, status)
    answer.headers["HX-Retarget"] = "#messages"  # an error never takes the place of a child's row
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer
