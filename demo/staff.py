"""The invented school's staff. Their password is set by whoever makes them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff. position: as the record of an amended mark wants it. roles: in Ninebell.

    mobile: urgent tasks are texted to it, or None.
    """

    email: str
    name: str
    position: str
    roles: tuple[str, ...]
    mobile: str | None = None


STAFF = (
    StaffMember("office@example.invalid", "Marjorie Plumtree", "School office manager", ("office",)),
    StaffMember("attendance@example.invalid", "Denzel Wharfe", "Attendance officer", ("attendance_officer",)),
    StaffMember(
        "safeguarding@example.invalid",
        "Farida Lockwood",
        "Designated safeguarding lead",
        ("safeguarding_lead",),
        "+447700900970",
    ),
    StaffMember(
        "deputy@example.invalid",
        "Callum Brightwater",
        "Deputy safeguarding lead",
        ("deputy_safeguarding_lead",),
        "+447700900971",
    ),
    StaffMember("head@example.invalid", "Rosalind Achterberg", "Headteacher", ("head",), "+447700900972"),
    StaffMember("admin@example.invalid", "Gethin Fairbrother", "Business manager", ("admin",)),
)
