"""What a family of the invented school is made of, before it has numbers and dates."""

from dataclasses import dataclass

FORMS = tuple(f"{year}{form}" for year in ("R", "1", "2", "3", "4", "5", "6") for form in ("A", "B"))
CLASS_SIZE = 30
CALLED = {"mother": "Mum", "father": "Dad", "grandmother": "Nan", "grandfather": "Grandad"}


@dataclass(frozen=True, slots=True)
class Child:
    """A child. twin: born on the same day as the family's other twins. marks: the yes columns."""

    first_name: str
    last_name: str
    group: str
    known_as: str = ""
    twin: bool = False
    marks: frozenset[str] = frozenset()
    hazards: str = ""

    @property
    def called(self) -> str:
        """The first name the class uses."""
        return self.known_as or self.first_name

    @property
    def label(self) -> str:
        """Who it is, as the morning's script says it: name, surname, class."""
        return f"{self.called} {self.last_name} {self.group}"

    @property
    def year(self) -> int:
        """The year group, Reception as 0."""
        return year_of(self.group)


@dataclass(frozen=True, slots=True)
class Adult:
    """An adult a school knows of.

    key: the same adult in two families is one contact. same_number: the key of the adult whose mobile this
    one uses too. only_for: first names of the children; empty means all. extra_cell: a number as somebody
    once typed it. note: for the page of handsets.
    """

    key: str
    first_name: str
    last_name: str
    relationship: str
    language: str = "en"
    mobile: bool = True
    landline: bool = False
    same_number: str = ""
    kind: str = "person"
    parental_responsibility: bool = True
    may_report: bool = True
    may_be_told: bool = True
    emergency: bool = True
    must_not_be_contacted: bool = False
    court_restriction: bool = False
    only_for: frozenset[str] = frozenset()
    extra_cell: str = ""
    note: str = ""

    @property
    def called(self) -> str:
        """What the children call this adult, or what the adult is."""
        return CALLED.get(self.relationship, self.relationship.capitalize())

    def is_for(self, child: Child) -> bool:
        """Whether this adult is a contact of that child."""
        return not self.only_for or child.first_name in self.only_for


@dataclass(frozen=True, slots=True)
class Family:
    """Children and the adults round them, in the order in which they are tried."""

    children: tuple[Child, ...]
    adults: tuple[Adult, ...]


def year_of(group: str) -> int:
    """The year group of a class, Reception as 0."""
    return 0 if group[0] == "R" else int(group[0])
