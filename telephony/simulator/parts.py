"""What the routes of the stand-in work with; one set an application."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, current_app

from telephony.simulator.carrier import Carrier
from telephony.simulator.settings import SimulatorSettings

KEY = "stand_in"


@dataclass(frozen=True)
class LookUp:
    """Somebody asked for the list of a number's messages: what was answered, and which messages it showed."""

    to: str
    at: datetime
    status: int
    sids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parts:
    """Settings, carrier, from when (monotonic) each new message shows in the list, and who has looked."""

    settings: SimulatorSettings
    carrier: Carrier
    listed_from: dict[str, float] = field(default_factory=dict)
    look_ups: list[LookUp] = field(default_factory=list)


def keep_parts(app: Flask, parts: Parts) -> None:
    """Hang the parts on an application."""
    app.extensions[KEY] = parts


def get_parts() -> Parts:
    """Return the parts of the application that handles this request."""
    parts: Parts = current_app.extensions[KEY]
    return parts
