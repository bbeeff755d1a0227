"""What a process needs, made once from the settings and handed down."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from huey import Huey

from app.health import Pulse
from app.heartbeat import Heartbeat
from app.settings import Settings, SettingsError
from app.time import OffsetClock, open_clock
from bot.parsers.fallback import FallbackParser
from bot.parsers.protocol import Parser, ParseRequest
from clock.tick import Works
from clock.workers import Workers, open_queue
from rules.throttle import Rate
from storage.engine import Database, open_database
from telephony.provider import Provider
from telephony.sending import send
from telephony.twilio_provider import TwilioProvider

if TYPE_CHECKING:
    from bot.parsers.embedded import EmbeddedParser

#: How many texts may go in one burst after a quiet moment, in seconds of the allowed rate: a beat of the
#: clock that comes so late loses nothing of it.
BURST_SECONDS = 3


@dataclass(frozen=True)
class Services:
    """Everything a process works with; each part is made when it is first asked for."""

    settings: Settings

    @cached_property
    def now(self) -> Callable[[], datetime]:
        """The clock.

        Raises:
            SettingsError: it runs faster than time where texts could reach people.
        """
        clock = open_clock(self.settings.clock_file)
        if isinstance(clock, OffsetClock) and clock.rate != 1 and not self.settings.uses_stand_in:
            raise SettingsError(
                f"NINEBELL_CLOCK_FILE runs {clock.rate:g} times as fast as time, which is for rehearsals "
                "with the stand-in only. Remove it, or point NINEBELL_TWILIO_API_URL at the stand-in."
            )
        return clock

    @cached_property
    def database(self) -> Database:
        """The database, open."""
        self.settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        return open_database(self.settings.database_url)

    @cached_property
    def parser(self) -> Parser:
        """The engine that understands messages; trained on first use, then read from its cache.

        Where the settings name a Rasa server, that reads, and our own engine where it fails.
        """
        # Most of a process's start is this import, and a clock or worker that never reads a message is up
        # again in a third of the time without it.
        from bot.parsers.embedded import EmbeddedParser

        embedded = EmbeddedParser.load(self.settings.var / "models")
        return self._with_rasa(embedded, self.settings.rasa_url) if self.settings.rasa_url else embedded

    def _with_rasa(self, embedded: "EmbeddedParser", url: str) -> FallbackParser:
        from bot.parsers.rasa import RasaParser
        from bot.parsers.rasaclient import RasaClient

        rasa = RasaParser(RasaClient(url, self.settings.rasa_token), embedded)
        parser = FallbackParser(rasa, embedded)
        parser.parse(ParseRequest("Good morning", self.now()))  # so that a wrong setting shows at once
        return parser

    @property
    def fallback(self) -> FallbackParser | None:
        """The engine with another one to fall back to; None where there is but one, or none loaded yet."""
        parser = self.parser if self.has_parser else None
        return parser if isinstance(parser, FallbackParser) else None

    @property
    def has_parser(self) -> bool:
        """Whether that engine has been loaded."""
        return "parser" in vars(self)

    @cached_property
    def pulse(self) -> Pulse:
        """When the clock of this process last beat."""
        return Pulse()

    @cached_property
    def provider(self) -> Provider:
        """The provider of text messages."""
        return TwilioProvider(
            self.settings.twilio_account_sid,
            self.settings.twilio_auth_token,
            self.settings.twilio_api_url,
        )

    @cached_property
    def queue(self) -> Huey:
        """The queue that carries ids to the workers."""
        return open_queue(self.settings.database_url, self.settings.var)

    @cached_property
    def workers(self) -> Workers:
        """The threads that send."""
        return Workers(self.queue, self._send, self.settings.worker_threads)

    @cached_property
    def works(self) -> Works:
        """What the clock works on."""
        rate = self.settings.texts_per_second
        url = self.settings.heartbeat_url
        return Works(
            database=self.database,
            parser=self.parser,
            provider=self.provider,
            offer=self.workers.offer,
            texts_per_second=rate,
            burst=Rate.over(rate, BURST_SECONDS).burst,
            account=Rate.over(self.settings.account_texts_per_second, BURST_SECONDS),
            host=socket.gethostname(),
            heartbeat=Heartbeat(url).send_aside if url else None,
        )

    def _send(self, outbound_id: int) -> str:
        return send(self.database, self.provider, outbound_id, self.now, self.settings.public_url)
