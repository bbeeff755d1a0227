"""What the stand-in is told when it starts. It reads no environment: whoever starts it does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from telephony.simulator.handsets import Handset, Line
from telephony.simulator.identity import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN

INBOUND_PATH = "/telephony/sms"
HOST = "127.0.0.1"


@dataclass(frozen=True)
class SimulatorSettings:
    """How one stand-in runs.

    Attributes:
        token: random part of the path that guards pages and control.
        public_url: the product's NINEBELL_PUBLIC_URL; webhooks are signed over addresses under it.
        product_url: where the product really listens, on this machine; webhooks are delivered there.
        lines: the school's numbers, at least one; a handset writes to the first.
        handsets: the phones on the page.
        now: aware time, the same clock as the product's.
        account_sid, auth_token: credentials the product uses; never live ones.
        api_url: the product's NINEBELL_TWILIO_API_URL, checked before start.
        port: where to listen on 127.0.0.1; 0 takes a free one.
        state_path: file that keeps threads between runs; None keeps them in memory.
        office_url: address of the product's pages, for a link.
        time_zone: of the times shown on the phones.
        pace_s: seconds between two states of a text under way.
        list_lag_s: seconds until a new message shows in the list, 0 to 20 at the real one.
    """

    token: str
    public_url: str
    product_url: str
    lines: tuple[Line, ...]
    handsets: tuple[Handset, ...]
    now: Callable[[], datetime]
    account_sid: str = DEMO_ACCOUNT_SID
    auth_token: str = DEMO_AUTH_TOKEN
    api_url: str | None = None
    port: int = 0
    state_path: Path | None = None
    office_url: str | None = None
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))
    pace_s: float = 0.4
    list_lag_s: float = 0.0

    @property
    def inbound_url(self) -> str:
        """The address a text to the school's line is posted to, and signed over."""
        return self.public_url.rstrip("/") + INBOUND_PATH
