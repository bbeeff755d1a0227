"""What can stand in the way of a change, each with a sentence for the person who asked for it."""


class AttendanceError(Exception):
    """A change was refused. `str(error)` is a sentence for a person; nothing was changed."""


class NotFound(AttendanceError):  # noqa: N818 -- it reads as a sentence where it is raised
    """There is no such thing in this school."""


class Stale(AttendanceError):  # noqa: N818 -- as above
    """Somebody else changed it first."""


class NotAllowed(AttendanceError):  # noqa: N818 -- as above
    """This person may not do this, or not in this way."""
