"""`ninebell policy`: what a policy means in plain words, and what would happen under it."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from app.time import system_clock
from rules.policy import Policy, PolicyError, load_policy, parse_policy, policy_slugs
from rules.policy_words import explain_policy
from rules.scenes import play_scene, typical_scenes
from rules.sessions import SchoolCalendar

ZONE = ZoneInfo("Europe/London")
WHICH = "FILE is a policy in TOML, or the name of one of ours: " + ", ".join(policy_slugs()) + "."
EARLIEST, LATEST = 2024, 2100  # the regulations came into force in the one; nobody plans past the other
DAY = click.DateTime(["%Y-%m-%d"])


@click.group("policy", help="Read a school's policy before it is used. Nothing is stored or sent.")
def command() -> None:
    """The commands about a policy."""


@command.command(help=f"Explain a policy in plain words, or refuse it and say why. {WHICH}")
@click.argument("file")
def check(file: str) -> None:
    """Explain a policy, or refuse it with the line and what to write instead."""
    click.echo(explain_policy(_read(file)), nl=False)


@command.command(help=f"Show what would happen under a policy in typical cases, and when. {WHICH}")
@click.argument("file")
@click.option("--days", default=10, type=click.IntRange(1, 60), help="How many school days to show.")
@click.option("--start", type=DAY, help="The first day of absence, such as 2026-11-02; else next Monday.")
@click.option("--vulnerable", is_flag=True, help="Show every case for a pupil flagged as vulnerable.")
def play(file: str, days: int, start: datetime | None, vulnerable: bool) -> None:
    """Show typical cases, step by step."""
    if start and not EARLIEST <= start.year <= LATEST:
        raise click.UsageError(f"Write a day between {EARLIEST} and {LATEST} after --start.")
    policy = _read(file)
    first = SchoolCalendar().school_day_on_or_after(start.date() if start else _next_monday())
    for scene in typical_scenes(first, ZONE, vulnerable=vulnerable):
        click.echo(play_scene(scene, policy, ZONE, days))


def _read(file: str) -> Policy:
    """The policy in a file, or ours of that name. Raises click.ClickException, which exits with 1."""
    try:
        if file in policy_slugs():
            return load_policy(file)
        return parse_policy(Path(file).read_text("utf-8"), Path(file).name)
    except PolicyError as error:
        raise click.ClickException(str(error)) from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not a text: save it as UTF-8 and try again.") from error
    except OSError as error:
        ours = ", ".join(policy_slugs())
        raise click.ClickException(
            f"{file} cannot be read: {error.strerror}. Write the path of a file, or one of {ours}."
        ) from error


def _next_monday() -> date:
    today = system_clock().astimezone(ZONE).date()
    return today + timedelta(days=7 - today.weekday())
