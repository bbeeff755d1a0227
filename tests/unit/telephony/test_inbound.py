from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.inbound import MAX_BODY, WITHHELD, BadWebhook, clean_text, known_number, opt_word, read_form

SID = "SM" + "ab" * 16
FORM = {"MessageSid": SID, "From": "+447700900123", "To": "+441614960100", "Body": "Zoë is ill 🤒"}


def test_an_ordinary_text() -> None:
    text = read_form(FORM)
    assert (text.provider_id, text.channel, text.sender) == (SID, "sms", "+447700900123")
    assert (text.recipient, text.body) == ("+441614960100", "Zoë is ill 🤒")
    assert (text.media_urls, text.opt, text.messaging_service_id) == ((), None, None)


def test_only_listed_fields_are_taken() -> None:
    geography = {"FromCity": "TESTVALE", "FromZip": "ZZ99 1AA", "FromCountry": "GB", "ProfileName": "Robin"}
    assert read_form(FORM | geography) == read_form(FORM)
    assert "ZZ99" not in str(asdict(read_form(FORM | geography)))


def test_whatsapp_is_a_channel_and_not_a_number() -> None:
    text = read_form(FORM | {"From": "whatsapp:+447700900123", "To": "whatsapp:+441614960100"})
    assert (text.channel, text.sender, text.recipient) == ("whatsapp", "+447700900123", "+441614960100")


@pytest.mark.parametrize(
    "sender", [*sorted(WITHHELD), "", " ", "Anonymous", "NHS", "+", "60163", "+44770090012x"]
)
def test_a_withheld_sender_is_nobody(sender: str) -> None:
    text = read_form(FORM | {"From": sender})
    assert text.sender is None
    assert text.body == "Zoë is ill 🤒"


def test_a_plus_that_arrived_as_a_space_is_put_back_but_not_for_a_withheld_number() -> None:
    assert read_form(FORM | {"From": " 447700900123"}).sender == "+447700900123"
    assert all(read_form(FORM | {"From": number.replace("+", " ")}).sender is None for number in WITHHELD)


@pytest.mark.parametrize("name", ["MessageSid", "From", "To"])
def test_a_missing_or_oversized_address_is_refused(name: str) -> None:
    without = {key: value for key, value in FORM.items() if key != name}
    with pytest.raises(BadWebhook, match=name) as missing:
        read_form(without)
    assert missing.value.code == 400
    with pytest.raises(BadWebhook, match=name):
        read_form(FORM | {name: "+" + "4" * 500})


@pytest.mark.parametrize("sid", ["", "SM 1", "SM\x00", "x" * 65, "../etc", "SM;1"])
def test_an_id_that_is_none_is_refused(sid: str) -> None:
    if sid == "SM\x00":
        assert read_form(FORM | {"MessageSid": sid}).provider_id == "SM"
        return
    with pytest.raises(BadWebhook):
        read_form(FORM | {"MessageSid": sid})


@pytest.mark.parametrize(
    "word", ["STOP", "stop", " Stop ", "STOPALL", "Unsubscribe", "cancel", "END", "quit"]
)
def test_words_that_opt_out(word: str) -> None:
    assert read_form(FORM | {"Body": word}).opt == "out"


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        ("Start", "", "in"),
        ("yes", "", "in"),
        ("UNSTOP", "", "in"),
        ("help", "", "help"),
        ("INFO", "", "help"),
        ("Please stop", "", None),
        ("cancel that", "", None),
        ("yes he is ill", "", None),
        ("Stop.", "", None),
        ("no more please", "STOP", "out"),
        ("stop", "START", "in"),
        ("hola", "HELP", "help"),
        ("hola", "NONSENSE", None),
        ("", "", None),
    ],
)
def test_opt_words_are_single_words_and_the_providers_verdict_goes_first(
    body: str, kind: str, expected: str | None
) -> None:
    assert opt_word(body, kind) == expected


def test_media_are_counted_and_capped() -> None:
    urls = {f"MediaUrl{index}": f"https://media.example/{index}" for index in range(20)}
    assert len(read_form(FORM | urls | {"NumMedia": "2"}).media_urls) == 2
    assert len(read_form(FORM | urls | {"NumMedia": "20"}).media_urls) == 10
    for odd in ("", "-1", "x", "9" * 5000, "²"):
        assert read_form(FORM | urls | {"NumMedia": odd}).media_urls == ()


def test_text_is_cleaned_and_keeps_what_people_write() -> None:
    assert clean_text("a\x00b\ud800c\x07d\x9f") == "abcd"
    assert clean_text("one\r\ntwo\rthree\tfour") == "one\ntwo\nthree\tfour"
    assert clean_text("\ud83e\udd12") == "🤒"
    assert clean_text("👩‍👧 بیمار \u200f") == "👩‍👧 بیمار \u200f"
    assert clean_text("x" * 9000) == "x" * MAX_BODY


@given(st.text(st.characters(codec=None), max_size=300))
def test_any_cleaned_text_can_be_kept_in_any_database(text: str) -> None:
    clean = clean_text(text)
    assert "\x00" not in clean
    assert clean.encode().decode() == clean
    assert clean_text(clean) == clean


@given(st.text(max_size=40))
def test_a_number_is_e164_or_nothing(address: str) -> None:
    number = known_number(address)
    assert number is None or (number[0] == "+" and number[1:].isdigit() and number not in WITHHELD)
