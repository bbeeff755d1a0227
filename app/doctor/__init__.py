"""The doctor: looks at everything an installation needs, and says what to do about what is wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.doctor.findings import Finding, fail, ok
from app.services import Services
from app.settings import SettingsError, read_settings

Check = Callable[[Services, datetime], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the doctor said."""

    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing failed."""
        return not any(finding.level == "fail" for finding in self.findings)


def examine(environ: Mapping[str, str] | None = None) -> Report:
    """Look at everything; nothing is changed anywhere, and nothing is sent to anybody.

    Args:
        environ: the settings; the process's own environment when None.
    """
    try:
        settings = read_settings(environ)
    except SettingsError as error:
        return Report((fail("The settings cannot be read.", str(error)),))
    services = Services(settings)
    try:
        return Report((ok("The settings can be read."), *_examine(services)))
    finally:
        if "database" in vars(services):
            services.database.close()


def _examine(services: Services) -> Iterator[Finding]:
    from app.doctor import database, machine, provider, schools  # heavy, and needed only with good settings

    now = services.now()
    checks: tuple[tuple[str, Check], ...] = (
        ("settings", machine.check_settings),
        ("folder", machine.check_folder),
        ("models", machine.check_models),
        ("database", database.check_database),
        ("clock", database.check_clock),
        ("provider", provider.check_provider),
        ("schools", schools.check_schools),
    )
    for name, check in checks:
        yield from _run(name, check, services, now)


def _run(name: str, check: Check, services: Services, now: datetime) -> Iterator[Finding]:
    """One check. One that breaks off is itself a finding, and does not keep the others from theirs."""
    try:
        yield from check(services, now)
    except Exception as error:
        # Only the kind of error: its words may hold an address with a password in it.
        yield fail(
            f"The check of the {name} broke off ({type(error).__name__}).",
            "Put right what is marked above, then run the doctor again.",
        )
