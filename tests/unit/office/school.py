"""A small invented school in the middle of a morning, for the office's tests and pictures."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from importlib import resources
from typing import Any

from sqlalchemy.orm import Session
from stdnum.gb import upn as upn_rules

from attendance.cases import note, open_case, pause_for_report
from attendance.marks import new_mark, place_report_marks, set_mark
from attendance.people import Actor
from attendance.tasks import open_task
from office.passwords import hash_password
from storage.engine import Database
from storage.models import (
    AbsenceReport,
    Address,
    Contact,
    ContactPoint,
    Enrolment,
    InboundMessage,
    Line,
    LineSchool,
    Organisation,
    PolicyVersion,
    Pupil,
    PupilContact,
    Register,
    RegistrationGroup,
    School,
)
from storage.staff import create_user

TODAY = date(2026, 11, 20)
PASSWORD = "a bell for every child"
PASSWORD_HASH = hash_password(PASSWORD)
CLASSES = (
    "R Wren", "R Robin", "1 Otter", "1 Hare", "2 Heron", "2 Swift", "3 Badger", "3 Fox", "4 Kestrel", "4 Owl",
    "5 Beech", "5 Rowan", "6 Elm", "6 Oak",
)  # fmt: skip
FIRST = (
    "Amara", "Leo", "Zofia", "Idris", "Maisie", "Tomasz", "Aoife", "Yusuf", "Priya", "Callum", "Noor", "Elin",
    "Mateo", "Safiya", "Ruby", "Kwame", "Hanna", "Oskar", "Layla", "Finn", "Ines", "Rafael", "Ayaan",
    "Bethan", "Daria", "Ewan", "Farah", "Gethin", "Imogen", "Jonah",
)  # fmt: skip
LAST = (
    "Okafor", "Whitlow", "Nowak", "Rahman", "O'Dowd", "Marsden", "Haddad", "Pryce", "Osei", "Lindqvist",
    "Castellano", "Ferreira", "Iqbal", "Thornley", "Dubois", "Kaur", "Ellison", "Mbeki", "Varga", "Sutcliffe",
    "Achterberg", "Bielak", "Quarshie", "Penhallow",
)  # fmt: skip
OFFICE = ("priya.nair@marlow.example", "Priya Nair", "Office manager", "office")
OFFICER = ("dan.holt@marlow.example", "Dan Holt", "Attendance officer", "attendance_officer")
LEAD = ("ruth.abara@marlow.example", "Ruth Abara", "Safeguarding lead", "safeguarding_lead")
DEPUTY = ("omar.reyes@marlow.example", "Omar Reyes", "Deputy head", "deputy_safeguarding_lead")
HEAD = ("helen.marsh@marlow.example", "Helen Marsh", "Head teacher", "head")
ADMIN = ("sam.price@marlow.example", "Sam Price", "Network manager", "admin")
STAFF = (OFFICE, OFFICER, LEAD, DEPUTY, HEAD, ADMIN)


def at(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    """An instant of the day; in November the school's clocks show UTC."""
    return datetime.combine(day, time(hour, minute), UTC)


NOW = at(9, 12)


@dataclass
class Marlow:
    """The ids that tests ask for."""

    organisation_id: int = 0
    school_id: int = 0
    line_id: int = 0
    groups: list[int] = field(default_factory=list)
    pupils: dict[str, int] = field(default_factory=dict)
    reports: dict[str, int] = field(default_factory=dict)
    tasks: dict[str, int] = field(default_factory=dict)
    other_school_id: int = 0
    other: dict[str, int] = field(default_factory=dict)


def upn(number: int) -> str:
    """A valid UPN of an authority that there is not."""
    body = f"823432005{number:03d}"
    return str(upn_rules.calc_check_digit(body)) + body


def build(database: Database, *, pupils_a_class: int = 6) -> Marlow:
    """Write the school: people, the morning's registers, reports, follow-ups and staff."""
    with database.write() as db:
        marlow = _places(db)
        _people(db, marlow, pupils_a_class)
        _registers(db, marlow)
        _fortnight(db, marlow)
        _reports(db, marlow)
        _follow_ups(db, marlow)
        _other_school(db, marlow)
        _staff(db, marlow)
    return marlow


def _places(db: Session) -> Marlow:
    trust = Organisation(name="Marlow Trust")
    db.add(trust)
    db.flush()
    school = School(
        organisation_id=trust.id, urn="900001", name="Marlow Street Primary", phone="+441614960100"
    )
    line = Line(organisation_id=trust.id, number="+447700900001", name="Absence line")
    db.add_all([school, line])
    db.flush()
    db.add(LineSchool(line_id=line.id, school_id=school.id))
    _policy(db, trust.id, school.id)
    marlow = Marlow(organisation_id=trust.id, school_id=school.id, line_id=line.id)
    for position, name in enumerate(CLASSES):
        year = 0 if name[0] == "R" else int(name[0])
        group = RegistrationGroup(
            organisation_id=trust.id, school_id=school.id, name=name, year=year, position=position
        )
        db.add(group)
        db.flush()
        marlow.groups.append(group.id)
    return marlow


