"""The figures as text, for a terminal."""

from collections.abc import Sequence

from bot.evaluating.calibration import CalibrationFigures
from bot.evaluating.counting import Confusion, Share
from bot.evaluating.evaluation import Evaluation
from bot.evaluating.figures import Figures
from bot.evaluating.messages import ENGLISH
from bot.evaluating.public_sets import PublicFigures
from bot.evaluating.tables import lay_out, show_groups, show_ratios
from bot.evaluating.worst import Mistake

CONFUSIONS = 20
BAR = 40  # letters for 100 %


def show_evaluation(evaluation: Evaluation, *, texts: bool) -> str:
    """Everything about one engine. texts: whether the messages read wrongly are shown in their words."""
    parts = [
        _head(evaluation),
        _figures(evaluation.figures, evaluation.hard_negatives),
        ["BY LANGUAGE", *show_groups(evaluation.by_language), *_ratios(evaluation.by_language)],
        ["BY TAG", *show_groups(evaluation.by_tag)] if evaluation.by_tag else [],
        ["CALIBRATION of the best code's confidence", *show_calibration(evaluation.calibration)],
        _confusion("INTENTS CONFUSED", evaluation.intents),
        _confusion("CODES CONFUSED (none: no such item found, or none expected)", evaluation.codes),
        _worst(evaluation.worst) if texts else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def show_engines(evaluations: Sequence[Evaluation]) -> str:
    """The engines side by side."""
    first = ("intent", "intent", "codes", "of them", "children", "days", "messages", "memory", "start-up")
    second = ("right", "F1", "answered", "right", "WRONG", "right", "a second", "MB", "seconds")
    rows = [(evaluation.engine, _engine_row(evaluation)) for evaluation in evaluations]
    remarks = [f"{each.engine}: {each.remark}" for each in evaluations if each.remark]
    return "\n".join(["ENGINES SIDE BY SIDE", *lay_out(first, second, rows), *remarks])


def show_calibration(figures: CalibrationFigures | None) -> list[str]:
    """The error, the bins, and coverage against error."""
    if figures is None:
        return ["  No answers to calibrate."]
    lines = [
        f"  {figures.count} answers, {figures.right:.1%} right;"
        f" expected calibration error {figures.error:.4f}"
        f" (95 % interval {figures.low:.4f} to {figures.high:.4f}; by chance alone {figures.by_chance:.4f})",
        "  confidence  right  answers",
    ]
    lines += [
        f"  {one.confidence:10.3f} {one.right:6.3f} {one.count:8d}  {'#' * round(one.right * BAR)}"
        for one in figures.bins
    ]
    lines.append("  answers from a confidence of … on: share of all, share of them wrong")
    for covered in figures.coverage:
        wrong = "–" if covered.error is None else f"{covered.error:.2%}"
        lines.append(f"  {covered.threshold:10.2f} {covered.coverage:6.1%} {wrong:>8}")
    return lines


def show_public(figures: PublicFigures) -> str:
    """What the recipe makes of a public set, beside what was published."""
    lines = [
        f"{figures.name.upper()}: {figures.classes} intents, trained on {figures.trained_on} messages"
        f" in {figures.train_seconds:.0f} s",
        f"  accuracy on its test messages: {_exactly(figures.right)};"
        f" published for USE+ConveRT: {figures.published:.2%}",
    ]
    if figures.outside_auroc is not None:
        lines.append(
            f"  told from {figures.outside} messages out of scope by the highest probability, softened:"
            f" AUROC {figures.outside_auroc:.4f}"
        )
    return "\n".join(lines)


def _head(evaluation: Evaluation) -> list[str]:
    messages, seconds = evaluation.figures.messages, evaluation.seconds
    lines = [f"{messages} messages, engine {evaluation.engine}, {seconds:.1f} seconds"]
    return lines + ([evaluation.remark] if evaluation.remark else [])


def _figures(figures: Figures, hard_negatives: dict[str, Share]) -> list[str]:
    intent, codes, children = figures.intent, figures.codes, figures.children
    days, flags = figures.days, figures.flags
    lines = [
        ("intent right", f"{intent.right}, macro-F1 {_number(intent.macro_f1)}"),
        ("language told right", f"{figures.language}"),
        ("codes answered", f"{codes.answered} reasons of reports and latenesses"),
        ("  of them right", f"{codes.right}, macro-F1 {_number(codes.macro_f1)} (abstaining is a miss)"),
        ("  best guess right", f"{codes.best_right}, macro-F1 {_number(codes.best_macro_f1)}"),
        ("  wrongly authorised", f"{codes.wrongly_authorised} unauthorised reasons (G N O U)"),
        ("children right", f"{children.right}"),
        ("  WRONG (must be 0)", f"{children.wrong}"),
        ("  incomplete", f"{children.incomplete}"),
        ("  asked", f"{children.asked}; needlessly {children.asked_needlessly}"),
        ("days, sessions right", f"{days.right}"),
        ("  time right", f"{days.time}; where one is said {days.time_said}"),
        ("  return day right", f"{days.returns_on}; where one is said {days.returns_said}"),
        ("flags found", f"{flags.found}; danger {flags.danger}; disputes {flags.disputes}"),
        ("  false alarms", f"{flags.false_alarms}"),
    ]
    lines += [(f"  {file}", f"hard negatives flagged: {share}") for file, share in hard_negatives.items()]
    width = max(len(name) for name, _ in lines) + 2
    return [name.ljust(width) + words for name, words in lines]


def _ratios(groups: dict[str, Figures]) -> list[str]:
    return ["", *table] if ENGLISH in groups and (table := show_ratios(groups, ENGLISH)) else []


def _confusion(title: str, confusion: Confusion) -> list[str]:
    if not confusion.mistakes:
        return []
    lines = [
        f"  {expected} read as {given}: {count}" for expected, given, count in confusion.mistakes[:CONFUSIONS]
    ]
    left = len(confusion.mistakes) - CONFUSIONS
    return [title, *lines, *([f"  and {left} more kinds"] if left > 0 else [])]


def _worst(mistakes: Sequence[Mistake]) -> list[str]:
    if not mistakes:
        return []
    lines = [f"THE {len(mistakes)} WORST MESSAGES, said with the highest confidence first"]
    for mistake in mistakes:
        lines.append(f"  {mistake.confidence:.3f} {mistake.name}: {' '.join(mistake.text.split())}")
        lines += [f"        {fault}" for fault in mistake.faults]
    return lines


def _engine_row(evaluation: Evaluation) -> list[str]:
    figures = evaluation.figures
    memory = "–" if evaluation.memory_mb is None else f"{evaluation.memory_mb:.0f}"
    shares = (
        figures.intent.right.value,
        figures.intent.macro_f1,
        figures.codes.answered.value,
        figures.codes.right.value,
        figures.children.wrong.value,
        figures.days.right.value,
    )
    speed = figures.messages / max(evaluation.seconds, 1e-9)
    shown = ["–" if share is None else f"{share:.1%}" for share in shares]
    return [*shown, f"{speed:.0f}", memory, f"{evaluation.start_seconds:.1f}"]


def _exactly(share: Share) -> str:
    return f"{share.count / share.of:.2%} ({share.count} of {share.of})"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
