"""Rasa as the engine: its ranking decides what a message is about, all else is our own reading of it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from bot.parsers.classifier import Question
from bot.parsers.embedded import EmbeddedParser
from bot.parsers.protocol import ChildName, Intent, ParseRequest
from bot.parsers.rasa import RasaJudge, RasaParser
from bot.parsers.rasaclient import RasaClient, RasaError
from rules.reasons import Reason
from rules.sessions import SchoolCalendar
from tests.unit.bot.conftest import at
from tests.unit.bot.rasa_server import TOKEN, StandIn, stand_in

CHILDREN = (ChildName(1, "Zofia", "Nowak"), ChildName(2, "Jakub", "Nowak"))
NOW = at("2026-11-23 08:12")
ILL = {"report_illness": 0.8, "report_medical": 0.15, "late": 0.05}
DENTIST = {"report_medical": 0.9, "late": 0.1}


@pytest.fixture
def server() -> Iterator[StandIn]:
    with stand_in() as running:
        running.rankings = {"temperature": ILL, "dentist": DENTIST}
        yield running


@pytest.fixture
def rasa(server: StandIn, parser: EmbeddedParser) -> RasaParser:
    return RasaParser(RasaClient(server.url, TOKEN), parser)


@pytest.fixture
def asking(calendar: SchoolCalendar) -> ParseRequest:
    return ParseRequest("", NOW, CHILDREN, calendar)


def test_a_message_that_says_it_all(rasa: RasaParser, asking: ParseRequest, server: StandIn) -> None:
    result = rasa.parse(replace(asking, text="Morning, Zofia has a temprature, wont be in till Weds. Thx"))
    (item,) = result.items
    assert (result.intent, item.pupil_ids, item.reason) == (Intent.REPORT, (1,), Reason.ILLNESS)
    assert item.confidence == pytest.approx(0.8)
    assert [guess.reason for guess in item.alternatives[:2]] == [Reason.ILLNESS, Reason.MEDICAL]
    assert (item.period.first_on, item.period.last_on) == (date(2026, 11, 23), date(2026, 11, 24))
    assert item.because == "", "Rasa does not tell which words decided"
    assert len(server.asked) == 1
    assert "temperature" in server.asked[0], "the text is written out as in the training"
    assert "zofia" not in server.asked[0].lower(), "no child's name goes to another process"


def test_two_children_two_reasons(rasa: RasaParser, asking: ParseRequest) -> None:
    result = rasa.parse(replace(asking, text="Zofia has a temperature, Jakub is at the dentist"))
    assert {item.pupil_ids: item.reason for item in result.items} == {
        (1,): Reason.ILLNESS,
        (2,): Reason.MEDICAL,
    }


def test_a_ranking_that_decides_nothing_is_left_open(
    rasa: RasaParser, asking: ParseRequest, server: StandIn
) -> None:
    server.rankings = {"wobbly": {"report_illness": 0.26, "report_medical": 0.25, "report_holiday": 0.25}}
    (item,) = rasa.parse(replace(asking, text="Zofia is wobbly")).items
    assert item.reason is Reason.ILLNESS, "the confidences are shares of what was ranked"
    server.rankings = {"wobbly": {f"report_{each.value}": 0.1 for each in list(Reason)[:6]} | {"other": 0.4}}
    result = rasa.parse(replace(asking, text="Zofia is wobbly"))
    assert not [item.reason for item in result.items if item.reason]


@pytest.mark.parametrize(
    ("text", "ranking", "flagged"),
    [
        ("Zofia has a temperature", ILL, False),
        ("all is as it was with her uncle", {"danger": 0.5, "other": 0.5}, True),
        ("all is as it was with her uncle", {"danger": 0.1, "other": 0.9}, False),
        ("Zofia has a temperature and she has run away", ILL, True),
    ],
)
def test_danger_by_rasas_class_or_by_our_words(
    rasa: RasaParser,
    asking: ParseRequest,
    server: StandIn,
    text: str,
    ranking: dict[str, float],
    flagged: bool,
) -> None:
    server.rankings = {"": ranking}
    assert ("safeguarding" in rasa.parse(replace(asking, text=text)).flags) == flagged


@pytest.mark.parametrize("text", ["", "?!", "\u200b", "Jakub"])
def test_what_holds_no_words_is_not_asked(
    rasa: RasaParser, asking: ParseRequest, server: StandIn, text: str, parser: EmbeddedParser
) -> None:
    request = replace(asking, text=text)
    assert rasa.parse(request) == parser.parse(request)
    assert server.asked == []


def test_other_languages_stay_with_our_own_engine(
    rasa: RasaParser, asking: ParseRequest, server: StandIn, parser: EmbeddedParser
) -> None:
    request = replace(asking, text="Zofia jest dzisiaj chora, ma gorączkę i boli ją gardło")
    assert rasa.parse(request) == parser.parse(request)
    assert server.asked == []


def test_a_server_with_other_intents_is_refused(
    rasa: RasaParser, asking: ParseRequest, server: StandIn
) -> None:
    server.rankings = {"": {"nlu_fallback": 0.6, "report_illness": 0.4}}
    with pytest.raises(RasaError, match="make nlu"):
        rasa.parse(replace(asking, text="Zofia has a temperature"))


def test_a_ranking_of_nothing_is_refused(rasa: RasaParser, asking: ParseRequest, server: StandIn) -> None:
    server.rankings = {"": {"report_illness": 0.0, "late": 0.0}}
    with pytest.raises(RasaError, match="at all likely"):
        rasa.parse(replace(asking, text="Zofia has a temperature"))


def test_the_confidences_are_made_to_sum_to_one(server: StandIn) -> None:
    server.rankings = {"": {"report_illness": 0.3, "late": 0.1}}
    judgement = RasaJudge(RasaClient(server.url, TOKEN)).judge(Question.of_text("a temperature"))
    assert judgement.probabilities.sum() == pytest.approx(1.0)
    assert judgement.probabilities.max() == pytest.approx(0.75)


def test_a_message_is_never_a_command(rasa: RasaParser, asking: ParseRequest, server: StandIn) -> None:
    """Rasa takes "/late" for the intent of that name, whoever writes it."""
    rasa.parse(replace(asking, text="/late"))
    rasa.parse(replace(asking, text=" // restart, Zofia has a temperature"))
    assert server.asked
    assert not [asked for asked in server.asked if asked.startswith(("/", " "))]


def test_all_questions_of_a_message_share_one_time_out(
    parser: EmbeddedParser, asking: ParseRequest, server: StandIn
) -> None:
    server.delay_s = 0.4  # two children, two reasons: at least three questions, each of them in time
    quick = RasaParser(RasaClient(server.url, TOKEN, timeout_s=1.0), parser)
    with pytest.raises(RasaError):
        quick.parse(replace(asking, text="Zofia has a temperature, Jakub is at the dentist"))
    assert quick.parse(replace(asking, text="Zofia has a temperature")).items, "the next has its own"


def test_several_threads_get_the_answers_of_one(rasa: RasaParser, asking: ParseRequest) -> None:
    texts = [
        f"{name} {words}"
        for name in ("Zofia", "Jakub")
        for words in ("has a temperature", "is at the dentist")
    ]
    requests = [replace(asking, text=text) for text in texts * 10]
    alone = [rasa.parse(request) for request in requests]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(rasa.parse, requests)) == alone
