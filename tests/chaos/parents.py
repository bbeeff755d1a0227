"""The parents of a chaotic morning: some write before nine, some answer our texts after a while, some never.

They live at the stand-in's phones and know nothing of our database. A text that the school's line did not
take is handed over again, under the same id, until it is taken: so does a provider with a second address.
"""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from telephony.simulator.client import SimulatorClient
from telephony.simulator.messages import INBOUND, OUTBOUND, new_sid
from tests.chaos.school import Family

REASONS = (
    "{child} has a temperature and won't be in today",
    "{child} was sick in the night so is staying home",
    "Hi, {child} is poorly with a bad cough, not in today. Sorry for late reply",
    "{child} has a dentist appointment at 10, back by 11.30",
    "{child} has been sick all night",
)
SHORT_REASONS = (
    "She's ill, sorry forgot to say",
    "he is poorly today, temperature",
    "sick all night, not coming in",
)
UNAWARE = (
    "I dropped {child} off at school this morning!",
    "{child} left for school at 8 as normal",
    "What do you mean, {child} should be in school",
)
CHAT = ("ok thanks", "will ring you in a bit", "who is this?")
AGAIN_AFTER = timedelta(seconds=40)


@dataclass(frozen=True)
class Answer:
    """What somebody writes once our text has come, after how long, and how often it is posted at once."""

    body: str
    after: timedelta
    copies: int


class Parents:
    """Everybody with a phone; `live` is called again and again."""

    def __init__(self, phones: SimulatorClient, dice: Random, now: Callable[[], datetime]) -> None:
        """Nobody writes yet."""
        self.phones, self.dice, self.now = phones, dice, now
        self._answers: dict[str, Answer] = {}
        self._later: list[tuple[datetime, int, Callable[[], None]]] = []
        self._ids = itertools.count()
        self._seen = 0
        self._again: set[str] = set()

    def will_write(self, family: Family, first: datetime, last: datetime) -> None:
        """One of the family writes before nine, about all its children."""
        span = (last - first).total_seconds()
        number = self.dice.choice(family.numbers)
        copies = 2 if self.dice.random() < 0.08 else 1
        at = first + timedelta(seconds=self.dice.uniform(0, span))
        child = " and ".join(family.pupils.values())
        body = self.dice.choice(REASONS).format(child=child)
        if len(family.pupils) > 1:
            body = (
                f"{child} are both ill and won't be in today"
                if len(family.pupils) == 2
                else f"{child} are ill"
            )
        self._do_at(at, lambda: self._write(number, body, copies))

    def may_answer(self, family: Family) -> None:
        """Draw who of a family answers our text, with what and when; many never do."""
        drawn = self.dice.random()
        if drawn > 0.62:
            return
        child = self.dice.choice(list(family.pupils.values()))
        if drawn < 0.40:
            body = self.dice.choice(REASONS).format(child=child)
        elif drawn < 0.48:
            body = self.dice.choice(SHORT_REASONS)
        elif drawn < 0.56:
            body = self.dice.choice(UNAWARE).format(child=child)
        else:
            body = self.dice.choice(CHAT)
        after = timedelta(seconds=min(2400.0, self.dice.expovariate(1 / 480)))
        copies = 2 if self.dice.random() < 0.15 else 1
        self._answers[self.dice.choice(family.numbers)] = Answer(body, after, copies)

    def live(self) -> None:
        """Read what has come, and do what is due."""
        held = self.phones.all_messages(after=self._seen)
        for message in held:
            self._seen = max(self._seen, message["number"])
            if message["direction"] == OUTBOUND:
                self._read(message["to"])
            elif message["direction"] == INBOUND:
                self._look_at_own(message)
        now = self.now()
        while self._later and self._later[0][0] <= now:
            heapq.heappop(self._later)[2]()

    def all_taken(self) -> bool:
        """Whether every text that was written so far was acknowledged."""
        return not self._again

    def hush(self) -> None:
        """Nobody writes anything new from here on; what the line has not taken is still handed over again."""
        self._answers.clear()
        self._later.clear()
        for sid in list(self._again):
            self._hand_again_later(sid)

    def _read(self, number: str) -> None:
        answer = self._answers.pop(number, None)
        if answer is not None:
            at = self.now() + answer.after
            self._do_at(at, lambda: self._write(number, answer.body, answer.copies))

    def _look_at_own(self, message: dict[str, object]) -> None:
        """Was our text taken? If not, once more in a while."""
        sid = str(message["sid"])
        if message["handed_well"]:
            self._again.discard(sid)
        elif message["handed"] is not None:
            self._hand_again_later(sid)

    def _hand_again_later(self, sid: str) -> None:
        def hand() -> None:
            if sid in self._again:
                self.phones.text_from("", "", sid=sid, wait=False)

        self._again.add(sid)
        self._do_at(self.now() + AGAIN_AFTER, hand)

    def _write(self, number: str, body: str, copies: int) -> None:
        sid = new_sid()
        self._again.add(sid)
        self.phones.text_from(number, body, sid=sid, copies=copies, wait=False)

    def _do_at(self, at: datetime, action: Callable[[], None]) -> None:
        heapq.heappush(self._later, (at, next(self._ids), action))
