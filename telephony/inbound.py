"""What we take from an inbound text, and nothing else of what Twilio adds (such as town and postcode)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from werkzeug.exceptions import BadRequest

Channel = Literal["sms", "whatsapp"]
Opt = Literal["out", "in", "help"]

MAX_BODY = 4096  # characters; a text has at most 1,600 and a WhatsApp message 4,096
MAX_FIELD = 128  # characters of an address or an id; real ones have at most 43
MAX_URL = 2048
MAX_MEDIA = 10  # Twilio's own limit

# Each provider replaces a caller's withheld number by digits that spell ANONYMOUS, RESTRICTED,
# UNAVAILABLE, BLOCKED or UNKNOWN on a keypad. They look like numbers and belong to nobody.
WITHHELD = frozenset({"+266696687", "+7378742833", "+86282452253", "+2562533", "+8656696"})
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
MESSAGE_ID = re.compile(r"[A-Za-z0-9]{1,64}")

OPT_WORDS: dict[str, Opt] = {
    **dict.fromkeys(("stop", "stopall", "unsubscribe", "cancel", "end", "quit"), "out"),
    **dict.fromkeys(("start", "yes", "unstop"), "in"),
    **dict.fromkeys(("help", "info"), "help"),
}
OPT_TYPES: dict[str, Opt] = {"stop": "out", "start": "in", "help": "help"}


class BadWebhook(BadRequest):
    """A request that no provider of ours sends. Left uncaught it becomes a 400."""


@dataclass(frozen=True)
class InboundText:
    """One text as it reached us.

    `sender` is an E.164 number, or None when it was withheld or is not a number: match it to nobody.
    `recipient` is our line. `opt` says that the provider has treated the message as an opt-out word and
    has answered it itself, so we stay silent and only keep the state.
    """

    provider_id: str
    channel: Channel
    sender: str | None
    recipient: str
    body: str
    media_urls: tuple[str, ...]
    opt: Opt | None
    messaging_service_id: str | None


def read_form(form: Mapping[str, str]) -> InboundText:
    """Read a message webhook's form through an allow-list of its fields.

    Args:
        form: the fields Twilio posted; unknown ones are normal and are dropped.

    Returns:
        The message, its text cleaned so that every database of ours can hold it.

    Raises:
        BadWebhook: MessageSid, From or To is missing, or longer than any real one.
    """
    provider_id = _required(form, "MessageSid")
    if not MESSAGE_ID.fullmatch(provider_id):
        raise BadWebhook("MessageSid is not a message's id.")
    channel, sender = split_channel(_address(form, "From"))
    recipient = split_channel(_required(form, "To"))[1]
    body = clean_text(form.get("Body", ""))
    return InboundText(
        provider_id=provider_id,
        channel=channel,
        sender=known_number(sender),
        recipient=known_number(recipient) or recipient,
        body=body,
        media_urls=_media_urls(form),
        opt=opt_word(body, form.get("OptOutType", "")),
        messaging_service_id=form.get("MessagingServiceSid", "").strip()[:MAX_FIELD] or None,
    )


def clean_text(text: str) -> str:
    """Return a text without NULs, lone surrogates and other control characters, at most MAX_BODY long.

    Emoji, joiners and right-to-left marks stay; line ends become `\\n`.
    """
    paired = text[: 2 * MAX_BODY].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    lines = paired.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in lines if char in "\n\t" or not _is_control(char))
    return kept.strip()[:MAX_BODY]


def split_channel(address: str) -> tuple[Channel, str]:
    """Return channel and bare address of `whatsapp:+44…` or `+44…`."""
    prefix, found, rest = address.strip().partition(":")
    if found and prefix.casefold() == "whatsapp":
        return "whatsapp", rest.strip()
    return "sms", address.strip()


def known_number(address: str) -> str | None:
    """Return an E.164 number, or None for a withheld one, a word or nothing."""
    # An unescaped + arrives as a space, which the strip above has taken away.
    number = f"+{address}" if address.isascii() and address.isdigit() and len(address) > 9 else address
    return number if E164.fullmatch(number) and number not in WITHHELD else None


def opt_word(body: str, opt_out_type: str = "") -> Opt | None:
    """Return how Twilio treats a text made of one opt-out word, or what its OptOutType says.

    Args:
        body: the cleaned text; only a single word counts, in any case ("Stop", not "please stop").
        opt_out_type: Twilio's own verdict where it sends one; it has precedence.
    """
    return OPT_TYPES.get(opt_out_type.strip().casefold()) or OPT_WORDS.get(body.strip().casefold())


def _is_control(char: str) -> bool:
    return ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0


def _address(form: Mapping[str, str], name: str) -> str:
    """Return an address that must be in the form but may be empty: a withheld number is."""
    value = form.get(name)
    if value is None:
        raise BadWebhook(f"{name} is missing.")
    if len(value) > MAX_FIELD:
        raise BadWebhook(f"{name} is longer than any address.")
    return value


def _required(form: Mapping[str, str], name: str) -> str:
    value = clean_text(_address(form, name))
    if not value:
        raise BadWebhook(f"{name} is empty.")
    return value


def _media_urls(form: Mapping[str, str]) -> tuple[str, ...]:
    """Return the addresses of attached media; a count that is no number means none."""
    stated = form.get("NumMedia", "0").strip()
    count = min(int(stated), MAX_MEDIA) if stated.isascii() and stated.isdigit() and len(stated) < 4 else 0
    urls = (clean_text(form.get(f"MediaUrl{index}", "")) for index in range(count))
    return tuple(url for url in urls if url and len(url) <= MAX_URL)
