"""A PostgreSQL filled as a large trust's is after a while: mostly rows of the past, and a few that are due.

Written by the database itself, so that hundreds of thousands of rows take seconds.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text

from storage.engine import Database
from storage.partitions import ensure_partitions

#: Friday 20 November 2026, nine in the morning.
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CLASSES, PUPILS = 10, 200  # of a school


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is. past: rows of the past by kind; due: cases whose next step is due now."""

    schools: int = 240
    days: int = 100
    cases: int = 200_000
    due: int = 1_000
    texts: int = 600_000
    ready: int = 2_000
    inbound: int = 200_000
    tasks: int = 200_000
    marks: int = 1_000_000

    def of(self, part: float) -> "Size":
        """A part of it."""
        names = [name for name in self.__slots__ if name != "days"]
        return Size(days=self.days, **{name: max(20, int(getattr(self, name) * part)) for name in names})

    @property
    def values(self) -> dict[str, object]:
        """What the statements below ask for."""
        numbers = {name: getattr(self, name) for name in self.__slots__}
        pupils, classes = self.schools * PUPILS, self.schools * CLASSES
        return {**numbers, "now": NOW, "pupils": pupils, "classes": classes, "per_school": PUPILS}


#: n is the number of a row; what belongs to a school, a class or a pupil goes round them in turn.
FILL = (
    "INSERT INTO organisation (id, name) SELECT n, 'Trust ' || n FROM generate_series(1, 20) n",
    "INSERT INTO school (id, organisation_id, urn, name, phone, time_zone) SELECT n, n % 20 + 1, 'U' || n, "
    "'School ' || n, '+441614960100', 'Europe/London' FROM generate_series(1, :schools) n",
    "INSERT INTO line (id, organisation_id, number, name) SELECT n, n % 20 + 1, 'L' || n, 'Line' "
    "FROM generate_series(1, :schools) n",
    "INSERT INTO line_school (line_id, school_id) SELECT n, n FROM generate_series(1, :schools) n",
    "INSERT INTO policy_version (id, organisation_id, school_id, slug, body, from_on, created_at) SELECT n, "
    "n % 20 + 1, n, 'default', '', '2026-09-01', :now FROM generate_series(1, :schools) n",
    "INSERT INTO registration_group (id, organisation_id, school_id, name, year, position) SELECT n, "
    "(n % :schools + 1) % 20 + 1, n % :schools + 1, 'Class ' || n, 3, 1 FROM generate_series(1, :classes) n",
    "INSERT INTO pupil (id, organisation_id, upn, first_name, last_name, year, vulnerable, social_worker, "
    "youth_offending, ehcp, looked_after, medical_plan, priority_call) SELECT n, "
    "(n % :schools + 1) % 20 + 1, 'P' || n, 'Ada', 'Marlow', 3, n % 50 = 0, false, false, false, "
    "false, false, "
    "false FROM generate_series(1, :pupils) n",
    "INSERT INTO enrolment (id, organisation_id, school_id, pupil_id, group_id, from_on) SELECT n, "
    "(n % :schools + 1) % 20 + 1, n % :schools + 1, n, n % :classes + 1, '2026-09-02' "
    "FROM generate_series(1, :pupils) n",
    "INSERT INTO contact (id, organisation_id, reference, kind, first_name, last_name, language) SELECT n, "
    "(n % :schools + 1) % 20 + 1, 'C' || n, 'person', 'Bo', 'Marlow', 'en' FROM generate_series(1, "
    ":pupils) n",
    'INSERT INTO pupil_contact (organisation_id, pupil_id, contact_id, "order", relationship, '
    "parental_responsibility, emergency, may_report, may_be_told, must_not_be_contacted, court_restriction) "
    "SELECT (n % :schools + 1) % 20 + 1, n, n, 1, 'parent', true, true, true, true, false, false "
    "FROM generate_series(1, :pupils) n",
    "INSERT INTO register (organisation_id, school_id, group_id, on_date, session, closes_at, received_at, "
    "closed_at) SELECT (g % :schools + 1) % 20 + 1, g % :schools + 1, g, CAST(:now AS date) - d, s, "
    ":now - d * interval '1 day', CASE WHEN d > 0 OR g % 10 < 9 THEN :now - d * interval '1 day' END, "
    "CASE WHEN d > 0 THEN :now - d * interval '1 day' END FROM generate_series(1, :classes) g, "
    "generate_series(0, :days) d, (VALUES ('am'), ('pm')) sessions (s)",
    "INSERT INTO mark (organisation_id, school_id, pupil_id, enrolment_id, group_id, on_date, session, code, "
    "confirmed, in_register, version) SELECT (p % :schools + 1) % 20 + 1, p % :schools + 1, p, p, "
    "p % :classes + 1, CAST(:now AS date) - n / :pupils, 'am', CASE WHEN p % 100 = 0 THEN 'N' ELSE '/' END, "
    "true, true, 1 FROM (SELECT n, n % :pupils + 1 AS p FROM generate_series(0, :marks - 1) n) rows",
    # the past, and after it what is open: due now, or in ten minutes
    "INSERT INTO absence_case (id, organisation_id, school_id, pupil_id, opened_at, opened_on, ladder, "
    "policy_version_id, version, next_due_at, next_reason, closed_at) SELECT n, "
    "(p % :schools + 1) % 20 + 1, p % :schools + 1, p, :now - n % 200 * interval '1 day', "
    "CAST(:now AS date) - n % 200, '{}', p % :schools + 1, 5, NULL, '', "
    ":now - n % 200 * interval '1 day' + interval '3 hours' "
    "FROM (SELECT n, n % :pupils + 1 AS p FROM generate_series(1, :cases) n) rows",
    "INSERT INTO absence_case (id, organisation_id, school_id, pupil_id, opened_at, opened_on, ladder, "
    "policy_version_id, version, next_due_at, next_reason) SELECT :cases + n, "
    "(n % :schools + 1) % 20 + 1, n % :schools + 1, n, :now, CAST(:now AS date), '{}', n % :schools + 1, 1, "
    ":now + CASE WHEN n <= :due THEN -interval '1 second' ELSE interval '10 minutes' END, '' "
    "FROM generate_series(1, :due * 3) n",
    "INSERT INTO case_event (organisation_id, case_id, kind, step_key, on_date, at, words) SELECT "
    "organisation_id, id, 'text', 'step', opened_on, opened_at, 'A text' FROM absence_case",
    "INSERT INTO outbound_message (id, organisation_id, school_id, line_id, contact_id, dedupe_key, attempt, "
    "purpose, urgency, to_number, body, state, created_at, not_before, expires_at, tries, sent_at, "
    "provider_id) "
    "SELECT n, (s + 1) % 20 + 1, s + 1, s + 1, n % :pupils + 1, 'past ' || n, 1, 'first_contact', 5, "
    "'N' || n % :pupils, 'Where is Ada?', 'delivered', a, a, a + interval '1 day', 1, a, 'SM' || n "
    "FROM (SELECT n, n % :schools AS s, :now - n % 150 * interval '1 day' AS a "
    "FROM generate_series(1, :texts) n) rows",
    "INSERT INTO outbound_message (id, organisation_id, school_id, line_id, contact_id, dedupe_key, attempt, "
    "purpose, urgency, to_number, body, state, created_at, not_before, expires_at, lease_until, claimed_at, "
    "tries) SELECT :texts + n, (n % :schools + 1) % 20 + 1, n % :schools + 1, n % :schools + 1, n, "
    "'now ' || n, "
    "1, 'first_contact', n % 3 + 1, 'N' || n, 'Where is Ada?', CASE WHEN n % 20 = 0 THEN 'sending' "
    "ELSE 'ready' "
    "END, :now, :now - interval '1 second', "
    ":now + CASE WHEN n % 100 = 1 THEN -interval '1 second' ELSE interval '1 day' END, "
    "CASE WHEN n % 20 = 0 THEN :now - interval '1 second' END, "
    "CASE WHEN n % 20 = 0 THEN :now - interval '61 seconds' END, 0 FROM generate_series(1, :ready) n",
    "INSERT INTO outbound_case (outbound_id, case_id) SELECT n, n % :cases + 1 "
    "FROM generate_series(1, :texts + :ready) n",
    "INSERT INTO delivery_event (outbound_id, provider_id, status, error, at) SELECT id, provider_id, s, '', "
    "sent_at FROM outbound_message, (VALUES ('sent'), ('delivered')) states (s) WHERE provider_id "
    "IS NOT NULL",
    "INSERT INTO inbound_message (organisation_id, line_id, provider_id, channel, from_number, body, "
    "media_count, received_at, attempts, handled_at, outcome) SELECT (n % :schools + 1) % 20 + 1, "
    "n % :schools + 1, 'IM' || n, 'sms', 'N' || n % :pupils, 'Ada is ill', 0, :now - n * interval "
    "'1 minute', "
    "1, CASE WHEN n > 50 THEN :now - n * interval '1 minute' END, 'reported' "
    "FROM generate_series(1, :inbound) n",
    "INSERT INTO task (organisation_id, school_id, case_id, pupil_id, dedupe_key, kind, role, urgent, why, "
    "created_at, due_at, done_at, next_push_at, version) SELECT (n % :schools + 1) % 20 + 1, n % "
    ":schools + 1, "
    "n % :cases + 1, n % :pupils + 1, 'task ' || n, 'call', 'office', n % 400 = 0, 'Ring.', :now, :now, "
    "CASE WHEN n % 100 > 0 THEN :now END, CASE WHEN n % 400 = 0 THEN :now - interval '1 second' END, 1 "
    "FROM generate_series(1, :tasks) n",
)


def fill(database: Database, size: Size) -> None:
    """Fill a fresh, migrated PostgreSQL, and let it count what there is."""
    with database.write() as db:
        db.execute(
            text("SET LOCAL session_replication_role = replica")
        )  # the keys are right: do not look each up
        for month in range(6, 12):
            ensure_partitions(db, NOW.replace(month=month))
        for statement in FILL:
            wanted = {name: value for name, value in size.values.items() if f":{name}" in statement}
            db.execute(text(statement), wanted)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
