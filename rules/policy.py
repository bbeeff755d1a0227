"""A school's policy: when to report, when registers close, who is contacted when, and who gets which task.

A policy is TOML: a preset in `rules/policies/` or a school's own; `policy_to_dict` is for the database.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from rules.coding import CodingRules, HolidayRule
from rules.policy_ladder import TaskRule, ladder_to_dict, read_ladder, read_tasks
from rules.policy_needs import find_faults
from rules.policy_registers import push_to_dict, read_push, read_registers
from rules.pushing import PushRule
from rules.reading import Lines, PolicyError, Table, complaint
from rules.registers import RegisterRules
from rules.sessions import Session, SessionTimes, local_instant
from rules.steps import Ladder, TaskKind
from rules.thresholds import Thresholds
from rules.toml_lines import lines_of

__all__ = [
    "Policy",
    "PolicyError",
    "TaskRule",
    "load_policy",
    "parse_policy",
    "policy_from_dict",
    "policy_slugs",
    "policy_to_dict",
]

AT_REGISTER_CLOSE = "register_close"
LONGEST_REGISTER = 30  # minutes a register may stay open (guidance)
MOST_TEXTS = 12  # texts a day to one person, past which nobody reads them


@dataclass(frozen=True)
class Policy:
    """A school's settings. Times are wall clock in the school's zone.

    later_contact_from: when contact begins on the second and later school days of a case; None is the close
    of the morning register. contact_from, contact_until: no text goes out before the one, nor at or after the
    other. push: who is told of an urgent task, in which order. registers: what late or odd registers ask.
    """

    slug: str
    title: str
    report_by: time
    sessions: Mapping[Session, SessionTimes]
    later_contact_from: time | None
    contact_from: time
    contact_until: time
    coding: CodingRules
    thresholds: Thresholds
    tasks: Mapping[TaskKind, TaskRule]
    ladder: Ladder
    vulnerable_ladder: Ladder
    push: PushRule
    registers: RegisterRules

    def ladder_for(self, *, vulnerable: bool) -> Ladder:
        """The ladder to copy onto a new case."""
        return self.vulnerable_ladder if vulnerable else self.ladder

    def contact_from_at(
        self, day: date, school_day_number: int, zone: ZoneInfo, closes_at: time | None = None
    ) -> datetime:
        """When contact may begin on `day`, the case's school day `school_day_number` (from 1); aware UTC.

        closes_at: of a class whose morning register closes at a time of its own. Never in the quiet hours.
        """
        begins = closes_at or self.sessions[Session.AM].closes_at
        if school_day_number > 1 and self.later_contact_from is not None:
            begins = self.later_contact_from
        return local_instant(day, max(begins, self.contact_from), zone)

    def texts_from_at(self, day: date, zone: ZoneInfo) -> datetime:
        """Before when no text goes out on `day`; aware UTC."""
        return local_instant(day, self.contact_from, zone)

    def contact_until_at(self, day: date, zone: ZoneInfo) -> datetime:
        """From when no text goes out on `day`; aware UTC."""
        return local_instant(day, self.contact_until, zone)


def policy_slugs() -> tuple[str, ...]:
    """The names of the presets, default first."""
    files = resources.files("rules").joinpath("policies").iterdir()
    names = sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))
    return ("default", *(name for name in names if name != "default"))


@cache
def load_policy(slug: str) -> Policy:
    """The preset `slug`. Raises PolicyError when there is none."""
    if slug not in policy_slugs():
        raise PolicyError(f'There is no policy "{slug}". Choose one of {", ".join(policy_slugs())}.')
    return parse_policy(_preset(slug), slug)


def parse_policy(text: str, name: str) -> Policy:
    """Read a policy written in TOML. name: its slug. What it does not say comes from the policy it `extends`.

    Raises PolicyError that names the key, its line, and what to write instead.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(
            f"{name}: this is not TOML: {error}. Compare it with the default policy."
        ) from error
    try:
        return _checked(data, lines_of(text), name)
    except PolicyError as error:
        raise PolicyError(f"{name}: {error}") from error


def policy_to_dict(policy: Policy) -> dict[str, Any]:
    """A policy in what JSON can hold; `policy_from_dict` reads it back."""
    return {
        "title": policy.title,
        "report_by": _clock(policy.report_by),
        "sessions": {
            str(session): {key: _clock(value) for key, value in asdict(times).items()}
            for session, times in policy.sessions.items()
        },
        "contact": {
            "later_days_from": _clock(policy.later_contact_from)
            if policy.later_contact_from
            else AT_REGISTER_CLOSE,
            "from": _clock(policy.contact_from),
            "until": _clock(policy.contact_until),
            "most_a_day": policy.ladder.most_a_day,
        },
        "coding": {**asdict(policy.coding), "holiday": str(policy.coding.holiday)},
        "thresholds": asdict(policy.thresholds),
        "tasks": {
            str(kind): {"role": str(rule.role), "due_minutes": rule.due_minutes}
            for kind, rule in policy.tasks.items()
        },
        "ladder": ladder_to_dict(policy.ladder),
        "vulnerable_ladder": ladder_to_dict(policy.vulnerable_ladder),
        "push": push_to_dict(policy.push),
        "registers": asdict(policy.registers),
    }


