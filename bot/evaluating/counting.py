"""Shares, and the mean of F1 over classes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Told = tuple[str | None, str | None]  # the class expected and the class given; None where there is none


@dataclass(frozen=True, slots=True)
class Share:
    """`count` out of `of`."""

    count: int
    of: int

    @classmethod
    def among(cls, verdicts: Iterable[bool]) -> "Share":
        """The share of the verdicts that are true."""
        listed = list(verdicts)
        return cls(sum(listed), len(listed))

    @property
    def value(self) -> float | None:
        """From 0 to 1; None out of none."""
        return self.count / self.of if self.of else None

    def __str__(self) -> str:
        """Such as "97.3 % (545 of 560)"."""
        return "– (none)" if not self.of else f"{self.count / self.of:.1%} ({self.count} of {self.of})"


def macro_f1(told: Sequence[Told]) -> float | None:
    """The mean of F1 over the classes that are expected at all, 0 to 1; None where none is.

    A given None is a miss of the class expected; an expected None is a false alarm of the class given.
    """
    expected = Counter(one for one, _ in told if one is not None)
    given = Counter(other for _, other in told if other is not None)
    right = Counter(one for one, other in told if one == other)
    if not expected:
        return None
    return sum(2 * right[name] / (count + given[name]) for name, count in expected.items()) / len(expected)


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often a class was given where another was expected.

    cells: (expected, given, count), the most frequent first.
    """

    cells: tuple[tuple[str, str, int], ...]

    @classmethod
    def among(cls, told: Sequence[Told]) -> "Confusion":
        """Counted from the classes expected and given; those without a class are passed over."""
        counts = Counter((one, other) for one, other in told if one is not None and other is not None)
        cells = sorted(
            ((one, other, count) for (one, other), count in counts.items()), key=lambda cell: (-cell[2], cell)
        )
        return cls(tuple(cells))

    @property
    def mistakes(self) -> tuple[tuple[str, str, int], ...]:
        """The cells where the two differ."""
        return tuple(cell for cell in self.cells if cell[0] != cell[1])

    def count(self, expected: str, given: str) -> int:
        """One cell."""
        return next((count for one, other, count in self.cells if (one, other) == (expected, given)), 0)
