"""Row-level security on PostgreSQL: the role whose eyes see one organisation, and no rows when none is set.

The tables' policies and rights are made by the migrations. Whoever adds a table says in its revision what
a tenant may do with it: `tests/servers/test_row_level_security.py` fails until that is said.
"""

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

#: The role that tenants' transactions take. It cannot sign in, owns nothing and deletes nothing.
TENANT_ROLE = "ninebell_tenant"
#: Until the end of the transaction: be that role, and see this organisation. One round trip.
BECOME_TENANT = (
    f"SELECT set_config('role', '{TENANT_ROLE}', true), "
    "set_config('ninebell.organisation_id', %(organisation_id)s, true)"
)


class TenantRoleUnfit(Exception):  # noqa: N818 -- it reads as a sentence where it is raised
    """The tenants' role is not there, may not be taken, or may do too much; the text says what to do."""


def ensure_role(connection: Connection, role: str = TENANT_ROLE) -> None:
    """Make sure that the role is there, that the login may take it on, and that it is held by the policies.

    Roles belong to the whole server, so another database may have made it.

    Args:
        connection: in a transaction, on PostgreSQL.
        role: a plain identifier.

    Raises:
        TenantRoleUnfit: the login may not make or take it, or it may do too much.
    """
    login = str(connection.scalar(text("SELECT current_user")))
    try:
        with connection.begin_nested():
            connection.execute(text(_CREATE.format(role=role)))
            if not _may_take(connection, role):
                connection.execute(text(f'GRANT {role} TO "{login}"'))
    except DBAPIError as problem:
        raise TenantRoleUnfit(
            f"The database login “{login}” may not make the role {role} or take it on. Ask whoever looks "
            "after PostgreSQL to run this once, then try again:\n"
            f"  CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS;\n"
            f'  GRANT {role} TO "{login}";'
        ) from problem
    is_free = connection.scalar(
        text("SELECT rolsuper OR rolbypassrls OR rolcanlogin FROM pg_roles WHERE rolname = :role"),
        {"role": role},
    )
    if is_free:
        raise TenantRoleUnfit(
            f"The role {role} may do too much: row-level security would not hold it. Ask whoever looks after "
            f"PostgreSQL to run:\n  ALTER ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS;"
        )


def _may_take(connection: Connection, role: str) -> bool:
    version = connection.dialect.server_version_info or ()
    right = "SET" if version >= (16,) else "MEMBER"  # PostgreSQL 16 told being a member and taking on apart
    asked = text("SELECT pg_has_role(current_user, :role, :right)")
    return bool(connection.scalar(asked, {"role": role, "right": right}))


#: Another database of the same server may make the role in the same second.
_CREATE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
    CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
