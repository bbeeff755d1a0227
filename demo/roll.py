"""The invented school's roll: 420 pupils in 14 classes, with UPNs, birthdays and telephone numbers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from stdnum.gb import upn as stdnum_upn

from demo.cast import cast_families
from demo.family import CLASS_SIZE, FORMS, Adult, Child, Family
from demo.invent import invent_family
from demo.names import Dice

SEED = 1908
SEPTEMBER = 9
#: Ofcom's numbers for drama. The line and the school's own number are never given to a family.
LINE = "+447700900900"
PHONE = "+441614960100"
RESERVED = {LINE, PHONE, *(f"+4477009009{number}" for number in range(90, 100))}
MOBILES = [f"+447700900{number:03d}" for number in range(1000)]
LANDLINES = [f"+441614960{number:03d}" for number in range(1000)]
STREETS = ("Cobbler's Row", "Kiln Street", "Lantern Court", "Owl Lane", "Quarry Bank", "Saddler's Yard",
           "Tenterfield Road", "Weavers' Walk", "Wren Close", "Dyehouse Lane")  # fmt: skip
TOWN = "Thistlewick"
#: The authority's and the school's own part of every UPN; the school's is invented.
UPN_SCHOOL = "8019999"


@dataclass(frozen=True, slots=True)
class RollPupil:
    """A pupil with everything the file wants. adults: in the order in which they are tried."""

    upn: str
    child: Child
    birth_on: date
    start_on: date
    address: str
    adults: tuple[Adult, ...]


@dataclass(frozen=True, slots=True)
class Roll:
    """The whole school. numbers: E.164, by the adult's key; the first one is the one to try first."""

    pupils: tuple[RollPupil, ...]
    numbers: dict[str, tuple[str, ...]]

    def pupil(self, label: str) -> RollPupil:
        """The pupil whom the morning's script calls that: name, surname, class.

        Raises:
            KeyError: nobody is called that.
        """
        found = [pupil for pupil in self.pupils if pupil.child.label == label]
        if len(found) != 1:
            raise KeyError(f"{len(found)} pupils are called {label!r}")
        return found[0]


def school_year_of(day: date) -> int:
    """The year in which the school year of a day began: it begins on 1 September."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


@lru_cache(maxsize=4)
def build_roll(year: int) -> Roll:
    """The roll of the school year that begins in September of `year`: the same every time."""
    dice = Dice(SEED)
    families = [*cast_families()]
    families += _more_families(dice, families)
    numbers = _numbers(dice, families)
    serials: Counter[int] = Counter()
    pupils = [pupil for family in families for pupil in _pupils(dice, family, year, serials)]
    pupils.sort(key=lambda pupil: (FORMS.index(pupil.child.group), pupil.child.last_name, pupil.child.called))
    return Roll(tuple(pupils), numbers)


def _more_families(dice: Dice, cast: list[Family]) -> Iterator[Family]:
    children = [child for family in cast for child in family.children]
    taken = {(name, child.last_name) for child in children for name in (child.first_name, child.called)}
    filled = Counter(child.group for child in children)
    free = {group: CLASS_SIZE - filled[group] for group in FORMS}
    number = 0
    while any(free.values()):
        number += 1
        groups = _groups(dice, free)
        for group in groups:
            free[group] -= 1
        yield invent_family(dice, f"family-{number}", groups, taken)


def _groups(dice: Dice, free: dict[str, int]) -> tuple[str, ...]:
    """The classes of one family's children: mostly one child, seldom three, now and then twins."""
    wanted = dice.random.choices((1, 2, 3), (60, 32, 8))[0]
    first = dice.random.choices(list(free), list(free.values()))[0]
    twin = f"{first[0]}{'B' if first[1] == 'A' else 'A'}"
    if dice.percent(2) and free[twin]:
        return first, twin
    chosen = [first]
    others = [group for group, places in free.items() if places]
    dice.random.shuffle(others)
    for group in others:
        if len(chosen) < wanted and group[0] not in [each[0] for each in chosen]:
            chosen.append(group)
    return tuple(chosen)


def _pupils(dice: Dice, family: Family, year: int, serials: Counter[int]) -> Iterator[RollPupil]:
    address = f"{dice.random.randrange(1, 140)} {dice.random.choice(STREETS)}, {TOWN}"
    usual_day = dice.random.randrange(365)
    for child in family.children:
        entered = year - child.year
        first_birthday = date(entered - 5, SEPTEMBER, 1)
        # Children of one family are born round one time of the year, so that no two are months apart.
        days = usual_day if child.twin else usual_day + dice.random.randrange(-45, 46)
        late_start = child.year > 1 and dice.percent(8)
        serials[entered] += 1
        yield RollPupil(
            upn=_upn(entered, serials[entered]),
            child=child,
            birth_on=first_birthday + timedelta(days=364 - abs(364 - abs(days))),
            start_on=date(year - 1, 11, 3) if late_start else date(entered, SEPTEMBER, 3),
            address=address,
            adults=tuple(adult for adult in family.adults if adult.is_for(child)),
        )


def _upn(entered: int, serial: int) -> str:
    digits = f"{UPN_SCHOOL}{entered % 100:02d}{serial:03d}"
    return str(stdnum_upn.calc_check_digit(digits)) + digits


def _numbers(dice: Dice, families: list[Family]) -> dict[str, tuple[str, ...]]:
    mobiles, landlines = (_shuffled(dice, numbers) for numbers in (MOBILES, LANDLINES))
    found: dict[str, tuple[str, ...]] = {}
    for adult in (adult for family in families for adult in family.adults):
        if adult.key in found:
            continue
        shared = found[adult.same_number][:1] if adult.same_number else ()
        own = (next(mobiles),) if adult.mobile and not shared else shared
        found[adult.key] = (*own, next(landlines)) if adult.landline else own
    return found


def _shuffled(dice: Dice, numbers: list[str]) -> Iterator[str]:
    free = [number for number in numbers if number not in RESERVED]
    dice.random.shuffle(free)
    return iter(free)
