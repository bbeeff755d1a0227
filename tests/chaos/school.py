"""A large invented school, the same for the same seed: pupils, families, telephones, classes and staff."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from storage.models import (
    Contact,
    ContactPoint,
    Enrolment,
    Membership,
    Pupil,
    PupilContact,
    RegistrationGroup,
    User,
)
from tests.making import Made, make_school

#: Tuesday 24 November 2026: tomorrow is a school day, so no step of a coming break is due.
DAY = date(2026, 11, 24)
CLASS_SIZE = 30
YEARS = 7
FIRST_NAMES = (
    "Amina Oliver Zofia Jakub Ella Idris Maya Rowan Priya Callum Nadia Tomos Freya Samir Ines Kofi Leila "
    "Bronwen Mateo Ruby Yusuf Clara Dylan Esme Farid Greta Hamza Iris Jonah Kezia Liam Mina Noah Orla Piotr"
)
BEGINNINGS = "Ash Bram Cold Dun Elm Fen Garth Holl Kes Lang Marl Nor Oak Pen Quarr Row Stan Thorn Wend York"
ENDINGS = "bury by combe croft dale den field ford gate ham ley low ridge stead thwaite ton well wick worth"
FIRST, BEGIN, END = FIRST_NAMES.split(), BEGINNINGS.split(), ENDINGS.split()
MOBILES = [f"+447700900{number:03d}" for number in range(980)]
LANDLINES = [f"+441614960{n:03d}" for n in range(1000) if n != 100] + [
    f"+442079460{n:03d}" for n in range(1000)
]


def make_dice(seed: int) -> Random:
    """Chance that falls the same way for the same seed."""
    return Random(seed)  # noqa: S311 -- a storm, not a secret


@dataclass
class Family:
    """Brothers and sisters, and the phones that ring for them. pupils: id → first name. numbers: mobiles."""

    pupils: dict[int, str] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)


@dataclass
class ChaosSchool:
    """Ids of what was made.

    late: families whose children are away and of whom nobody has written. texting: families who write before
    nine. others: everybody else's pupils. groups, upns: of every pupil. users: by their post.
    """

    made: Made
    late: list[Family] = field(default_factory=list)
    texting: list[Family] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    groups: dict[int, int] = field(default_factory=dict)
    upns: dict[int, str] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)


def make_chaos_school(db: Session, dice: Random, pupils: int) -> ChaosSchool:
    """Make the school.

    Args:
        db: a writing session on a migrated, empty database.
        dice: where chance comes from.
        pupils: how many; a tenth is away without a reason, and of half as many again somebody writes.
    """
    school = ChaosSchool(make_school(db))
    maker = _Maker(db, dice, school, pupils)
    while len(school.upns) < pupils:
        room = pupils - len(school.upns)
        children = min(room, dice.choices((1, 2, 3), (70, 24, 6))[0])
        away = sum(len(family.pupils) for family in school.late)
        if away < pupils // 10:
            school.late.append(maker.family(children, phones=True))
        elif len(school.texting) < pupils // 20:
            school.texting.append(maker.family(children, phones=True))
        else:
            school.others += maker.family(children, phones=False).pupils
    _add_staff(db, school)
    return school


class _Maker:
    """Makes families until the classes are full."""

    def __init__(self, db: Session, dice: Random, school: ChaosSchool, pupils: int) -> None:
        self.db, self.dice, self.school = db, dice, school
        self.mobiles, self.landlines = iter(MOBILES), iter(LANDLINES)
        self.names = self._names()
        self.classes = self._add_classes(-(-pupils // CLASS_SIZE))

    def family(self, children: int, phones: bool) -> Family:
        """One family with that many children. phones: mobiles of their own; else one landline."""
        family, surname = Family(), next(self.names)
        for first in self.dice.sample(FIRST, children):
            family.pupils[self._add_pupil(first, surname)] = first
        adults = self.dice.choices((1, 2, 3), (25, 60, 15))[0] if phones else 1
        for place in range(1, adults + 1):
            self._add_adult(family, surname, place, phones)
        if phones and self.dice.random() < 0.04:
            self._add_adult(family, surname, adults + 1, phones, must_not=True)
        return family

    def _names(self) -> Iterator[str]:
        """Surnames, each given to one family."""
        every = [begin + end for begin in BEGIN for end in END]
        self.dice.shuffle(every)
        yield from every
        for first in every:
            yield from (f"{first}-{second}" for second in every)

    def _add_classes(self, count: int) -> list[int]:
        groups = [
            RegistrationGroup(
                organisation_id=self.school.made.organisation_id,
                school_id=self.school.made.school_id,
                name=f"{place % YEARS + 1}{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[place // YEARS]}X",
                year=place % YEARS + 1,
                position=place + 2,
            )
            for place in range(count)
        ]
        self.db.add_all(groups)
        self.db.flush()
        places = [group.id for group in groups for _ in range(CLASS_SIZE)]
        self.dice.shuffle(places)
        return places

    def _add_pupil(self, first: str, surname: str) -> int:
        drawn = self.dice.random()
        serial = len(self.school.upns)
        pupil = Pupil(
            organisation_id=self.school.made.organisation_id,
            upn=f"A8019{serial:08d}",
            first_name=first,
            last_name=surname,
            birth_on=date(2018, 9, 1) - timedelta(days=serial % 2500),
            year=serial % YEARS + 1,
            vulnerable=drawn < 0.08,
            social_worker=drawn < 0.04,
            youth_offending=drawn < 0.01,
            priority_call=0.1 < drawn < 0.14,
        )
        self.db.add(pupil)
        self.db.flush()
        group_id = self.classes.pop()
        self.db.add(
            Enrolment(
                organisation_id=pupil.organisation_id,
                school_id=self.school.made.school_id,
                pupil_id=pupil.id,
                group_id=group_id,
                from_on=date(2026, 9, 2),
            )
        )
        self.school.groups[pupil.id], self.school.upns[pupil.id] = group_id, pupil.upn
        return pupil.id

    def _add_adult(
        self, family: Family, surname: str, place: int, phones: bool, must_not: bool = False
    ) -> None:
        contact = Contact(
            organisation_id=self.school.made.organisation_id,
            reference=f"X{min(family.pupils)}-{place}",
            first_name=self.dice.choice(FIRST),
            last_name=surname,
        )
        self.db.add(contact)
        self.db.flush()
        numbers = [next(self.mobiles if phones else self.landlines)]
        if phones and not must_not and self.dice.random() < 0.15:
            numbers.append(next(self.mobiles))
        if phones and not must_not:
            family.numbers += numbers
        self.db.add_all(
            ContactPoint(
                organisation_id=contact.organisation_id,
                contact_id=contact.id,
                number=number,
                position=position,
                can_text=phones,
            )
            for position, number in enumerate(numbers, start=1)
        )
        self.db.add_all(_link(contact, pupil_id, place, must_not) for pupil_id in family.pupils)


def _link(contact: Contact, pupil_id: int, place: int, must_not: bool) -> PupilContact:
    """What an adult is to a child: a parent like any other, or somebody to keep away."""
    return PupilContact(
        organisation_id=contact.organisation_id,
        pupil_id=pupil_id,
        contact_id=contact.id,
        order=place,
        relationship="parent",
        parental_responsibility=True,
        may_report=not must_not,
        may_be_told=not must_not,
        must_not_be_contacted=must_not,
    )


STAFF = (
    ("office", "Marjorie Plumtree", "School office manager", None),
    ("attendance_officer", "Denzel Wharfe", "Attendance officer", None),
    ("safeguarding_lead", "Farida Lockwood", "Designated safeguarding lead", "+447700900981"),
    ("deputy_safeguarding_lead", "Ambrose Tilney", "Deputy safeguarding lead", "+447700900982"),
    ("head", "Rosalind Achterberg", "Headteacher", "+447700900983"),
)


def _add_staff(db: Session, school: ChaosSchool) -> None:
    """One person for each post; those who are told of urgent tasks have a mobile."""
    for role, name, position, mobile in STAFF:
        user = User(
            organisation_id=school.made.organisation_id,
            email=f"{role}@example.invalid",
            name=name,
            position=position,
            mobile=mobile,
            fs_uniquifier=f"chaos-{role}",
            created_at=datetime(2026, 9, 1, tzinfo=UTC),
        )
        db.add(user)
        db.flush()
        db.add(
            Membership(
                organisation_id=school.made.organisation_id,
                user_id=user.id,
                school_id=school.made.school_id,
                role=role,
            )
        )
        school.users[role] = user.id
