"""`ninebell add-user`: a member of staff who may sign in."""

import click
from sqlalchemy.exc import IntegrityError

from app.commands.shared import get_school, urn_option
from app.services import Services
from app.settings import read_settings
from office.passwords import hash_password
from rules.steps import Role
from storage.staff import create_user

SHORTEST_PASSWORD = 12
ROLES = click.Choice([role.value for role in Role])


@click.command("add-user", help="Add a member of staff. The password is asked for.")
@click.option("--email", required=True)
@click.option("--name", required=True, help="As the register should name them.")
@click.option("--position", required=True, help="The post that stands beside the name, such as 'Office'.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role])
)
@click.password_option()
@urn_option
def command(
    email: str, name: str, position: str, roles: tuple[str, ...], password: str, urn: str | None
) -> None:
    """Add one person."""
    if len(password) < SHORTEST_PASSWORD:
        raise click.UsageError(f"Use a password of at least {SHORTEST_PASSWORD} characters.")
    services = Services(read_settings())
    try:
        with services.database.write() as db:
            school = get_school(db, urn)
            create_user(
                db,
                organisation_id=school.organisation_id,
                email=email,
                name=name,
                position=position,
                password_hash=hash_password(password),
                posts=[(school.id, role) for role in roles],
                now=services.now(),
            )
    except IntegrityError:
        raise click.ClickException(f"Somebody already signs in as {email}.") from None
    finally:
        services.database.close()
    click.echo(f"{name} can sign in.")