def policy_from_dict(data: Mapping[str, Any], slug: str) -> Policy:
    """The policy that `policy_to_dict` wrote. Raises PolicyError as `parse_policy` does, without lines.

    Settings that an earlier version did not know come from the default policy. Whether the policy follows
    every child up was judged when it was taken in: a school's morning must not fail on it now.
    """
    return _read_policy(Table(_completed(data), ""), slug)


def _checked(data: dict[str, Any], lines: Lines, slug: str) -> Policy:
    policy = _read_policy(Table(_extended(data, lines), "", lines), slug)
    for fault in find_faults(policy):
        raise fault.complaint(lines)
    return policy


def _preset(slug: str) -> str:
    return resources.files("rules").joinpath("policies", f"{slug}.toml").read_text("utf-8")


def _completed(data: Mapping[str, Any]) -> dict[str, Any]:
    default = tomllib.loads(_preset("default"))
    since = {key: default[key] for key in ("contact", "tasks", "push", "registers")}
    return _merged(since, dict(data))


def _extended(data: dict[str, Any], lines: Lines) -> dict[str, Any]:
    base = data.get("extends")
    if base is None:
        return data
    if base not in policy_slugs():
        raise complaint(lines, "extends", f"write one of {', '.join(policy_slugs())}.")
    own = {key: value for key, value in data.items() if key != "extends"}
    return _merged(_extended(tomllib.loads(_preset(base)), {}), own)


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """`own` over `base`: tables are merged key by key, lists of steps are replaced as a whole."""
    both = {
        key: _merged(base[key], value)
        if isinstance(value, dict) and isinstance(base.get(key), dict)
        else value
        for key, value in own.items()
    }
    return {**base, **both}


def _read_policy(table: Table, slug: str) -> Policy:
    contact = table.table("contact")
    tasks = read_tasks(table.table("tasks"))
    most_a_day = contact.whole("most_a_day", 1, MOST_TEXTS)
    ladder = read_ladder(table.table("ladder"), tasks, most_a_day)
    policy = Policy(
        slug=slug,
        title=table.text("title"),
        report_by=table.clock("report_by"),
        sessions=_read_sessions(table.table("sessions")),
        later_contact_from=_read_later(contact),
        contact_from=contact.clock("from"),
        contact_until=contact.clock("until"),
        coding=_read_coding(table.table("coding")),
        thresholds=_read_thresholds(table.table("thresholds")),
        tasks=tasks,
        ladder=ladder,
        vulnerable_ladder=(
            read_ladder(table.table("vulnerable_ladder"), tasks, most_a_day)
            if table.has("vulnerable_ladder")
            else ladder
        ),
        push=read_push(table.table("push")),
        registers=read_registers(table.table("registers")),
    )
    contact.finish()
    table.finish()
    return policy


def _read_later(contact: Table) -> time | None:
    if contact.is_word("later_days_from", AT_REGISTER_CLOSE):
        return None
    return contact.clock("later_days_from")


def _read_sessions(table: Table) -> dict[Session, SessionTimes]:
    sessions = {session: _read_times(table.table(session)) for session in Session}
    table.finish()
    return sessions


def _read_times(table: Table) -> SessionTimes:
    times = SessionTimes(table.clock("opens_at"), table.clock("closes_at"), table.clock("ends_at"))
    if not times.opens_at < times.closes_at < times.ends_at:
        raise table.fail("closes_at", "write times in order: opens_at, closes_at, ends_at.")
    if _minutes(times.closes_at) - _minutes(times.opens_at) > LONGEST_REGISTER:
        raise table.fail("closes_at", f"a register may stay open for {LONGEST_REGISTER} minutes at most.")
    table.finish()
    return times


def _read_coding(table: Table) -> CodingRules:
    coding = CodingRules(
        holiday=table.word("holiday", HolidayRule),
        religious_days=table.whole("religious_days", 0, 20),
        doubtful_below=table.share("doubtful_below"),
        appointment_evidence=table.truth("appointment_evidence"),
        stale_days=table.whole("stale_days", 1, 5),
    )
    table.finish()
    return coding


def _read_thresholds(table: Table) -> Thresholds:
    thresholds = Thresholds(**{key: table.whole(key, 1, 100) for key in Thresholds.__dataclass_fields__})
    table.finish()
    return thresholds


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
