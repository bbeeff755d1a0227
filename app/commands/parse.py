"""`ninebell parse`: JSON lines in, what was understood out; for scripts and for judging."""

import sys

import click

from app.settings import var_folder
from bot.parsers.embedded import EmbeddedParser
from bot.parsers.jsonlines import parse_lines


@click.command("parse", help="Read messages as JSON lines from standard input, write what was understood.")
def command() -> None:
    """Parse until the input ends. Nothing is stored."""
    parser = EmbeddedParser.load(var_folder() / "models")
    for line in parse_lines(sys.stdin, parser):
        click.echo(line)
