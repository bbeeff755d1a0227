"""Indexes that give due cases in the order in which they are claimed, however many are due."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_absence_case_due', table_name='absence_case')
    _create('ix_absence_case_due', 'absence_case', ['next_due_at', 'id'], 'closed_at IS NULL')
    _create('ix_absence_case_new', 'absence_case', ['next_due_at', 'id'], 'closed_at IS NULL AND version = 1')
    op.create_index(
        'ix_pupil_comes_first',
        'pupil',
        ['id'],
        unique=False,
        postgresql_where=sa.text('vulnerable OR priority_call'),
        sqlite_where=sa.text('vulnerable = 1 OR priority_call = 1'),
    )


def downgrade() -> None:
    op.drop_index('ix_pupil_comes_first', table_name='pupil')
    op.drop_index('ix_absence_case_new', table_name='absence_case')
    op.drop_index('ix_absence_case_due', table_name='absence_case')
    _create('ix_absence_case_due', 'absence_case', ['next_due_at'], 'closed_at IS NULL')


def _create(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, table, columns, unique=False, postgresql_where=sa.text(where), sqlite_where=sa.text(where)
    )
