"""The columns of the tables by language, tag and engine, and how they are laid out as text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.evaluating.figures import Figures

NAME_WIDTH = 15


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of a table. heading: two lines. good: whether more is better, so that a ratio tells."""

    heading: tuple[str, str]
    value: Callable[[Figures], float | None]
    good: bool = True


COLUMNS = (
    Column(("intent", "right"), lambda figures: figures.intent.right.value),
    Column(("intent", "F1"), lambda figures: figures.intent.macro_f1),
    Column(("codes", "answered"), lambda figures: figures.codes.answered.value),
    Column(("of them", "right"), lambda figures: figures.codes.right.value),
    Column(("codes", "F1"), lambda figures: figures.codes.macro_f1),
    Column(("wrongly", "authoris."), lambda figures: figures.codes.wrongly_authorised.value, good=False),
    Column(("children", "right"), lambda figures: figures.children.right.value),
    Column(("children", "WRONG"), lambda figures: figures.children.wrong.value, good=False),
    Column(("days", "right"), lambda figures: figures.days.right.value),
    Column(("flags", "found"), lambda figures: figures.flags.found.value),
)


def ratios(figures: Figures, to: Figures) -> dict[str, float | None]:
    """Each figure of which more is better, divided by the same of `to`; None where there is no such ratio."""
    return {
        " ".join(column.heading): _ratio(column.value(figures), column.value(to))
        for column in COLUMNS
        if column.good
    }


def show_groups(groups: Mapping[str, Figures]) -> list[str]:
    """A table: one line a group, one column a figure, in per cent."""
    rows = [
        (name, [f"{figures.messages}", *(_percent(column.value(figures)) for column in COLUMNS)])
        for name, figures in groups.items()
    ]
    first, second = zip(*(column.heading for column in COLUMNS), strict=True)
    return lay_out(["", *first], ["messages", *second], rows)


def show_ratios(groups: Mapping[str, Figures], to: str) -> list[str]:
    """The table of each group's figures divided by those of the group `to`."""
    rows = []
    for name, figures in groups.items():
        if name != to:
            row = [_times(ratio) for ratio in ratios(figures, groups[to]).values()]
            rows.append((f"{name} to {to}", [f"{figures.messages}", *row]))
    first, second = zip(*(column.heading for column in COLUMNS if column.good), strict=True)
    return lay_out(["", *first], ["messages", *second], rows) if rows else []


def lay_out(
    first: Sequence[str], second: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]
) -> list[str]:
    """Lines of text: two lines of headings, then each row's name and its cells, flush right."""
    name_width = max([NAME_WIDTH, *(len(name) for name, _ in rows)])
    widths = [
        max(len(cell) for cell in cells) + 1
        for cells in zip(first, second, *(cells for _, cells in rows), strict=True)
    ]
    lines = [("", first), ("", second), *rows]
    return [
        (
            name.ljust(name_width)
            + "".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
        ).rstrip()
        for name, cells in lines
    ]


def _ratio(value: float | None, to: float | None) -> float | None:
    return value / to if value is not None and to else None


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _times(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.3f}"
