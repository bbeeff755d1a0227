"""What the provider knows of a morning: the texts that phones were sent, what phones wrote, who looked up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from telephony.provider import OUTBOUND_ID_KEY
from telephony.simulator.client import SimulatorClient
from telephony.simulator.messages import INBOUND, OUTBOUND


@dataclass(frozen=True, slots=True)
class Taken:
    """A text the provider took from us. at: when. outbound_id: our row, from the callback's address."""

    sid: str
    to: str
    body: str
    at: datetime
    outbound_id: int | None


@dataclass(frozen=True, slots=True)
class Written:
    """A text from a phone. acknowledged: our webhook answered it well at least once."""

    sid: str
    number: str
    at: datetime
    acknowledged: bool


@dataclass(frozen=True, slots=True)
class LookUp:
    """Somebody asked for the list of a number's messages. sids: what the list showed; empty when refused."""

    to: str
    at: datetime
    status: int
    sids: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether no list came back."""
        return self.status != 200


@dataclass(frozen=True, slots=True)
class ProviderLog:
    """The provider's own record; nothing in it comes from our database. happened: fault → how often."""

    taken: tuple[Taken, ...] = ()
    written: tuple[Written, ...] = ()
    look_ups: tuple[LookUp, ...] = ()
    happened: Mapping[str, int] | None = None


def read_provider_log(phones: SimulatorClient) -> ProviderLog:
    """Read the record of a running stand-in."""
    held = phones.all_messages()
    return ProviderLog(
        taken=tuple(_taken(each) for each in held if each["direction"] == OUTBOUND),
        written=tuple(_written(each) for each in held if each["direction"] == INBOUND),
        look_ups=tuple(_look_up(each) for each in phones.look_ups()),
        happened=phones.happened(),
    )


def _taken(held: dict[str, Any]) -> Taken:
    ours = parse_qs(urlsplit(held["status_callback"] or "").query).get(OUTBOUND_ID_KEY, [])
    return Taken(
        sid=held["sid"],
        to=held["to"],
        body=held["body"],
        at=datetime.fromisoformat(held["made_at"]),
        outbound_id=int(ours[0]) if ours and ours[0].isdigit() else None,
    )


def _written(held: dict[str, Any]) -> Written:
    at = datetime.fromisoformat(held["made_at"])
    return Written(held["sid"], held["from_"], at, acknowledged=held["handed_well"])


def _look_up(asked: dict[str, Any]) -> LookUp:
    return LookUp(
        asked["to"], datetime.fromisoformat(asked["at"]), asked["status"], tuple(asked.get("sids", ()))
    )
