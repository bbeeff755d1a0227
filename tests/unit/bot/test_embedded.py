"""The whole engine on its own texts: true answers, honest doubt, and no text that breaks it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.parsers.classifier import Question
from bot.parsers.embedded import EmbeddedParser
from bot.parsers.protocol import ChildName, Intent, ParseRequest, ParseResult
from rules.reasons import Reason
from rules.sessions import SchoolCalendar
from tests.unit.bot.conftest import at

NOW = at("2026-11-16 08:12")
CHILDREN = (ChildName(1, "Ben", "Hughes"), ChildName(2, "Zofia", "Hughes"))

SCRAPS = [
    *(
        "ben",
        "zofia",
        "off",
        "until",
        "back",
        "friday",
        "today",
        "tomorrow",
        "29/2",
        "31/4",
        "half",
        "ten",
        "to",
    ),
    *(
        "from",
        "48 hours",
        "week",
        "next",
        "on the 31st",
        "not in",
        "this morning",
        "after lunch",
        "-",
        ",",
        ".",
    ),
    *("and", "0", "99", "2 days", "christmas", "term", "inclusive", "rest of the week", "quarter to", "noon"),
]


def read(parser: EmbeddedParser, text: str, children: tuple[ChildName, ...] = CHILDREN) -> ParseResult:
    return parser.parse(ParseRequest(text, NOW, children))


def test_a_message_that_says_it_all(parser: EmbeddedParser) -> None:
    result = read(parser, "Zofia has been sick all night so won't be in today, back Weds")
    (item,) = result.items
    assert (result.intent, result.language, result.flags) == (Intent.REPORT, "en", ())
    assert (item.pupil_ids, item.reason) == ((2,), Reason.ILLNESS)
    assert (item.period.first_on, item.period.last_on) == (date(2026, 11, 16), date(2026, 11, 17))
    assert item.alternatives[0].reason is Reason.ILLNESS
    assert item.confidence == item.alternatives[0].probability
    assert "sick" in item.because


def test_the_words_that_decided_are_the_parents_own(parser: EmbeddedParser) -> None:
    text = "Ben's got a TEMPRETURE n hes bin vommiting"
    (item,) = read(parser, text).items
    assert item.because
    assert all(quote in text for quote in item.because.split(" … "))


@pytest.mark.parametrize(
    ("text", "pupils", "first", "last"),
    [
        ("Zofia", (2,), "11-16", "11-16"),
        ("zosia", (2,), "11-16", "11-16"),
        ("both", (1, 2), "11-16", "11-16"),
        ("Both of them please", (1, 2), "11-16", "11-16"),
        ("today and tomorrow", (), "11-16", "11-17"),
        ("until Friday", (), "11-16", "11-19"),
        ("just Ben today", (1,), "11-16", "11-16"),
    ],
)
def test_a_bare_answer(
    parser: EmbeddedParser, text: str, pupils: tuple[int, ...], first: str, last: str
) -> None:
    result = read(parser, text)
    (item,) = result.items
    assert (result.intent, item.reason, item.pupil_ids) == (Intent.REPORT, None, pupils)
    assert (f"{item.period.first_on:%m-%d}", f"{item.period.last_on:%m-%d}") == (first, last)


def test_a_bare_reason(parser: EmbeddedParser) -> None:
    result = read(parser, "tummy bug")
    assert (result.intent, result.items[0].reason) == (Intent.REPORT, Reason.ILLNESS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Ben is poorly, wont be in", Reason.ILLNESS),
        ("Ben wont be in he is poorly", Reason.ILLNESS),
        ("Zofia has fever and is not coming to school today", Reason.ILLNESS),
        ("Zofia's come out in chicken pox!! spots everywhere so she won't be in today", Reason.ILLNESS),
        ("Ben has broken his wrist, we're still at A&E so no school today", Reason.ILLNESS),
        ("zofia overslept and feels rubbish so leaving her off today sorry", Reason.ILLNESS),
        ("Zofia won't be in till 10, dentist", Reason.MEDICAL),
        ("Ben won't be in, his nan died", Reason.EXCEPTIONAL),
        ("ben wont be in, its his birthday", Reason.UNAUTHORISED),
        ("Ben won't be in, we're off to Spain", Reason.HOLIDAY),
        ("Zofia off for Eid", Reason.RELIGIOUS),
        ("Ben won't be in today", Reason.UNSTATED),
        ("Good morning, Zofia isn't coming in. Thank you", Reason.UNSTATED),
        ("off today", Reason.UNSTATED),
    ],
)
def test_the_reason_beside_the_absence_formula(parser: EmbeddedParser, text: str, reason: Reason) -> None:
    (item,) = read(parser, text).items
    assert (item.reason, item.confidence >= 0.8) == (reason, True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("it isn't a cold, it's tonsillitis", Reason.ILLNESS),
        ("I said ill, I meant he has a hospital appointment", Reason.MEDICAL),
    ],
)
def test_a_correction_of_the_reason_alone(parser: EmbeddedParser, text: str, reason: Reason) -> None:
    result = read(parser, text)
    assert (result.intent, [item.reason for item in result.items]) == (Intent.CORRECT, [reason])
    assert "cold" not in result.items[0].because


def test_a_correction_of_the_day_gives_no_reason(parser: EmbeddedParser) -> None:
    (item,) = read(parser, "sorry I meant Thursday not Wednesday").items
    assert item.reason is None


def test_a_denied_reason_chooses_no_other_child(parser: EmbeddedParser) -> None:
    (item,) = read(parser, "Zofia is not ill, she's at the dentist").items
    assert (item.pupil_ids, item.reason) == ((2,), Reason.MEDICAL)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("running late, there in ten minutes", Intent.LATE),
        ("please ignore my last message, he's coming in after all", Intent.CANCEL),
        ("I dropped her off at half eight", Intent.DISPUTE),
        ("can somebody ring me please", Intent.HUMAN),
        ("what time does school finish on Friday?", Intent.QUESTION),
        ("thank you so much", Intent.SMALLTALK),
    ],
)
def test_intents(parser: EmbeddedParser, text: str, intent: Intent) -> None:
    assert read(parser, text).intent is intent


@pytest.mark.parametrize(
    ("text", "intent", "pupils"),
    [
        ("cancel that, Ben is coming in", Intent.CANCEL, (1,)),
        ("it's Zofia not Ben, sorry", Intent.CORRECT, (2,)),
        ("I dropped Zofia at 8.30", Intent.DISPUTE, (2,)),
    ],
)
def test_a_change_is_about_the_child_it_names(
    parser: EmbeddedParser, text: str, intent: Intent, pupils: tuple[int, ...]
) -> None:
    result = read(parser, text)
    assert (result.intent, result.items[0].pupil_ids) == (intent, pupils)


def test_late_is_a_half_of_the_day(parser: EmbeddedParser) -> None:
    (item,) = read(parser, "Ben is running late, will be in by half nine").items
    assert (item.reason, item.period.sessions, item.period.time) == (Reason.LATE, "am", time(9, 30))


def test_two_children_two_reasons(parser: EmbeddedParser) -> None:
    text = "Ben has a temperature and is being sick. Zofia is at the dentist at 10:30"
    first, second = read(parser, text).items
    assert (first.pupil_ids, first.reason) == ((1,), Reason.ILLNESS)
    assert (second.pupil_ids, second.reason) == ((2,), Reason.MEDICAL)
    assert (first.period.sessions, second.period.sessions) == ("day", "am")


def test_two_children_one_reason(parser: EmbeddedParser) -> None:
    (item,) = read(parser, "Ben and Zofia both have a tummy bug").items
    assert (item.pupil_ids, item.reason) == ((1, 2), Reason.ILLNESS)


@pytest.mark.parametrize("text", ["hfjdk sjqwz", "????", "1234567 7654321", "🜁🜂", "ผม", "...", ""])
def test_gibberish_is_not_guessed_at(parser: EmbeddedParser, text: str) -> None:
    result = read(parser, text)
    assert (result.intent, result.items) == (Intent.OTHER, ())


def test_kisses_are_small_talk(parser: EmbeddedParser) -> None:
    assert read(parser, "xxxxx").intent is Intent.SMALLTALK


def test_another_language_is_read(parser: EmbeddedParser) -> None:
    result = read(parser, "Zofia jest chora i nie przyjdzie dzisiaj do szkoły")
    assert (result.language, result.intent) == ("pl", Intent.REPORT)
    assert [(item.pupil_ids, item.reason) for item in result.items] == [((2,), Reason.ILLNESS)]


def test_a_doubtful_reason_is_left_open(parser: EmbeddedParser) -> None:
    texts = (
        "he's got one of his days",
        "her thing again",
        "there is something with his foot or shoe",
        "she's gone down with her nan",
    )
    items = [item for text in texts for item in read(parser, text).items]
    assert [item for item in items if item.reason is None]
    assert all(item.confidence >= 0.3 for item in items if item.reason is not None)
    assert all(item.alternatives for item in items)


def test_danger_is_flagged(parser: EmbeddedParser) -> None:
    assert read(parser, "Ben won't be in, his dad hit him last night").flags == ("safeguarding",)
    assert read(parser, "Zofia ran away last night and hasn't come home").flags == ("safeguarding",)
    assert read(parser, "Ben has a cold").flags == ()


def test_another_familys_child(parser: EmbeddedParser) -> None:
    result = read(parser, "Freya won't be in today, she's poorly")
    assert result.named_unknown == ("Freya",)
    assert result.items[0].pupil_ids == ()


def test_an_only_child_need_not_be_named(parser: EmbeddedParser) -> None:
    assert read(parser, "he's got a temperature", CHILDREN[:1]).items[0].pupil_ids == (1,)
    assert read(parser, "he's got a temperature").items[0].pupil_ids == ()


def test_probabilities_sum_to_one(parser: EmbeddedParser) -> None:
    seen = parser.classifier.seen.probabilities
    assert np.allclose(seen.sum(axis=1), 1.0)
    for text in ("she has been sick", "hello", "x"):
        row = parser.classifier.row(Question.of_text(text))
        assert parser.classifier.fast.probabilities(row).sum() == pytest.approx(1.0)
    assert sum(guess.probability for guess in read(parser, "she is ill").items[0].alternatives) <= 1.0 + 1e-9


def test_confidence_is_about_as_high_as_it_is_right(parser: EmbeddedParser) -> None:
    seen = parser.classifier.seen
    confidence = seen.probabilities.max(axis=1)
    right = seen.probabilities.argmax(axis=1) == seen.truth
    bins = np.array_split(np.argsort(confidence, kind="stable"), 10)
    assert np.mean([abs(confidence[rows].mean() - right[rows].mean()) for rows in bins]) < 0.06


def test_several_threads_get_the_answers_of_one(parser: EmbeddedParser) -> None:
    texts = [
        "Ben is ill",
        "Zofia has the dentist at 10",
        "thanks",
        "both off till Friday",
        "running late",
    ] * 8
    alone = [read(parser, text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: read(parser, text), texts)) == alone


def test_a_calendar_without_school_days(parser: EmbeddedParser) -> None:
    closed = SchoolCalendar(terms=((date(2020, 1, 1), date(2020, 1, 2)),))
    result = parser.parse(ParseRequest("Ben is ill, back Friday", NOW, CHILDREN, closed))
    assert result.items[0].period.problem == "no_school"


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "ill " * 25_000,
        "🤮" * 50_000,
        "\u202eyob saw eh\u202c",
        "\ud800\udfff\ud800",
        "\x00" * 500,
        "٣٤٥",
        "½ day",
    ],
)
def test_hard_texts(parser: EmbeddedParser, text: str) -> None:
    assert read(parser, text).language


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=200),
        st.text(alphabet=st.characters(categories=["Cs", "Cf", "Cc", "So", "Lo", "Nd"]), max_size=80),
        st.lists(
            st.sampled_from(SCRAPS),
            max_size=14,
        ).map(" ".join),
    )
)
def test_any_text(parser: EmbeddedParser, text: str) -> None:
    result = read(parser, text)
    assert 0.0 <= result.intent_confidence <= 1.0
    for item in result.items:
        assert item.period.last_on is None or item.period.last_on >= item.period.first_on
        assert item.reason is None or item.reason is item.alternatives[0].reason
        assert set(item.pupil_ids) <= {1, 2}
