"""Who does something: a named member of staff, or the software, which only ever proposes."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, as the record will name them.

    user_id: None for the software. name, position: as they are now; the record keeps them as they were.
    roles: what the person may do in the school at hand, such as "office" or "head".
    """

    user_id: int | None
    name: str
    position: str
    roles: frozenset[str] = field(default_factory=frozenset)


#: The software. What it writes is provisional.
SOFTWARE = Actor(None, "Ninebell", "software")
