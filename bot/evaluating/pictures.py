"""The confusion matrix and the reliability curve as pictures."""

from collections import Counter
from collections.abc import Sequence

from bot.evaluating.calibration import CalibrationFigures
from bot.evaluating.counting import Confusion
from bot.evaluating.drawing import FRAME, INK, PALE, Picture

CELL = 30
LEFT, TOP = 130, 78  # room for labels
RIGHT, BELOW = 24, 104
NARROWEST = 560  # so that the words above have room
SIDE = 420  # of the reliability curve
RIGHTLY, WRONGLY = (0, 90, 156), (176, 58, 16)  # blue on the diagonal, orange off it
WHITE = (255, 255, 255)
READABLE_ON = 0.75  # from this share of the full colour on, words are white
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def draw_confusion(confusion: Confusion, what: str) -> str:
    """The matrix as SVG: a row for each class expected, a column for each given, frequent classes first.

    what: what is confused, in the plural, such as "codes".
    """
    rows, columns = _classes(confusion)
    totals = Counter[str]()
    for expected, _, count in confusion.cells:
        totals[expected] += count
    wrong = sum(count for _, _, count in confusion.mistakes)
    title = f"Which {what} were read as which"
    described = f"{sum(totals.values())} {what}, {wrong} of them off the diagonal. Darker: more of the row."
    width = max(LEFT + CELL * len(columns) + RIGHT, NARROWEST)
    picture = Picture(width, TOP + CELL * len(rows) + BELOW, title, described)
    picture.words(16, 50, f"rows: {what} expected · columns: {what} given · darker: more of the row")
    for at, row in enumerate(rows):
        middle = TOP + CELL * at + CELL / 2 + 4
        picture.words(LEFT - 8, middle, f"{row} ({totals[row]})", anchor="end")
        for place, column in enumerate(columns):
            _cell(
                picture, (place, at), (row, column), confusion.count(row, column) / totals[row], totals[row]
            )
    foot = TOP + CELL * len(rows)
    for place, column in enumerate(columns):
        picture.words(LEFT + CELL * place + CELL / 2 + 4, foot + 10, column, anchor="end", turn=-90)
    picture.words(
        LEFT + CELL * len(columns) / 2, foot + BELOW - 14, f"{what} given", anchor="middle", size=13
    )
    picture.words(22, TOP + CELL * len(rows) / 2, f"{what} expected", anchor="middle", turn=-90, size=13)
    return picture.written()


def draw_reliability(figures: CalibrationFigures, what: str) -> str:
    """Confidence against share right as SVG. what: whose, such as "the embedded engine's codes"."""
    title = f"Confidence and truth: {what}"
    error = (
        f"expected calibration error {figures.error:.3f}"
        f" (95 % interval {figures.low:.3f} to {figures.high:.3f}), {figures.count} answers"
    )
    described = "; ".join(f"{one.confidence:.2f} sure, {one.right:.2f} right" for one in figures.bins)
    picture = Picture(LEFT + SIDE + RIGHT, TOP + SIDE + 70, title, f"{error}. {described}.")
    picture.words(16, 50, error)
    for tick in TICKS:
        picture.line(_place(0, tick), _place(1, tick), PALE)
        picture.line(_place(tick, 0), _place(tick, 1), PALE)
        picture.words(_place(0, tick)[0] - 8, _place(0, tick)[1] + 4, f"{tick:.0%}", anchor="end")
        picture.words(_place(tick, 0)[0], _place(tick, 0)[1] + 18, f"{tick:.0%}", anchor="middle")
    picture.line(_place(0, 0), _place(1, 1), FRAME, dashed=True)
    picture.words(*_place(0.2, 0.12), "dashed: as sure as right", colour=FRAME, size=11)
    blue = _hex(RIGHTLY)
    picture.path([_place(one.confidence, one.right) for one in figures.bins], blue)
    for one in figures.bins:
        hint = f"{one.count} answers, {one.confidence:.1%} sure, {one.right:.1%} right"
        picture.dot(*_place(one.confidence, one.right), blue, hint)
    picture.words(
        LEFT + SIDE / 2, TOP + SIDE + 46, "confidence, mean of a tenth of the answers", anchor="middle"
    )
    picture.words(LEFT - 62, TOP + SIDE / 2, "share of them right", anchor="middle", turn=-90)
    return picture.written()


def _classes(confusion: Confusion) -> tuple[Sequence[str], Sequence[str]]:
    """The classes expected, most frequent first, and those given: in the same order, then the others."""
    expected, given = Counter[str](), Counter[str]()
    for one, other, count in confusion.cells:
        expected[one] += count
        given[other] += count
    rows = sorted(expected, key=lambda name: (-expected[name], name))
    others = sorted(set(given) - set(rows), key=lambda name: (-given[name], name))
    return rows, [*(name for name in rows if name in given), *others]


def _cell(
    picture: Picture, place: tuple[int, int], classes: tuple[str, str], share: float, total: int
) -> None:
    x, y = LEFT + CELL * place[0], TOP + CELL * place[1]
    expected, given = classes
    count = round(share * total)
    full = RIGHTLY if expected == given else WRONGLY
    shade = share**0.5  # so that a few of many can still be seen
    hint = f"{expected} read as {given}: {count} of {total}"
    picture.box(x, y, CELL, CELL, _hex(_mixed(full, shade)), hint)
    if count:
        colour = "#ffffff" if shade >= READABLE_ON else INK
        picture.words(x + CELL / 2, y + CELL / 2 + 4, str(count), anchor="middle", size=11, colour=colour)


def _place(x: float, y: float) -> tuple[float, float]:
    return LEFT + SIDE * x, TOP + SIDE * (1 - y)


def _mixed(full: tuple[int, int, int], shade: float) -> tuple[int, int, int]:
    red, green, blue = (
        round(white + (part - white) * shade) for white, part in zip(WHITE, full, strict=True)
    )
    return red, green, blue


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
