"""What a process needs, made once from the settings and handed down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from huey import Huey

from app.settings import Settings
from app.time import open_clock
from bot.parsers.embedded import EmbeddedParser
from bot.parsers.protocol import Parser
from clock.tick import Works
from clock.workers import Workers, open_queue
from storage.engine import Database, open_database
from telephony.provider import Provider
from telephony.sending import send
from telephony.twilio_provider import TwilioProvider

#: How many texts may go in one burst after a quiet moment, in seconds of the allowed rate.
BURST_SECONDS = 2


@dataclass(frozen=True)
class Services:
    """Everything a process works with; each part is made when it is first asked for."""

    settings: Settings

    @cached_property
    def now(self) -> Callable[[], datetime]:
        """The clock."""
        return open_clock(self.settings.clock_file)

    @cached_property
    def database(self) -> Database:
        """The database, open."""
        self.settings.var.mkdir(parents=True, exist_ok=True)
        return open_database(self.settings.database_url)

    @cached_property
    def parser(self) -> Parser:
        """The engine that understands messages; trained on first use, then read from its cache."""
        return EmbeddedParser.load(self.settings.var / "models")

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
        return Works(
            database=self.database,
            parser=self.parser,
            provider=self.provider,
            offer=self.workers.offer,
            texts_per_second=rate,
            burst=max(1, int(rate * BURST_SECONDS)),
        )

    def _send(self, outbound_id: int) -> str:
        return send(self.database, self.provider, outbound_id, self.now, self.settings.public_url)
