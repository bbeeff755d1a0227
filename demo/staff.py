"""The invented school's staff. Their password is set by whoever makes them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff. position: as the record of an amended mark wants it. roles: in Ninebell."""

    email: str
    name: str
    position: str
    roles: tuple[str, ...]


STAFF = (
    StaffMember("office@example.invalid", "Marjorie Plumtree", "School office manager", ("office",)),
    StaffMember("attendance@example.invalid", "Denzel Wharfe", "Attendance officer", ("attendance_officer",)),
    StaffMember(
        "safeguarding@example.invalid",
        "Farida Lockwood",
        "Designated safeguarding lead",
        ("safeguarding_lead",),
    ),
    StaffMember("head@example.invalid", "Rosalind Achterberg", "Headteacher", ("head",)),
    StaffMember("admin@example.invalid", "Gethin Fairbrother", "Business manager", ("admin",)),
)
