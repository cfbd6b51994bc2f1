"""${message}"""

import sqlalchemy as sa
${imports if imports else ""}
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def code(length: int | None = None) -> sa.types.TypeEngine[str]:
    """Text compared by its bytes; SQLite does so anyway."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """${message}."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Back to what was before."""
    ${downgrades if downgrades else "pass"}
