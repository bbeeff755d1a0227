"""Which pupils have too few people who can be rung about them."""

from collections import defaultdict
from datetime import date

from attendance.importing.records import LinkRecord, SchoolFiles
from attendance.importing.summary import FewContacts

ENOUGH = 2


def find_few_contacts(files: SchoolFiles, today: date) -> tuple[FewContacts, ...]:
    """Pupils with fewer than two emergency contacts who may be told and have a number that can be dialled.

    Args:
        files: what the files say.
        today: the school's day; pupils who have left and contacts out of date do not count.

    Returns:
        in the order of pupils.csv. Source: *Keeping children safe in education*, emergency contacts.
    """
    diallable = {record.reference for record in files.contacts if record.numbers}
    counts: dict[str, int] = defaultdict(int)
    for link in files.links:
        counts[link.upn] += link.reference in diallable and _can_be_rung(link, today)
    return tuple(
        FewContacts(pupil.upn, pupil.full_name, pupil.group, counts[pupil.upn])
        for pupil in files.pupils
        if counts[pupil.upn] < ENOUGH and (pupil.to_on is None or pupil.to_on >= today)
    )


def _can_be_rung(link: LinkRecord, today: date) -> bool:
    marks = dict(link.marks)
    barred = marks["must_not_be_contacted"] or marks["court_restriction"] or not marks["may_be_told"]
    begun = link.from_on is None or link.from_on <= today
    running = link.to_on is None or link.to_on >= today
    return marks["emergency"] and not barred and begun and running
