"""Who the stand-in is, and where it refuses to start."""

from ipaddress import ip_address
from urllib.parse import urlsplit

DEMO_ACCOUNT_SID = "AC" + "0" * 31 + "9"
DEMO_TOKEN_PREFIX = "stand-in-"  # noqa: S105 - a mark that no live token bears: those are 32 hex digits
DEMO_AUTH_TOKEN = DEMO_TOKEN_PREFIX + "token-for-this-machine-only"


class RefusesToStart(Exception):  # noqa: N818 - read aloud to the person who started it
    """The stand-in would run beside something real; the message says what to do."""


def check_may_start(account_sid: str, auth_token: str, addresses: dict[str, str | None]) -> None:
    """Let the stand-in start only where nothing real can be reached or impersonated.

    Args:
        account_sid: TWILIO_ACCOUNT_SID as the product sees it.
        auth_token: TWILIO_AUTH_TOKEN as the product sees it.
        addresses: name of a setting -> the address it holds; each one given must be on this machine.

    Raises:
        RefusesToStart: the credentials may be live, or an address leads off this machine.
    """
    if account_sid != DEMO_ACCOUNT_SID:
        raise RefusesToStart(
            "The stand-in will not start beside a real Twilio account. "
            f"Set TWILIO_ACCOUNT_SID to {DEMO_ACCOUNT_SID}, or stop the stand-in and use Twilio."
        )
    if not auth_token.startswith(DEMO_TOKEN_PREFIX):
        raise RefusesToStart(
            "The stand-in will not start beside what may be a live auth token. "
            f"Set TWILIO_AUTH_TOKEN to one that begins with {DEMO_TOKEN_PREFIX!r}."
        )
    for setting, address in addresses.items():
        if address and not is_loopback(address):
            raise RefusesToStart(
                f"{setting} leads off this machine. The stand-in only talks to 127.0.0.1: "
                f"set {setting} to an address on it."
            )


def is_loopback(url: str) -> bool:
    """Return whether an http(s) address names this machine itself."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"}:
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
