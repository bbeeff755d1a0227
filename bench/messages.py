"""What parents write in the measurement, and the signed posts that carry it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from demo.people import handsets
from demo.roll import LINE
from telephony.signature import SIGNATURE_HEADER
from telephony.simulator.identity import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN

#: {child} is a child of whoever writes. A few name nobody, ask, or thank, as a real morning's do.
BODIES = (
    "{child} has been sick all night so won't be in today",
    "Morning, {child} has a high temperature and is staying home. Thanks",
    "hi {child} not in 2day tummy bug",
    "{child} is full of cold and not well enough for school today, sorry",
    "Good morning. {child} will be absent today due to a chest infection. Kind regards",
    "{child} has come out in spots, we think it's chicken pox. Will ring the doctor",
    "{child} woke up with an awful earache, keeping {child} off",
    "Hello, {child} was up till 3 coughing and is asleep now so won't be in",
    "{child} has got conjunctivitis, off today and tomorrow",
    "{child} has a migraine, wont be in",
    "{child} has D&V so off for 48 hours",
    "really sorry but {child} fainted this morning, keeping at home today",
    "{child} has nits, sorting it today, back tomorrow",
    "{child} has a sore throat and no voice, staying in bed",
    "{child} has tested positive for covid so is off until Friday",
    "{child} has the dentist at 10, back by 11.30",
    "{child} has an orthodontist appointment this afternoon at 2pm so I will collect at 1.30",
    "Hi, {child} has a hospital appointment today, will be out all day",
    "{child} is seeing the optician first thing, in by 10",
    "{child} has a GP appointment at 9.15, will bring straight in after",
    "{child} has physio this morning, back at lunch",
    "running late with {child}, be there about 9.20",
    "{child} will be late, the bus didn't turn up",
    "Car won't start, {child} will be in by 10",
    "overslept sorry, {child} on the way now",
    "{child} won't be in today, grandad passed away last night",
    "It's my brother's funeral today so {child} will not be at school",
    "{child} is off for Eid tomorrow",
    "We are celebrating Diwali so {child} will be out today",
    "We'd like to take {child} to Spain from Monday to Friday next week for a family holiday",
    "{child} has a music exam this morning, back for lunch",
    "{child} is dancing in a competition on Friday, please can this be authorised",
    "{child} has a taster day at the new school today",
    "{child} refuses to leave the house, really anxious, I can't get them in today",
    "There's a flood in our street and we can't get out, {child} won't make it in",
    "{child} isn't coming in today",
    "Poorly, won't be in",
    "not coming in today, sick again. Thanks",
    "What time does the play start tomorrow?",
    "Could someone from the office ring me please about {child}'s packed lunch",
)
PATH = "/telephony/sms"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Post:
    """A request, ready to go: nothing of it is worked out while the clock runs."""

    path: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Text:
    """A text as the provider hands it over. sid: the provider's id of it."""

    sid: str
    post: Post


def signed_texts(day: date, public_url: str) -> Iterator[Text]:
    """One text from each listed mobile of the demo school, each written differently, each with its own id.

    Args:
        day: a day of the school year.
        public_url: what the signatures cover.
    """
    validator = RequestValidator(DEMO_AUTH_TOKEN)
    phones = [phone for phone in handsets(day) if "children" in phone]
    for number, phone in enumerate(phones):
        fields = _fields(f"SM{number:032x}", phone, BODIES[number % len(BODIES)])
        signature = validator.compute_signature(public_url + PATH, fields)
        headers = {"Content-Type": FORM, SIGNATURE_HEADER: signature}
        yield Text(fields["MessageSid"], Post(PATH, urlencode(fields).encode(), headers))


def posts_to(path: str, texts: Sequence[Text]) -> list[Post]:
    """The same requests, byte for byte but for their address."""
    return [Post(path, text.post.body, text.post.headers) for text in texts]


def _fields(sid: str, phone: dict[str, Any], body: str) -> dict[str, str]:
    """The fields Twilio posts."""
    return {
        "AccountSid": DEMO_ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "MessageSid": sid,
        "SmsSid": sid,
        "SmsMessageSid": sid,
        "SmsStatus": "received",
        "From": phone["number"],
        "To": LINE,
        "Body": body.format(child=phone["children"][0]),
        "NumSegments": "1",
        "NumMedia": "0",
        "FromCountry": "GB",
        "ToCountry": "GB",
    }
