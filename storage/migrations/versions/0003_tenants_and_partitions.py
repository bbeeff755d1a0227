"""Row-level security by organisation, monthly partitions, and indexes of what is due."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.tenants import ensure_role

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

#: The organisation whose transaction this is; NULL when none is set, and then no row is anybody's.
HERE = "nullif(current_setting('ninebell.organisation_id', true), '')::bigint"
#: Tables whose rows carry their organisation.
OWN = (
    'absence_case', 'absence_report', 'address', 'agreed_times', 'arrival', 'audit_event', 'case_contact_day',
    'case_event', 'closure', 'contact', 'contact_point', 'conversation', 'conversation_event', 'enrolment',
    'hold', 'inbound_message', 'line', 'mark', 'mark_entry', 'membership', 'opt_out', 'outbound_message',
    'planned_mark', 'policy_version', 'pupil', 'pupil_contact', 'register', 'registration_group', 'school',
    'school_day', 'staff_away', 'task', 'task_push', 'term', 'trouble', 'user',
)
#: Tables whose rows belong to whoever sees their parents: table, the column, the parent's table.
THROUGH = (
    ('case_day', 'case_id', 'absence_case'),
    ('delivery_event', 'outbound_id', 'outbound_message'),
    ('line_school', 'line_id', 'line'),
    ('outbound_case', 'outbound_id', 'outbound_message'),
    ('report_session', 'report_id', 'absence_report'),
)
#: What a tenant may add to and read, but never change: the record.
APPEND_ONLY = ('audit_event', 'case_event', 'conversation_event', 'mark_entry')


def upgrade() -> None:
    _index_what_is_due()
    if op.get_bind().dialect.name == 'postgresql':
        _partition('audit_event', AUDIT_EVENT)
        _partition('delivery_event', DELIVERY_EVENT)
        ensure_role(op.get_bind())
        _give_rights()
        _make_policies()


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        _drop_policies()
        _unpartition('audit_event', AUDIT_EVENT)
        _unpartition('delivery_event', DELIVERY_EVENT)
    for name, table, _columns, _where in DUE:
        op.drop_index(name, table_name=table)


DUE = (
    ('ix_register_to_close', 'register', ['closes_at'], 'closed_at IS NULL AND received_at IS NOT NULL'),
    ('ix_register_missing', 'register', ['closes_at'], 'closed_at IS NULL AND received_at IS NULL'),
    ('ix_absence_case_pupil', 'absence_case', ['pupil_id', 'opened_on'], None),
)


def _index_what_is_due() -> None:
    for name, table, columns, where in DUE:
        only = sa.text(where) if where else None
        op.create_index(name, table, columns, unique=False, postgresql_where=only, sqlite_where=only)


def _give_rights() -> None:
    op.execute('GRANT USAGE ON SCHEMA public TO ninebell_tenant')
    op.execute('GRANT SELECT ON organisation TO ninebell_tenant')
    for table in (*OWN, *(table for table, _, _ in THROUGH)):
        rights = 'SELECT, INSERT' if table in APPEND_ONLY else 'SELECT, INSERT, UPDATE'
        op.execute(f'GRANT {rights} ON "{table}" TO ninebell_tenant')
    for table in (*OWN, 'case_day', 'delivery_event', 'report_session'):
        op.execute(f'GRANT USAGE ON SEQUENCE "{table}_id_seq" TO ninebell_tenant')


def _make_policies() -> None:
    _policy('organisation', f'id = {HERE}')
    for table in OWN:
        _policy(table, f'organisation_id = {HERE}')
    for table, column, parent in THROUGH:
        _policy(table, f'EXISTS (SELECT 1 FROM {parent} WHERE {parent}.id = {table}.{column})')
    # What is everybody's trouble, such as a provider that is away, is shown to every tenant.
    op.execute(
        f'CREATE POLICY everybodys ON trouble FOR SELECT TO ninebell_tenant '
        f'USING (organisation_id IS NULL AND {HERE} IS NOT NULL)'
    )


def _policy(table: str, condition: str) -> None:
    op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    op.execute(
        f'CREATE POLICY own ON "{table}" TO ninebell_tenant USING ({condition}) WITH CHECK ({condition})'
    )


def _drop_policies() -> None:
    """The role itself stays: other databases of the server may use it."""
    op.execute('DROP POLICY everybodys ON trouble')
    for table in ('organisation', *OWN, *(table for table, _, _ in THROUGH)):
        op.execute(f'DROP POLICY own ON "{table}"')
        op.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
    op.execute('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ninebell_tenant')
    op.execute('REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM ninebell_tenant')
    op.execute('REVOKE ALL ON SCHEMA public FROM ninebell_tenant')


#: What follows the columns of a partitioned table, and what each of its partitions has of its own.
AUDIT_EVENT: dict[str, Any] = {
    'columns': 'id, organisation_id, school_id, at, user_id, name, position, action, subject_kind, subject_id, data',
    'constraints': (
        'ADD CONSTRAINT fk_audit_event_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id)',
        'ADD CONSTRAINT fk_audit_event_school_id FOREIGN KEY (school_id) REFERENCES school (id)',
        'ADD CONSTRAINT fk_audit_event_user_id FOREIGN KEY (user_id) REFERENCES "user" (id)',
    ),
    'indexes': ('CREATE INDEX ix_audit_event_subject ON audit_event (subject_kind, subject_id)',),
    'triggers': (
        'CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event '
        'FOR EACH ROW EXECUTE FUNCTION refuse_change()',
    ),
    'each': (),
    'before_whole': (),
    'whole': (),
}
DELIVERY_EVENT: dict[str, Any] = {
    'columns': 'id, outbound_id, provider_id, status, error, at',
    'constraints': (
        'ADD CONSTRAINT fk_delivery_event_outbound_id FOREIGN KEY (outbound_id) REFERENCES outbound_message (id)',
    ),
    'indexes': ('CREATE INDEX ix_delivery_event_outbound_id ON delivery_event (outbound_id)',),
    'triggers': (),
    # PostgreSQL wants the partition's key in every unique constraint of the whole, so each month has its own.
    'each': ('CREATE UNIQUE INDEX {name}_once ON {name} (provider_id, status, error)',),
    'before_whole': (
        'DELETE FROM delivery_event_before later USING delivery_event_before first WHERE later.id > first.id '
        'AND (later.provider_id, later.status, later.error) = (first.provider_id, first.status, first.error)',
    ),
    'whole': (
        'ADD CONSTRAINT uq_delivery_event_provider_id_status_error UNIQUE (provider_id, status, error)',
    ),
}


def _set_aside(table: str) -> None:
    """Rename a table, and give its names, its sequence and its trigger free for the one that follows."""
    op.execute(f'ALTER SEQUENCE {table}_id_seq OWNED BY NONE')
    op.execute(f'ALTER TABLE {table} RENAME TO {table}_before')


def _take_over(table: str, key: str, more: dict[str, Any]) -> None:
    """Move the rows and drop what was set aside; only then are the names of constraints free."""
    op.execute(f'INSERT INTO {table} ({more["columns"]}) SELECT {more["columns"]} FROM {table}_before')
    op.execute(f'DROP TABLE {table}_before')
    op.execute(f"ALTER TABLE {table} ALTER id SET DEFAULT nextval('{table}_id_seq')")
    op.execute(f'ALTER SEQUENCE {table}_id_seq OWNED BY {table}.id')
    op.execute(f'ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY ({key})')
    for constraint in more['constraints']:
        op.execute(f'ALTER TABLE {table} {constraint}')
    for statement in (*more['indexes'], *more['triggers']):
        op.execute(statement)


def _partition(table: str, more: dict[str, Any]) -> None:
    """Make a table one that is partitioned by month, with the months it has rows of, and one for the rest."""
    _set_aside(table)
    op.execute(f'CREATE TABLE {table} (LIKE {table}_before) PARTITION BY RANGE (at)')
    months = op.get_bind().execute(
        sa.text(f"SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC') FROM {table}_before ORDER BY 1")
    )
    names = [f'{table}_default']
    op.execute(f'CREATE TABLE {table}_default PARTITION OF {table} DEFAULT')
    for first in months.scalars().all():
        name = f'{table}_{first:%Y_%m}'
        after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        op.execute(
            f"CREATE TABLE {name} PARTITION OF {table} "
            f"FOR VALUES FROM ('{first:%Y-%m-%d} 00:00:00+00') TO ('{after:%Y-%m-%d} 00:00:00+00')"
        )
        names.append(name)
    for name in names:
        for statement in more['each']:
            op.execute(statement.format(name=name))
    _take_over(table, 'id, at', more)


def _unpartition(table: str, more: dict[str, Any]) -> None:
    _set_aside(table)
    for statement in more['before_whole']:
        op.execute(statement)
    op.execute(f'CREATE TABLE {table} (LIKE {table}_before)')
    _take_over(table, 'id', more)
    for constraint in more['whole']:
        op.execute(f'ALTER TABLE {table} {constraint}')
