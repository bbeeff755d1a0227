"""Families written in a line, "Ben Hughes/4; Amy Hughes", and who of them a message is about."""

from bot.entities.children import find_children
from bot.parsers.clauses import split_by_child
from bot.parsers.normalise import normalise
from bot.parsers.protocol import ChildName


def family(line: str) -> tuple[ChildName, ...]:
    """The children of a line; the number after a name is the year group."""
    children = []
    for number, entry in enumerate(line.split(";")):
        name, _, year = entry.strip().partition("/")
        first, _, last = name.partition(" ")
        children.append(ChildName(number, first, last, year=int(year) if year else None))
    return tuple(children)


def names_found(text: str, line: str) -> str:
    """The first names of those a message is about, in the family's order."""
    children = family(line)
    said = find_children(normalise(text).cleaned, children)
    return " ".join(children[pupil].first_name for pupil in said.pupil_ids)


def clauses_found(text: str, line: str) -> list[tuple[str, str]]:
    """The clauses of a message: first names and words."""
    children = family(line)
    cleaned = normalise(text).cleaned
    return [
        (" ".join(children[pupil].first_name for pupil in clause.pupil_ids), clause.text.strip(" ,.;"))
        for clause in split_by_child(cleaned, find_children(cleaned, children).mentions)
    ]
