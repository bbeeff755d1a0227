"""What every answer tells the browser: no script or style but our own files, no framing, no keeping."""

from flask import Flask, Response, request
from flask_talisman import Talisman

CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",  # Bootstrap draws its ticks and arrows with data: pictures in its style sheet
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def install_headers(app: Flask, *, secure: bool) -> None:
    """Set the security headers of every answer.

    Args:
        secure: reached over HTTPS; plain HTTP is then sent there, and cookies travel no other way.
    """
    Talisman(
        app,
        content_security_policy=CONTENT_SECURITY_POLICY,
        force_https=secure,
        strict_transport_security=secure,
        session_cookie_secure=secure,
        frame_options="DENY",
        referrer_policy="same-origin",
    )


def keep_nothing(response: Response) -> Response:
    """Children's names and reasons stay in no cache; only our own style and script files do."""
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    if request.headers.get("HX-Request"):
        response.headers["Vary"] = "Cookie, HX-Request"
    return response
