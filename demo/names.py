"""Names for invented people, and the dice they are drawn with."""

from dataclasses import dataclass
from functools import cache
from random import Random

from demo.cast import read_data

NICKNAMES = {
    "Alexander": ("Alex", "Xander"), "Annabel": ("Bella",), "Beatrice": ("Bea",), "Bethany": ("Beth",),
    "Charlotte": ("Lottie", "Charlie"), "Daniel": ("Danny",), "Edward": ("Ted", "Ned"), "Eleanor": ("Nell",),
    "Florence": ("Flo",), "Gabriel": ("Gabe",), "Harriet": ("Hattie",), "Imogen": ("Immy",),
    "Jessica": ("Jess",), "Joshua": ("Josh",), "Małgosia": ("Gosia",), "Mikołaj": ("Miki",),
    "Muhammad": ("Mo",), "Oluwaseun": ("Seun",), "Matilda": ("Tilly",), "Nathaniel": ("Nate",),
    "Penelope": ("Penny",), "Samuel": ("Sam",), "Sebastian": ("Seb",), "Temiloluwa": ("Temi",),
    "Thomas": ("Tom",), "Wiktoria": ("Wika",), "Wilfred": ("Wilf",), "Zachary": ("Zac",),
}  # fmt: skip


class Dice:
    """Chance that falls the same way every time."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 -- the same school every time, and nothing secret

    def percent(self, chance: int) -> bool:
        """True in so many of a hundred cases."""
        return self.random.randrange(100) < chance


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one part of the world, and what its families write in.

    weight: how many families in a hundred. share: how many in a hundred of those write in `language`.
    """

    weight: int
    language: str
    share: int
    surnames: tuple[str, ...]
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]


@cache
def all_names() -> tuple[Names, ...]:
    """The names of data/names.toml, where an underscore stands for a space inside a name."""
    lists = ("surnames", "girls", "boys", "women", "men")
    return tuple(
        Names(
            entry["weight"],
            entry.get("language", "en"),
            entry.get("share", 0),
            *(tuple(name.replace("_", " ") for name in entry[each].split()) for each in lists),
        )
        for entry in read_data("names.toml").values()
    )


def draw_names(dice: Dice) -> Names:
    """The names of one family's part of the world."""
    every = all_names()
    return dice.random.choices(every, [names.weight for names in every])[0]


def ending(surname: str, *, female: bool) -> str:
    """A Polish surname in -ski is -ska on a woman or girl."""
    return f"{surname[:-1]}a" if female and surname.endswith("ski") else surname


def called_names(first: str, last: str) -> set[tuple[str, str]]:
    """Every name under which somebody may be known, so that no two pupils are taken for one another."""
    return {(each, last) for each in (first, *NICKNAMES.get(first, ()))}
