"""`ninebell add-user`: a member of staff who may sign in."""

import click
from sqlalchemy.exc import IntegrityError

from app.commands.shared import get_school, urn_option
from app.services import Services
from app.settings import read_settings
from attendance.importing.cells import BadCell
from attendance.importing.phones import parse_number
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
@click.option(
    "--mobile",
    callback=lambda _, __, typed: _mobile(typed),
    help="Their own mobile: urgent safeguarding tasks are texted to it, and they may answer OK.",
)
@click.password_option()
@urn_option
def command(
    email: str,
    name: str,
    position: str,
    roles: tuple[str, ...],
    mobile: str | None,
    password: str,
    urn: str | None,
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
                mobile=mobile,
            )
    except IntegrityError:
        raise click.ClickException(f"Somebody already signs in as {email}.") from None
    finally:
        services.database.close()
    click.echo(f"{name} can sign in.")


def _mobile(typed: str | None) -> str | None:
    """A mobile as the provider wants it; refused with a sentence when no text would reach it."""
    if not typed:
        return None
    try:
        number = parse_number(typed)
    except BadCell as problem:
        raise click.BadParameter(f"it {problem}") from None
    if not number.can_text:
        raise click.BadParameter("write a mobile number, such as 07700 900123: texts go to it.")
    return number.e164