def _policy(db: Session, organisation_id: int, school_id: int) -> None:
    body = resources.files("rules").joinpath("policies/default.toml").read_text("utf-8")
    db.add(
        PolicyVersion(
            organisation_id=organisation_id,
            school_id=school_id,
            slug="default",
            body=body,
            from_on=date(2026, 9, 1),
            created_at=at(8, 0, date(2026, 9, 1)),
        )
    )


def _people(db: Session, marlow: Marlow, pupils_a_class: int) -> None:
    number = 0
    for place, group_id in enumerate(marlow.groups):
        for seat in range(pupils_a_class):
            first = FIRST[(place * 7 + seat) % len(FIRST)]
            last = LAST[(place * 5 + seat * 11) % len(LAST)]
            birth = date(2021 - place // 2, 1 + seat % 12, 1 + (place * 3 + seat) % 28)
            _pupil(db, marlow, number, group_id, first, last, birth, place // 2)
            number += 1
    special = (
        ("Amara", "Okoro", 8, {"vulnerable": True, "social_worker": True}),
        ("Obi", "Okafor", 4, {}),
        ("Ada", "Okafor", 2, {}),
        ("Freya", "Lund", 3, {}),
        ("Jakub", "Wrona", 5, {}),
        ("Hamza", "Sheikh", 6, {}),
        ("Hamza", "Sheikh", 10, {}),
        ("Lottie", "Marchbanks", 7, {}),
        ("Teddy", "Osgood", 2, {}),
        ("Grace", "Adeyemi", 12, {}),
        ("Milo", "Fairweather", 9, {}),
        ("Nia", "Penrose", 11, {}),
        ("Ivo", "Lamb", 13, {}),
    )
    for first, last, place, flags in special:
        name = f"{first} {last}"
        key = name if name not in marlow.pupils else f"{name} 2"
        birth = date(2021 - place // 2, 5, 3)
        marlow.pupils[key] = _pupil(
            db, marlow, number, marlow.groups[place], first, last, birth, place // 2, **flags
        )
        number += 1


def _pupil(
    db: Session, marlow: Marlow, number: int, group_id: int, first: str, last: str, birth: date, year: int,
    **flags: bool,
) -> int:  # fmt: skip
    pupil = Pupil(
        organisation_id=marlow.organisation_id,
        upn=upn(number),
        first_name=first,
        last_name=last,
        birth_on=birth,
        year=year,
        **flags,
    )
    db.add(pupil)
    db.flush()
    common = {"organisation_id": marlow.organisation_id, "pupil_id": pupil.id}
    db.add(Enrolment(school_id=marlow.school_id, group_id=group_id, from_on=date(2026, 9, 3), **common))
    db.add(
        Address(
            lines=f"{number + 1} Tanner's Row\nMarlow Street",
            hazards="Dog in the yard" if flags else None,
            **common,
        )
    )
    for order, (relationship, given) in enumerate((("Mother", "Joan"), ("Father", "Peter")), start=1):
        contact = Contact(
            organisation_id=marlow.organisation_id, reference=f"C{number}-{order}", first_name=given,
            last_name=last,
        )  # fmt: skip
        db.add(contact)
        db.flush()
        db.add(
            ContactPoint(
                organisation_id=marlow.organisation_id,
                contact_id=contact.id,
                position=1,
                can_text=True,
                number=f"+447700900{(number * 2 + order) % 998 + 2:03d}",
            )
        )
        db.add(
            PupilContact(
                contact_id=contact.id,
                order=order,
                relationship=relationship,
                parental_responsibility=True,
                must_not_be_contacted=bool(flags) and order == 2,
                **common,
            )
        )
    return pupil.id


AWAY = {
    "Amara Okoro", "Obi Okafor", "Ada Okafor", "Freya Lund", "Jakub Wrona", "Hamza Sheikh",
    "Lottie Marchbanks", "Teddy Osgood", "Grace Adeyemi", "Milo Fairweather", "Nia Penrose", "Ivo Lamb",
}  # fmt: skip
SOFTWARE_REGISTER = Actor(None, "Class register", "imported")


def _registers(db: Session, marlow: Marlow) -> None:
    missing = {marlow.groups[1], marlow.groups[12]}
    for group_id in marlow.groups:
        for session, closes in (("am", at(9, 0)), ("pm", at(13, 20))):
            came = session == "am" and group_id not in missing
            db.add(
                Register(
                    organisation_id=marlow.organisation_id,
                    school_id=marlow.school_id,
                    group_id=group_id,
                    on_date=TODAY,
                    session=session,
                    closes_at=closes,
                    received_at=at(8, 50 + group_id % 9) if came else None,
                )
            )
    away = {marlow.pupils[name] for name in AWAY}
    enrolments = db.query(Enrolment).order_by(Enrolment.id).all()
    for count, enrolment in enumerate(enrolments):
        if enrolment.group_id in missing:
            continue
        code = (
            "N" if enrolment.pupil_id in away else "L" if count % 23 == 5 else "V" if count % 31 == 9 else "/"
        )
        mark = new_mark(db, enrolment, TODAY, "am")
        mark.in_register = True
        mark.minutes_late = 7 if code == "L" else None
        set_mark(db, mark, code, "From the class register.", SOFTWARE_REGISTER, at(8, 55))


def _fortnight(db: Session, marlow: Marlow) -> None:
    """Two weeks of marks for one pupil, so that her page has a past."""
    pupil_id = marlow.pupils["Amara Okoro"]
    enrolment = db.query(Enrolment).filter_by(pupil_id=pupil_id).one()
    codes = "//////LL//M/////II"
    for count, code in enumerate(codes):
        on = date(2026, 11, 9 + count // 2 + 2 * (count >= 10))
        mark = new_mark(db, enrolment, on, "am" if count % 2 == 0 else "pm")
        mark.in_register = True
        written = "\\" if code == "/" and count % 2 else code
        set_mark(
            db, mark, written, "From the class register.", SOFTWARE_REGISTER, at(9 + count % 2 * 4, 0, on)
        )


BOTH_ILL = "Obi and Ada both been up all night with a temperature, staying off today"


def _reports(db: Session, marlow: Marlow) -> None:
    said: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        ("Obi Okafor", BOTH_ILL, "I", {"confidence": 0.97}),
        ("Ada Okafor", BOTH_ILL, "I", {"confidence": 0.97}),
        (
            "Freya Lund",
            "Freya has the orthodontist at 10, she will be in after lunch",
            "M",
            {"confidence": 0.94, "sessions": "am", "at_time": time(10, 0)},
        ),
        (
            "Jakub Wrona",
            "Jakub jest chory, nie przyjdzie dzisiaj do szkoły",
            "I",
            {"confidence": 0.88, "language": "pl"},
        ),
        (
            "Hamza Sheikh",
            "hamza not coming in 2day",
            "N",
            {"confidence": 0.41, "doubts": ["No reason was given. Ask why."]},
        ),
        (
            "Lottie Marchbanks",
            "we are going to my mums in cornwall early, back tuesday",
            "G",
            {
                "confidence": 0.83,
                "decided_by": "head",
                "last_on": date(2026, 11, 23),
                "returns_on": date(2026, 11, 24),
                "doubts": ["A holiday in term time: only the head may grant it."],
            },
        ),
        (
            "Teddy Osgood",
            "This is Teddys neighbour he is poorly",
            "I",
            {"confidence": 0.91, "standing": "unlisted", "doubts": ["The sender is not a listed contact."]},
        ),
        (
            "Grace Adeyemi",
            "Grace was sick twice this morning so keeping her home for 48 hours",
            "I",
            {"confidence": 0.96, "last_on": date(2026, 11, 23), "returns_on": date(2026, 11, 24)},
        ),
    )
    for count, (name, words, code, more) in enumerate(said):
        marlow.reports[name] = add_report(db, marlow, name, words, code, at(8, 2 + 7 * count), **more)


def add_report(
    db: Session, marlow: Marlow, name: str, words: str, code: str, when: datetime, **more: Any
) -> int:
    """A parent's report about one pupil, with its provisional marks. Returns its id."""
    pupil_id = marlow.pupils[name]
    if name == "Ada Okafor":
        more["contact_id"] = db.get_one(AbsenceReport, marlow.reports["Obi Okafor"]).contact_id
    link = db.query(PupilContact).filter_by(pupil_id=pupil_id, order=1).one()
    doubts = more.pop("doubts", [])
    values: dict[str, Any] = {
        "organisation_id": marlow.organisation_id, "school_id": marlow.school_id, "pupil_id": pupil_id,
        "contact_id": link.contact_id, "channel": "sms", "standing": "listed", "words": words,
        "reason": "illness", "code": code, "confidence": 0.9, "why": WHY[code], "decided_by": "office",
        "doubtful": bool(doubts), "doubts": doubts, "first_on": TODAY, "last_on": TODAY, "created_at": when,
    }  # fmt: skip
    report = AbsenceReport(**{**values, **more})
    if report.standing != "listed":
        report.contact_id = None
    db.add(report)
    db.flush()
    place_report_marks(db, report, when)
    pause_for_report(db, report, when)
    return report.id


WHY = {
    "I": "The pupil is ill; illness is authorised unless there is genuine doubt.",
    "M": "The pupil has a medical or dental appointment.",
    "N": "Nobody has said why yet.",
    "G": "A holiday in term time: only the head may grant it.",
}


def _follow_ups(db: Session, marlow: Marlow) -> None:
    school = db.get_one(School, marlow.school_id)
    for name, due, kind, role, why in (
        ("Amara Okoro", at(9, 15), "safeguarding", "safeguarding_lead",
         "A vulnerable pupil is away and nobody has said why. Find out where the child is, now."),
        ("Nia Penrose", at(9, 5), "call", "attendance_officer",
         "Two texts to each contact have had no answer. Ring the contacts in this order."),
        ("Ivo Lamb", at(9, 40), "call", "attendance_officer",
         "Two texts to each contact have had no answer. Ring the contacts in this order."),
        ("Milo Fairweather", at(10, 30), "visit_decision", "attendance_officer",
         "Nobody could be reached. Decide whether somebody goes to the door today."),
    ):  # fmt: skip
        pupil = db.get_one(Pupil, marlow.pupils[name])
        case = open_case(db, school, pupil, TODAY, at(9, 0))
        assert case is not None
        case.next_due_at = at(9, 50)
        tried = ((1, "Text to Joan (1st contact)."), (6, "Text to Peter (2nd contact)."))
        for minute, words in tried[:1] if kind == "safeguarding" else tried:
            note(db, case, "text", words, at(9, minute), on=TODAY)
        task_id = open_task(
            db, organisation_id=marlow.organisation_id, school_id=marlow.school_id, kind=kind, role=role,
            why=why, due_at=due, dedupe_key=f"{kind}:{pupil.id}", now=at(9, 8), urgent=kind == "safeguarding",
            case_id=case.id, pupil_id=pupil.id,
        )  # fmt: skip
        assert task_id is not None
        marlow.tasks[name] = task_id
    _inbox_task(db, marlow)


def _inbox_task(db: Session, marlow: Marlow) -> None:
    message = InboundMessage(
        organisation_id=marlow.organisation_id,
        line_id=marlow.line_id,
        provider_id="SMoffice1",
        from_number="+447700900777",
        body="can someone ring me about the trip money please",
        received_at=at(8, 58),
    )
    db.add(message)
    db.flush()
    task_id = open_task(
        db,
        organisation_id=marlow.organisation_id,
        school_id=marlow.school_id,
        kind="inbox",
        role="office",
        why="A parent asked for a person. Ring or write back.",
        due_at=at(10, 0),
        dedupe_key="inbox:1",
        now=at(8, 58),
        inbound_message_id=message.id,
    )
    assert task_id is not None
    marlow.tasks["inbox"] = task_id


def _other_school(db: Session, marlow: Marlow) -> None:
    school = School(
        organisation_id=marlow.organisation_id, urn="900002", name="Bridge Lane", phone="+441614960200"
    )
    db.add(school)
    db.flush()
    marlow.other_school_id = school.id
    _policy(db, marlow.organisation_id, school.id)
    group = RegistrationGroup(
        organisation_id=marlow.organisation_id, school_id=school.id, name="1 Ash", year=1
    )
    db.add(group)
    db.flush()
    here, marlow.school_id = marlow.school_id, school.id
    pupil_id = _pupil(db, marlow, 990, group.id, "Elsie", "Brand", date(2020, 4, 4), 1)
    marlow.pupils["Elsie Brand"] = pupil_id
    marlow.other["pupil"] = pupil_id
    marlow.other["report"] = add_report(db, marlow, "Elsie Brand", "Elsie is ill", "I", at(8, 30))
    case = open_case(db, school, db.get_one(Pupil, pupil_id), TODAY, at(9, 0))
    assert case is not None
    marlow.other["case"] = case.id
    task_id = open_task(
        db,
        organisation_id=marlow.organisation_id,
        school_id=school.id,
        kind="call",
        role="office",
        why="Ring.",
        due_at=at(10),
        dedupe_key="other",
        now=at(9),
        case_id=case.id,
        pupil_id=pupil_id,
    )
    assert task_id is not None
    marlow.other["task"] = task_id
    marlow.school_id = here


def _staff(db: Session, marlow: Marlow) -> None:
    for email, name, position, role in STAFF:
        create_user(
            db, organisation_id=marlow.organisation_id, email=email, name=name, position=position,
            password_hash=PASSWORD_HASH, posts=[(marlow.school_id, role)], now=at(7),
        )  # fmt: skip
