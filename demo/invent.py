"""Families made up by the dozen: who lives with whom, and who else may be rung."""

from dataclasses import replace

from demo.family import Adult, Child, Family
from demo.names import NICKNAMES, Dice, Names, called_names, draw_names, ending

#: How many in a hundred families are of each kind.
KINDS = {"couple": 60, "single": 15, "separated": 16, "grandparents": 4, "two_mothers": 3, "two_fathers": 2}
#: How many in a hundred children have each mark.
MARKS = {"ehcp": 3, "medical_plan": 4, "vulnerable": 3, "priority_call": 3}
HAZARDS = ("Large dog in the yard", "Steep outside steps, no light", "Door bell broken: knock loudly")
CHILDMINDER = Adult(
    "childminder", "Glenys", "Fairweather", "childminder", parental_responsibility=False,
    note="Minds children of several families",
)  # fmt: skip
SOCIAL_WORKERS = tuple(
    Adult(
        f"social-worker-{first.casefold()}", first, last, "social worker", mobile=False, landline=True,
        kind="professional", parental_responsibility=False, emergency=False,
    )
    for first, last in (("Beverley", "Oakes-Ndlovu"), ("Conrad", "Thwaite"))
)  # fmt: skip


def invent_family(dice: Dice, key: str, groups: tuple[str, ...], taken: set[tuple[str, str]]) -> Family:
    """Make up a family with a child in each of some classes.

    Args:
        dice: where chance comes from.
        key: what its adults' keys begin with.
        groups: the children's classes; two of one year are twins.
        taken: the names, first and last, that pupils have already; the children's are added.
    """
    names = draw_names(dice)
    surnames = dice.random.sample(names.surnames, 2)
    kind = dice.random.choices(list(KINDS), list(KINDS.values()))[0]
    years = [group[0] for group in groups]
    children = []
    for place, group in enumerate(groups):
        twin = years.count(group[0]) > 1
        half = place > 0 and not twin and kind in ("separated", "single") and dice.percent(40)
        children.append(_child(dice, names, surnames[half], group, twin, taken))
    parents = _parents(dice, names, kind, key, surnames)
    language = names.language if dice.percent(names.share) else "en"
    adults = [replace(adult, language=language) for adult in parents]
    return Family(tuple(children), (*adults, *_others(dice, names, key, children, len(adults))))


def _child(
    dice: Dice, names: Names, surname: str, group: str, twin: bool, taken: set[tuple[str, str]]
) -> Child:
    girl = dice.percent(50)
    last = ending(surname, female=girl)
    pool = list(names.girls if girl else names.boys)
    dice.random.shuffle(pool)
    first = next(name for name in pool if not called_names(name, last) & taken)
    taken |= called_names(first, last)
    known_as = dice.random.choice(NICKNAMES.get(first, ("",))) if dice.percent(50) else ""
    marks = {mark for mark, chance in MARKS.items() if dice.percent(chance)}
    if "vulnerable" in marks and dice.percent(50):
        marks.add("social_worker")
    hazards = dice.random.choice(HAZARDS) if dice.percent(3) else ""
    return Child(first, last, group, known_as, twin, frozenset(marks), hazards)


def _parents(dice: Dice, names: Names, kind: str, key: str, surnames: list[str]) -> list[Adult]:
    own = surnames[0]
    women, men = dice.random.sample(names.women, 2), dice.random.sample(names.men, 2)
    landline = dice.percent(30)
    mother = Adult(f"{key}-a", women[0], ending(own, female=True), "mother", landline=landline)
    father = Adult(f"{key}-b", men[0], ending(own, female=False), "father")
    if kind == "single":
        return [mother]
    if kind == "two_mothers":
        return [mother, replace(mother, key=f"{key}-b", first_name=women[1], landline=False)]
    if kind == "two_fathers":
        return [replace(father, key=f"{key}-a"), replace(father, first_name=men[1])]
    if kind == "grandparents":
        gran = replace(mother, relationship="grandmother", mobile=dice.percent(60), landline=True)
        return [
            gran,
            replace(father, relationship="grandfather", same_number=gran.key if gran.mobile else ""),
        ]
    if kind == "separated":
        return [mother, _parted(dice, father)]
    return [mother, replace(father, same_number=mother.key if dice.percent(3) else "")]


def _parted(dice: Dice, parent: Adult) -> Adult:
    """A parent in another household, with whom all is well, or not."""
    parent = replace(parent, note="Separated; second household")
    if dice.percent(8):
        return replace(
            parent, court_restriction=True, must_not_be_contacted=True, may_report=False, may_be_told=False,
            emergency=False, note="Must not be contacted",
        )  # fmt: skip
    if dice.percent(8):
        return replace(parent, may_report=False, may_be_told=False, emergency=False, note="May not report")
    return parent


def _others(dice: Dice, names: Names, key: str, children: list[Child], parents: int) -> list[Adult]:
    """Who else may be rung: a relation, a friend, the childminder, a social worker."""
    others = []
    if dice.percent(85 if parents == 1 else 40):
        relation = dice.random.choice(("grandmother", "grandmother", "aunt", "family friend", "uncle"))
        man = relation == "uncle"
        first = dice.random.choice(names.men if man else names.women)
        last = ending(dice.random.choice(names.surnames), female=not man)
        landline = relation == "grandmother" and dice.percent(50)
        others.append(
            Adult(
                f"{key}-c", first, last, relation, mobile=not landline, landline=landline,
                parental_responsibility=False,
            )
        )  # fmt: skip
    if dice.percent(3):
        others.append(CHILDMINDER)
    in_care = frozenset(child.first_name for child in children if "social_worker" in child.marks)
    if in_care:
        others.append(replace(dice.random.choice(SOCIAL_WORKERS), only_for=in_care))
    return others
