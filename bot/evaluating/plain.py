"""Figures as what JSON can hold."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from bot.evaluating.counting import Share
from bot.evaluating.evaluation import Evaluation
from bot.evaluating.messages import ENGLISH
from bot.evaluating.tables import ratios


def plain(value: object) -> Any:
    """Dataclasses as objects, with a share's value beside its counts; tuples as lists."""
    if isinstance(value, Share):
        return {"count": value.count, "of": value.of, "share": value.value}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def plain_evaluation(evaluation: Evaluation, *, texts: bool) -> dict[str, Any]:
    """All figures of an engine, with the ratios to English. texts: keep the messages read wrongly."""
    written: dict[str, Any] = plain(evaluation)
    if not texts:
        del written["worst"]
    languages = evaluation.by_language
    written["ratio_to_english"] = {
        name: ratios(figures, languages[ENGLISH])
        for name, figures in languages.items()
        if ENGLISH in languages and name != ENGLISH
    }
    return written
