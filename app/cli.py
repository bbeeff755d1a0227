"""The command line: `ninebell COMMAND`. One file a command, read only when it is called."""

import importlib
import sys

import click

from app.settings import SettingsError
from storage.tenants import TenantRoleUnfit

#: Command → the module in `app.commands` that has it, as `command`.
COMMANDS = {
    "serve": "serve",
    "clock": "clock",
    "worker": "worker",
    "migrate": "migrate",
    "import": "import_school",
    "import-register": "import_register",
    "export-marks": "export_marks",
    "add-user": "add_user",
    "policy": "policy",
    "parse": "parse",
    "evaluate": "evaluate",
    "doctor": "doctor",
    "simulator": "simulator",
    "demo": "demo",
}


class Lazy(click.Group):
    """A group that imports a command's module when the command is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of daily life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, or None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"app.commands.{COMMANDS[cmd_name]}")
        command: click.Command = module.command
        return command


@click.group(cls=Lazy, help="Ninebell, the absence line. Settings are explained in .env.example.")
def cli() -> None:
    """The root of the commands."""


def main() -> None:
    """Run a command; a wrong setting is told in a sentence, not a traceback."""
    try:
        cli(prog_name="ninebell")
    except (SettingsError, TenantRoleUnfit) as error:
        click.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
