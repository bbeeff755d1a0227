"""Our own style, script and picture files: read once, packed once, kept by browsers until they change."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, request, url_for

from office.access import public

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
PACKED = (".css", ".js", ".svg")

routes = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent: its bytes plain and packed, its type, and a digest that names its content."""

    plain: bytes
    packed: bytes | None
    kind: str
    digest: str


@cache
def all_assets() -> dict[str, Asset]:
    """Every file that a page may ask for, by its name below `static/`."""
    return {
        path.relative_to(FOLDER).as_posix(): _read(path)
        for path in sorted(FOLDER.rglob("*"))
        if path.is_file()
    }


def _read(path: Path) -> Asset:
    plain = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "text/plain"
    packed = gzip.compress(plain, 9, mtime=0) if path.suffix in PACKED else None
    return Asset(plain, packed, kind, hashlib.sha256(plain).hexdigest()[:12])


def asset_url(name: str) -> str:
    """The address of a file; it changes when the file does. Raises KeyError when there is none."""
    return url_for("office.assets.asset", digest=all_assets()[name].digest, name=name)


@routes.get("/assets/<digest>/<path:name>")
@public
def asset(digest: str, name: str) -> Response:
    """One file, packed where the browser can unpack it."""
    found = all_assets().get(name)
    if found is None or found.digest != digest:
        abort(404)
    packs = found.packed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    body = found.packed if packs and found.packed is not None else found.plain
    response = Response(body, mimetype=found.kind)
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Vary"] = "Accept-Encoding"
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    return response
