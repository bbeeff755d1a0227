"""One engine over one set of messages: read, timed, judged and counted."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.evaluating.answers import read_answers
from bot.evaluating.calibration import CalibrationFigures, calibrate_pairs
from bot.evaluating.counting import Confusion, Share
from bot.evaluating.figures import Figures
from bot.evaluating.messages import Message
from bot.evaluating.scoring import (
    Judged,
    code_pairs,
    group_by,
    hard_negatives,
    judge,
    measure,
    named_codes,
    told_intents,
)
from bot.evaluating.worst import Mistake, find_worst
from bot.parsers.protocol import Parser


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that is ready.

    start_seconds: from asking for it until it was. memory_mb: asks how much memory it takes now, in
    megabytes; None where that cannot be seen. remark: what a reader of the figures must know, or "".
    """

    name: str
    parser: Parser
    start_seconds: float
    memory_mb: Callable[[], float | None]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that is known about an engine after it read a set of messages.

    seconds: for all messages, one at a time. hard_negatives: by file, how many were flagged.
    """

    engine: str
    remark: str
    seconds: float
    start_seconds: float
    memory_mb: float | None
    figures: Figures
    by_language: dict[str, Figures]
    by_tag: dict[str, Figures]
    hard_negatives: dict[str, Share]
    calibration: CalibrationFigures | None
    intents: Confusion
    codes: Confusion
    worst: tuple[Mistake, ...]


def evaluate(engine: Engine, messages: Sequence[Message], worst: int) -> Evaluation:
    """Read every message with the engine, as `ninebell parse` does, and judge the public output.

    worst: how many of the messages read wrongly to keep, with their words.
    """
    began = time.perf_counter()
    answers = list(read_answers([message.written for message in messages], engine.parser))
    seconds = time.perf_counter() - began
    judged = [judge(message, given) for message, given in zip(messages, answers, strict=True)]
    pairs = code_pairs(judged)
    return Evaluation(
        engine=engine.name,
        remark=engine.remark,
        seconds=seconds,
        start_seconds=engine.start_seconds,
        memory_mb=engine.memory_mb(),
        figures=measure(judged),
        by_language=group_by(judged, _language),
        by_tag=group_by(judged, _tags),
        hard_negatives=hard_negatives(judged),
        calibration=calibrate_pairs(pairs),
        intents=Confusion.among(told_intents(judged)),
        codes=Confusion.among(named_codes(pairs)),
        worst=find_worst(judged, worst),
    )


def _language(judged: Judged) -> tuple[str, ...]:
    return (judged.expect.language,)


def _tags(judged: Judged) -> tuple[str, ...]:
    return judged.message.tags
