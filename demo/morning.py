"""One morning of the invented school, as data: who texts what and when, and what the registers say."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from attendance.importing.register_file import RegisterRow
from demo.cast import read_data
from demo.family import FORMS
from demo.roll import Roll, build_roll, school_year_of
from rules.sessions import Session

SCRIPT = "morning.toml"
#: Kinds of texts that say, before the registers close, why a child is away.
REPORTING = frozenset({"report"})
PRESENT, LATE, NO_REASON_YET = "/", "L", "N"


@dataclass(frozen=True, slots=True)
class DemoText:
    """One text. at: the school's own time. number: whose, E.164. kind: see data/morning.toml.

    about: the UPNs of the children it is about, whether or not it names them.
    """

    at: time
    number: str
    body: str
    kind: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoRegister:
    """A class's morning register, and when its teacher sends it."""

    group: str
    at: time
    rows: tuple[RegisterRow, ...]


def morning_texts(day: date) -> tuple[DemoText, ...]:
    """The texts of the morning in the order of time. day: in the school's zone."""
    roll = build_roll(school_year_of(day))
    script = read_data(SCRIPT)
    strangers = {key: stranger["number"] for key, stranger in script["strangers"].items()}
    texts = (
        DemoText(
            at=time.fromisoformat(text["at"]),
            number=strangers.get(text["from"]) or roll.numbers[text["from"]][0],
            body=text["body"],
            kind=text["kind"],
            about=tuple(roll.pupil(label).upn for label in text["about"]),
        )
        for text in script["text"]
    )
    return tuple(sorted(texts, key=lambda text: text.at))


def morning_registers(day: date) -> tuple[DemoRegister, ...]:
    """The morning registers of a day, class by class: N for whoever is away, as a teacher would write it."""
    roll = build_roll(school_year_of(day))
    marks = _marks(day, roll)
    first = datetime.combine(day, time.fromisoformat(read_data(SCRIPT)["registers"]["from"]))
    return tuple(
        DemoRegister(
            group=group,
            at=(first + timedelta(minutes=place * 10 // len(FORMS))).time(),
            rows=tuple(
                RegisterRow(pupil.upn, day, Session.AM, *marks.get(pupil.upn, (PRESENT, None)))
                for pupil in roll.pupils
                if pupil.child.group == group
            ),
        )
        for place, group in enumerate(FORMS)
    )


def unexplained(day: date) -> tuple[str, ...]:
    """The UPNs of the pupils who are away that morning and for whom nobody listed has said why."""
    roll = build_roll(school_year_of(day))
    return tuple(roll.pupil(label).upn for label in read_data(SCRIPT)["registers"]["unexplained"])


def _marks(day: date, roll: Roll) -> dict[str, tuple[str, int | None]]:
    away = {upn for text in morning_texts(day) if text.kind in REPORTING for upn in text.about}
    marks: dict[str, tuple[str, int | None]] = dict.fromkeys(away, (NO_REASON_YET, None))
    marks |= dict.fromkeys(unexplained(day), (NO_REASON_YET, None))
    late = read_data(SCRIPT)["registers"]["late"]
    return marks | {roll.pupil(label).upn: (LATE, minutes) for label, minutes in late.items()}
