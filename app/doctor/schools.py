"""The schools: a line, a policy, days to come, and somebody to tell at once when a child is missing."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.doctor.database import is_there
from app.doctor.findings import Finding, fail, ok, warn
from app.services import Services
from storage.readiness import SchoolReadiness, read_readiness

#: The calendar must reach further than any break: a case before the summer asks for the first day after it.
DAYS_AHEAD = timedelta(days=60)
LEAD = "safeguarding_lead"
#: Who is told when the lead does not answer, in this order.
THEN = {"deputy_safeguarding_lead": "deputy safeguarding lead", "head": "head teacher"}
#: With more schools than this amiss, one cause is likely, and a longer list helps nobody.
MOST_SAID = 60


def check_schools(services: Services, now: datetime) -> Iterator[Finding]:
    """Each school; those in order are only counted."""
    if not is_there(services.settings):
        return
    with services.database.read() as db:
        schools = read_readiness(db, now.date())
    if not schools:
        yield warn("There is no school yet.", "Run: ninebell import FOLDER")
        return
    said = 0
    for school in schools:
        for finding in _check_school(school, now):
            said += 1
            if said <= MOST_SAID:
                yield finding
    if said > MOST_SAID:
        yield warn(f"{said - MOST_SAID} more lines about schools are left out.", "Put those above right.")
    if not said:
        yield ok(f"Schools in order: {len(schools)}.")


def _check_school(school: SchoolReadiness, now: datetime) -> Iterator[Finding]:
    name = f"School {school.urn}"
    if not school.lines:
        yield fail(f"{name} has no line: nobody can write to it.", "Add its number to school.csv and import.")
    if not school.has_policy:
        yield fail(f"{name} has no policy: nobody is followed up.", "Import the school again.")
    try:
        today = now.astimezone(ZoneInfo(school.time_zone)).date()
    except (KeyError, ValueError, OSError):
        yield fail(
            f"{name} has the time zone {school.time_zone!r}, which there is not.",
            "Use one such as Europe/London.",
        )
        return
    yield from _check_days(name, school.last_day, today)
    yield from _check_staff(name, school.staff)


def _check_days(name: str, last_day: date | None, today: date) -> Iterator[Finding]:
    do = "Add the next terms to the calendar's file and import it."
    if last_day is None:
        yield warn(f"{name} has no terms: every weekday counts as a school day.", do)
    elif last_day < today:
        yield fail(f"{name}: the last term that is entered has ended. No register is waited for.", do)
    elif last_day < today + DAYS_AHEAD:
        yield warn(f"{name}: no term is entered after {last_day.day} {last_day:%B %Y}.", do)


def _check_staff(name: str, staff: dict[str, tuple[bool, ...]]) -> Iterator[Finding]:
    """A lead who can be told at once, and two people after."""
    if LEAD not in staff:
        yield fail(
            f"{name} has no safeguarding lead: urgent news of a child reaches nobody.",
            "Add them: ninebell add-user with the role safeguarding_lead and a mobile number.",
        )
    elif not any(staff[LEAD]):
        yield fail(
            f"{name}: no mobile number of the safeguarding lead is kept, so no text reaches them.",
            "Add the number to their account.",
        )
    for role, words in THEN.items():
        if not any(staff.get(role, ())):
            yield warn(
                f"{name} has no {words} with a mobile number, to be told when the lead does not answer.",
                f"Add one with the role {role} and a mobile number.",
            )
