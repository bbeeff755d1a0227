import ast
import subprocess
import sys
from pathlib import Path

import pytest

from telephony.simulator.identity import (
    DEMO_ACCOUNT_SID,
    DEMO_AUTH_TOKEN,
    RefusesToStart,
    check_may_start,
    is_loopback,
)

ROOT = Path(__file__).parents[3]
PRODUCT = ("app", "demo", "clock", "office", "chat", "telephony", "attendance", "bot", "storage", "rules")
#: The stand-in's own command, and the demonstration, which starts that command and fills its phones.
MAY_START_IT = {
    ROOT / "app" / "commands" / "simulator.py",
    ROOT / "app" / "commands" / "demo.py",
    ROOT / "app" / "rehearsal.py",
}


def imported_names(source: str) -> set[str]:
    """Every module named by an import statement, or by a string handed to import_module."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names |= {node.value} if node.value.startswith("telephony.simulator") else set()
    return names


def test_the_product_never_mounts_the_stand_in() -> None:
    files = [path for folder in PRODUCT for path in (ROOT / folder).rglob("*.py")]
    ours = [
        path for path in files if "simulator" not in path.relative_to(ROOT).parts and path not in MAY_START_IT
    ]
    assert len(ours) > 5
    offenders = [
        str(path.relative_to(ROOT))
        for path in ours
        if any(name.startswith("telephony.simulator") for name in imported_names(path.read_text("utf-8")))
    ]
    assert offenders == []


def test_the_shipped_servers_do_not_even_load_it() -> None:
    program = "import sys, app.wsgi, app.serving; print([m for m in sys.modules if 'simulator' in m])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


def test_the_scan_sees_every_way_to_import() -> None:
    for source in (
        "import telephony.simulator.server",
        "from telephony import simulator",
        "from telephony.simulator.server import run_simulator",
        "def f():\n    from telephony.simulator import server",
        "importlib.import_module('telephony.simulator.server')",
    ):
        assert any(name.startswith("telephony.simulator") for name in imported_names(source)), source


def test_it_starts_with_its_own_credentials_on_this_machine() -> None:
    check_may_start(
        DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, {"NINEBELL_TWILIO_API_URL": "http://127.0.0.1:1", "Other": None}
    )


@pytest.mark.parametrize("sid", ["", "AC" + "0" * 32, "AC" + "a1" * 16, DEMO_ACCOUNT_SID.lower()])
def test_it_refuses_beside_an_account_that_may_be_real(sid: str) -> None:
    with pytest.raises(RefusesToStart, match="real Twilio account"):
        check_may_start(sid, DEMO_AUTH_TOKEN, {})


@pytest.mark.parametrize("token", ["", "0123456789abcdef" * 2])
def test_it_refuses_beside_a_token_that_may_be_live(token: str) -> None:
    with pytest.raises(RefusesToStart, match="auth token"):
        check_may_start(DEMO_ACCOUNT_SID, token, {})


@pytest.mark.parametrize(
    "url",
    [
        "https://api.twilio.com",
        "http://127.0.0.1.example",
        "http://localhost.example/",
        "http://127.0.0.1@example.org/",
        "http://10.0.0.1",
        "ftp://127.0.0.1",
        "127.0.0.1:80",
    ],
)
def test_it_refuses_an_address_off_this_machine(url: str) -> None:
    with pytest.raises(RefusesToStart, match="NINEBELL_TWILIO_API_URL leads off this machine"):
        check_may_start(DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, {"NINEBELL_TWILIO_API_URL": url})


def test_loopback_has_several_spellings() -> None:
    assert all(is_loopback(url) for url in ("http://127.0.0.1:1/a", "http://localhost", "https://[::1]:2/"))


def test_one_file_talks_to_twilios_rest_api() -> None:
    files = [path for folder in PRODUCT for path in (ROOT / folder).rglob("*.py")]
    callers = {
        path.name
        for path in files
        if any(name.split(".")[:2] == ["twilio", "rest"] for name in imported_names(path.read_text("utf-8")))
    }
    assert callers == {"twilio_provider.py"}
