"""On PostgreSQL a trust's pages run as a role that sees one trust: tried as that role, on every table."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url

from storage.engine import Database, open_database
from storage.migrate import upgrade
from storage.models import Pupil, School
from storage.tenants import TENANT_ROLE, TenantRoleUnfit, ensure_role
from tests import postgres
from tests.servers.tenant_rows import (
    NOBODYS,
    RECORDS,
    TENANTS,
    Trust,
    as_tenant_of_nobody,
    is_refused,
    key_is,
    make_trust,
    row_of,
)

#: Every table of the schema: whether it is a part of another, whether rows are secured, and by how many
#: policies for the role; and the rights of the role in it.
TABLES = text(
    """
    SELECT relname, relispartition, relrowsecurity,
      (SELECT count(*) FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = relname
        AND p.roles = ARRAY[CAST(:role AS name)]) AS policies,
      array(SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES',
        'TRIGGER']) p WHERE has_table_privilege(:role, oid, p)) AS rights
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    """
)


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    opened = open_database(postgres_url)
    yield opened
    opened.close()


@pytest.fixture
def trusts(database: Database) -> tuple[Trust, Trust]:
    """Two trusts with a row of their own in every table."""
    return make_trust(database, 1), make_trust(database, 2)


def unguarded(database: Database) -> list[str]:
    """What is wrong with the tables, in words; empty when each says what a tenant may do with it."""
    wrong = []
    with database.read() as db:
        for name, is_part, secured, policies, rights in db.execute(TABLES, {"role": TENANT_ROLE}):
            if is_part or name in NOBODYS or name == "alembic_version":
                wrong += [f"{name}: a tenant may {right}" for right in rights]
                continue
            wrong += [] if secured and policies else [f"{name}: no policy for the tenants' role"]
            wrong += [f"{name}: a tenant may {right}" for right in rights if right not in allowed(name)]
    return wrong


def allowed(name: str) -> tuple[str, ...]:
    """What a tenant may do with the table."""
    if name == "organisation":
        return ("SELECT",)
    return ("SELECT", "INSERT") if name in RECORDS else ("SELECT", "INSERT", "UPDATE")


def test_every_table_says_what_a_tenant_may_do(database: Database) -> None:
    assert unguarded(database) == []


def test_a_new_table_without_a_policy_is_noticed(database: Database) -> None:
    with database.write() as db:
        db.execute(text("CREATE TABLE newcomer (id bigint PRIMARY KEY, organisation_id bigint)"))
    assert unguarded(database) == ["newcomer: no policy for the tenants' role"]


def test_without_a_tenant_there_are_no_rows_and_none_can_be_added(
    database: Database, trusts: tuple[Trust, Trust]
) -> None:
    with as_tenant_of_nobody(database) as connection:
        for table in TENANTS:
            assert connection.scalar(select(func.count()).select_from(table)) == 0, table.name
            new = table.insert().values(row_of(table, trusts[0], " again"))
            because = "permission denied" if table.name == "organisation" else "row-level security"
            assert is_refused(connection, new, because), table.name


def test_a_tenant_sees_its_own_rows_and_no_other(database: Database, trusts: tuple[Trust, Trust]) -> None:
    for own, other in (trusts, trusts[::-1]):
        with database.for_organisation(own.id).read() as db:
            for table in TENANTS:
                assert db.scalar(select(func.count()).select_from(table)) == 1, table.name
                assert db.execute(select(table).where(*key_is(table, own))).all(), table.name
                assert not db.execute(select(table).where(*key_is(table, other))).all(), table.name


def test_a_tenant_writes_nothing_into_another(database: Database, trusts: tuple[Trust, Trust]) -> None:
    own, other = trusts
    with database.for_organisation(own.id).write() as db:
        connection = db.connection()
        for table in TENANTS[1:]:
            new = table.insert().values(row_of(table, other, " again"))
            assert is_refused(connection, new, "row-level security"), table.name
            assert is_refused(connection, table.delete(), "permission denied"), table.name
            column = next(iter(table.columns))
            change = table.update().values({column.name: column})
            if table.name in RECORDS:
                assert is_refused(connection, change, "permission denied"), table.name
                continue
            assert connection.execute(change.where(*key_is(table, other))).rowcount == 0, table.name
            assert connection.execute(change.where(*key_is(table, own))).rowcount == 1, table.name
            if "organisation_id" in table.columns:
                given = table.update().values(organisation_id=other.id)
                assert is_refused(connection, given, "row-level security"), table.name


def test_a_tenant_writes_its_own_rows(database: Database, trusts: tuple[Trust, Trust]) -> None:
    third = make_trust(database, 3, as_itself=True)
    with database.read() as db:
        for table in TENANTS:
            assert db.execute(select(table).where(*key_is(table, third))).all(), table.name
    with database.for_organisation(trusts[0].id).read() as db:
        assert db.scalar(select(func.count(Pupil.id))) == 1


def test_everybodys_trouble_is_shown_to_a_tenant_and_to_nobody_else(
    database: Database, trusts: tuple[Trust, Trust]
) -> None:
    with database.write() as db:
        db.execute(
            text(
                "INSERT INTO trouble (key, kind, words, first_seen_at, last_seen_at) "
                "VALUES ('provider', 'provider_down', 'Texts cannot be sent.', now(), now())"
            )
        )
    seen = text("SELECT count(*) FROM trouble WHERE organisation_id IS NULL")
    with database.for_organisation(trusts[0].id).read() as db:
        assert db.scalar(seen) == 1
    with as_tenant_of_nobody(database) as connection:
        assert connection.scalar(seen) == 0


def test_the_login_is_itself_again_afterwards(database: Database, trusts: tuple[Trust, Trust]) -> None:
    """Connections are shared: what one transaction gave up, the next one has."""
    for trust in trusts * 3:
        with database.for_organisation(trust.id).read() as db:
            assert db.scalars(select(School.organisation_id)).all() == [trust.id]
            db.commit()
            assert db.scalars(select(School.organisation_id)).all() == [trust.id]  # also after a commit
        with database.read() as db:
            assert db.scalar(text("SELECT current_user")) != TENANT_ROLE
            assert db.scalar(select(func.count(School.id))) == 2


def test_the_role_is_held_by_the_policies(database: Database, trusts: tuple[Trust, Trust]) -> None:
    with database.for_organisation(trusts[0].id).write() as db:
        connection = db.connection()
        assert is_refused(connection, text("CREATE TABLE mine (id bigint)"), "permission denied")
        assert is_refused(connection, text("ALTER TABLE pupil DISABLE ROW LEVEL SECURITY"), "must be owner")
        assert is_refused(connection, text("SELECT * FROM sign_in_attempt"), "permission denied")
        assert connection.scalar(text("SELECT current_user")) == TENANT_ROLE
        is_free = "SELECT rolsuper OR rolbypassrls OR rolcanlogin FROM pg_roles WHERE rolname = current_user"
        assert connection.scalar(text(is_free)) is False


@pytest.fixture
def plain_login(postgres_url: str) -> Iterator[str]:
    """A database of a login that is not a superuser and makes no roles: its address."""
    login = f"plain_{os.getpid()}"
    owned = make_url(postgres.new_database())
    with psycopg.connect(postgres.server_url(), autocommit=True) as server:
        server.execute(f"CREATE ROLE {login} LOGIN")
        server.execute(f'DROP DATABASE "{owned.database}"')
        server.execute(f'CREATE DATABASE "{owned.database}" OWNER {login}')
    yield owned.set(username=login).render_as_string(hide_password=False)
    with psycopg.connect(postgres.server_url(), autocommit=True) as server:
        server.execute(f'DROP DATABASE "{owned.database}" WITH (FORCE)')
        server.execute(f"DROP ROLE {login}")


def test_a_plain_login_is_told_what_to_ask_for_and_then_it_works(plain_login: str) -> None:
    database, login = open_database(plain_login), make_url(plain_login).username
    postgres.template_name()  # the server has the role by now: another database made it
    with pytest.raises(TenantRoleUnfit, match="may not make the role") as told:
        upgrade(database)
    with psycopg.connect(postgres.server_url(), autocommit=True) as server:
        grant = [line.strip() for line in str(told.value).splitlines() if "GRANT" in line]
        assert grant == [f'GRANT {TENANT_ROLE} TO "{login}";']
        server.execute(grant[0].encode())
    upgrade(database)
    own, _ = make_trust(database, 1), make_trust(database, 2)
    with database.read() as db:
        assert db.scalar(select(func.count(School.id))) == 2
    with database.for_organisation(own.id).read() as db:
        assert db.scalars(select(School.organisation_id)).all() == [own.id]
    database.close()


def test_a_role_that_may_do_too_much_is_refused(database: Database) -> None:
    role = f"too_much_{os.getpid()}"
    with database.engine.connect() as connection, connection.begin() as work:
        connection.execute(text(f"CREATE ROLE {role} NOLOGIN BYPASSRLS"))
        with pytest.raises(TenantRoleUnfit, match="may do too much"):
            ensure_role(connection, role)
        connection.execute(text(f"ALTER ROLE {role} NOBYPASSRLS"))
        ensure_role(connection, role)
        work.rollback()
