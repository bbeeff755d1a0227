"""How often taking in a message failed, apart from how often it was claimed: a power cut is no fault of its."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('inbound_message', sa.Column('failures', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, server_default='0'))


def downgrade() -> None:
    op.drop_column('inbound_message', 'failures')
