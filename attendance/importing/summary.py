"""What an import did, in numbers and in sentences."""

from dataclasses import dataclass, field

from attendance.importing.problems import RowError


@dataclass(slots=True)
class Tally:
    """How many of one kind were added, changed, or are gone."""

    added: int = 0
    changed: int = 0
    gone: int = 0

    @property
    def total(self) -> int:
        """How many differ from before."""
        return self.added + self.changed + self.gone


@dataclass(frozen=True, slots=True)
class FewContacts:
    """A pupil with fewer than two emergency contacts who can be rung.

    Source: *Keeping children safe in education* asks for more than one emergency contact number.
    """

    upn: str
    name: str
    group: str
    count: int

    def __str__(self) -> str:
        how_many = "no emergency contact" if self.count == 0 else "only one emergency contact"
        return f"{self.name} ({self.group}) has {how_many} who can be rung."


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did.

    school_id: the school's. tallies: by kind (school, classes, days, pupils, contacts, numbers, links).
    few_contacts: pupils with fewer than two. cannot_be_dialled: numbers left out. notices: what else was.
    """

    school_id: int
    tallies: dict[str, Tally] = field(default_factory=dict)
    few_contacts: tuple[FewContacts, ...] = ()
    cannot_be_dialled: tuple[RowError, ...] = ()
    notices: tuple[RowError, ...] = ()

    @property
    def changed_anything(self) -> bool:
        """Whether anything was written."""
        return any(tally.total for tally in self.tallies.values())

    def lines(self) -> list[str]:
        """The summary as sentences, counts first."""
        counts = [
            f"{kind}: {tally.added} added, {tally.changed} changed, {tally.gone} gone"
            for kind, tally in self.tallies.items()
        ]
        return [
            *counts,
            *(str(each) for each in self.few_contacts),
            *(f"{each} The number was left out." for each in self.cannot_be_dialled),
            *(str(each) for each in self.notices),
        ]
