"""Following up: desks, holds, closures, plans, pushes, troubles, and the provider's state."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('provider_state',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('failures', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('first_failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('retry_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_provider_state'))
    )
    op.create_table('agreed_times',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('school_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('pupil_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('am_closes', sa.Time(), nullable=True),
    sa.Column('pm_closes', sa.Time(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('by_position', sa.String(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_agreed_times_organisation_id')),
    sa.ForeignKeyConstraint(['pupil_id'], ['pupil.id'], name=op.f('fk_agreed_times_pupil_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_agreed_times_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreed_times'))
    )
    op.create_index('ix_agreed_times_pupil', 'agreed_times', ['pupil_id', 'from_on'], unique=False)
    op.create_table('arrival',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('school_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('pupil_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('session', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('code', sa.String(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('with_whom', sa.String(), nullable=True),
    sa.Column('returns_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('overdue_told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('by_position', sa.String(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_arrival_organisation_id')),
    sa.ForeignKeyConstraint(['pupil_id'], ['pupil.id'], name=op.f('fk_arrival_pupil_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_arrival_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_arrival'))
    )
    op.create_index('ix_arrival_pupil_day', 'arrival', ['pupil_id', 'on_date'], unique=False)
    op.create_index('ix_arrival_school_day', 'arrival', ['school_id', 'on_date'], unique=False)
    op.create_table('closure',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('school_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('sessions', sa.String(), nullable=False),
    sa.Column('from_time', sa.Time(), nullable=True),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('group_ids', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('by_position', sa.String(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_closure_organisation_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_closure_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closure'))
    )
    op.create_index('ix_closure_school_day', 'closure', ['school_id', 'on_date'], unique=False)
    op.create_table('planned_mark',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('school_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('pupil_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('sessions', sa.String(), nullable=False),
    sa.Column('weekdays', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('nature', sa.String(), nullable=False),
    sa.Column('site', sa.String(), nullable=True),
    sa.Column('authorised_by', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('by_position', sa.String(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_planned_mark_organisation_id')),
    sa.ForeignKeyConstraint(['pupil_id'], ['pupil.id'], name=op.f('fk_planned_mark_pupil_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_planned_mark_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_planned_mark'))
    )
    op.create_index('ix_planned_mark_pupil', 'planned_mark', ['pupil_id', 'from_on'], unique=False)
    op.create_index('ix_planned_mark_school', 'planned_mark', ['school_id', 'from_on', 'to_on'], unique=False)
    op.create_table('staff_away',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('school_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_staff_away_organisation_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_staff_away_school_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_staff_away_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_away'))
    )
    op.create_index('ix_staff_away_school', 'staff_away', ['school_id', 'from_on'], unique=False)
    op.create_table('trouble',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('school_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('first_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_trouble_organisation_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_trouble_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trouble'))
    )
    op.create_index('uq_trouble_open_key', 'trouble', ['key'], unique=True, postgresql_where=sa.text('ended_at IS NULL'), sqlite_where=sa.text('ended_at IS NULL'))
    op.create_table('hold',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('school_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('route', sa.String(), nullable=True),
    sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('by_position', sa.String(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['registration_group.id'], name=op.f('fk_hold_group_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_hold_organisation_id')),
    sa.ForeignKeyConstraint(['school_id'], ['school.id'], name=op.f('fk_hold_school_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hold'))
    )
    op.create_index('ix_hold_school_day', 'hold', ['school_id', 'on_date'], unique=False)
    op.create_table('case_contact_day',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('case_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['absence_case.id'], name=op.f('fk_case_contact_day_case_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_case_contact_day_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_contact_day')),
    sa.UniqueConstraint('case_id', 'on_date', name=op.f('uq_case_contact_day_case_id_on_date'))
    )
    op.create_index('ix_case_contact_day_due', 'case_contact_day', ['on_date'], unique=False)
    op.create_table('task_push',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outbound_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('ring_task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('words', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_task_push_organisation_id')),
    sa.ForeignKeyConstraint(['outbound_id'], ['outbound_message.id'], name=op.f('fk_task_push_outbound_id')),
    sa.ForeignKeyConstraint(['ring_task_id'], ['task.id'], name=op.f('fk_task_push_ring_task_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_push_task_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_task_push_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_push')),
    sa.UniqueConstraint('task_id', 'round', 'role', 'channel', name=op.f('uq_task_push_task_id_round_role_channel'))
    )
    op.create_index('ix_task_push_user', 'task_push', ['user_id', 'at'], unique=False)
    op.create_index('ix_task_push_outbound', 'task_push', ['outbound_id'], unique=False)
    op.create_index('ix_task_push_ring', 'task_push', ['ring_task_id'], unique=False)
    op.add_column('absence_case', sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_absence_case_paused_until', 'absence_case', ['paused_until'], unique=False, postgresql_where=sa.text('paused_until IS NOT NULL'), sqlite_where=sa.text('paused_until IS NOT NULL'))
    op.add_column('absence_case', sa.Column('texts_not_before', sa.DateTime(timezone=True), nullable=True))
    op.add_column('absence_case', sa.Column('held_reason', sa.String(), nullable=True))
    op.add_column('contact_point', sa.Column('failures', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), server_default='0', nullable=False))
    op.add_column('outbound_message', sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), sa.ForeignKey('user.id', name='fk_outbound_message_user_id'), nullable=True), inline_references=True)
    op.add_column('outbound_message', sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), sa.ForeignKey('task.id', name='fk_outbound_message_task_id'), nullable=True), inline_references=True)
    op.add_column('outbound_message', sa.Column('overtaken_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('outbound_message', sa.Column('lookup_failed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('outbound_message', sa.Column('resent_unsure_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_outbound_message_turn', 'outbound_message', ['line_id', 'school_id', 'urgency', 'not_before', 'id'], unique=False, postgresql_where=sa.text("state = 'ready'"), sqlite_where=sa.text("state = 'ready'"))
    op.create_index('ix_outbound_message_contact', 'outbound_message', ['contact_id', 'created_at'], unique=False)
    op.create_index('ix_outbound_message_number', 'outbound_message', ['to_number', 'created_at'], unique=False)
    op.add_column('pupil', sa.Column('route', sa.String(), nullable=True))
    op.add_column('school', sa.Column('prepared_on', sa.Date(), nullable=True))
    op.create_index('ix_case_event_task', 'case_event', ['task_id'], unique=False, postgresql_where=sa.text('task_id IS NOT NULL'), sqlite_where=sa.text('task_id IS NOT NULL'))
    op.add_column('register', sa.Column('missing_told_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('register', sa.Column('missing_escalated_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('register', sa.Column('texts_wait_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('task', sa.Column('next_push_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('task', sa.Column('overdue_told_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('task', sa.Column('for_user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), sa.ForeignKey('user.id', name='fk_task_for_user_id'), nullable=True), inline_references=True)
    op.create_index('ix_task_push', 'task', ['next_push_at'], unique=False, postgresql_where=sa.text('next_push_at IS NOT NULL'), sqlite_where=sa.text('next_push_at IS NOT NULL'))
    op.create_index('ix_task_overdue', 'task', ['due_at'], unique=False, postgresql_where=sa.text('done_at IS NULL AND overdue_told_at IS NULL'), sqlite_where=sa.text('done_at IS NULL AND overdue_told_at IS NULL'))
    op.add_column('user', sa.Column('mobile', sa.String(), nullable=True))
    op.create_index('ix_user_mobile', 'user', ['mobile'], unique=False)
    op.create_table('clock_beat',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_clock_beat'))
    )
    op.create_index('ix_mark_unexplained', 'mark', ['on_date', 'school_id'], unique=False, postgresql_where=sa.text("code = 'N'"), sqlite_where=sa.text("code = 'N'"))
    op.add_column('absence_report', sa.Column('time_kind', sa.String(), nullable=True))
    op.add_column('absence_report', sa.Column('overdue_told_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_absence_report_arrives', 'absence_report', ['first_on'], unique=False, postgresql_where=sa.text("time_kind = 'arrives'"), sqlite_where=sa.text("time_kind = 'arrives'"))
    op.create_index('ix_arrival_returns', 'arrival', ['returns_at'], unique=False, postgresql_where=sa.text('returns_at IS NOT NULL AND overdue_told_at IS NULL'), sqlite_where=sa.text('returns_at IS NOT NULL AND overdue_told_at IS NULL'))


def downgrade() -> None:
    op.drop_index('ix_absence_report_arrives', table_name='absence_report')
    op.drop_column('absence_report', 'overdue_told_at')
    op.drop_column('absence_report', 'time_kind')
    op.drop_index('ix_mark_unexplained', table_name='mark')
    op.drop_table('clock_beat')
    op.drop_index('ix_outbound_message_contact', table_name='outbound_message')
    op.drop_index('ix_outbound_message_number', table_name='outbound_message')
    op.drop_index('ix_task_overdue', table_name='task')
    op.drop_index('ix_task_push', table_name='task')
    op.drop_index('ix_user_mobile', table_name='user')
    op.drop_column('user', 'mobile')
    op.drop_column('task', 'for_user_id')
    op.drop_column('task', 'overdue_told_at')
    op.drop_column('task', 'next_push_at')
    op.drop_column('register', 'texts_wait_until')
    op.drop_column('register', 'missing_escalated_at')
    op.drop_column('register', 'missing_told_at')
    op.drop_index('ix_case_event_task', table_name='case_event')
    op.drop_column('school', 'prepared_on')
    op.drop_column('pupil', 'route')
    op.drop_index('ix_outbound_message_turn', table_name='outbound_message')
    op.drop_column('outbound_message', 'resent_unsure_at')
    op.drop_column('outbound_message', 'lookup_failed_at')
    op.drop_column('outbound_message', 'overtaken_at')
    op.drop_column('outbound_message', 'task_id')
    op.drop_column('outbound_message', 'user_id')
    op.drop_column('contact_point', 'failures')
    op.drop_column('absence_case', 'held_reason')
    op.drop_column('absence_case', 'texts_not_before')
    op.drop_index('ix_absence_case_paused_until', table_name='absence_case')
    op.drop_column('absence_case', 'paused_until')
    op.drop_table('task_push')
    op.drop_table('case_contact_day')
    op.drop_table('hold')
    op.drop_table('trouble')
    op.drop_table('staff_away')
    op.drop_table('planned_mark')
    op.drop_table('closure')
    op.drop_table('arrival')
    op.drop_table('agreed_times')
    op.drop_table('provider_state')
