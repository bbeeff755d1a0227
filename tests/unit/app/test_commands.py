"""The command line lists itself, and a wrong setting is a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import COMMANDS, cli


def test_help_lists_every_command() -> None:
    result = CliRunner().invoke(cli, ["--help"])
    assert result.exit_code == 0
    for name in COMMANDS:
        assert name in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage" in result.output


def test_a_missing_setting_is_told_without_a_traceback(tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "NINEBELL_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", "serve"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "is not set" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("0161 496 0123", "write a mobile number"), ("seven", "is not a number that can be dialled")],
)
def test_a_colleagues_mobile_is_one_that_texts_reach(typed: str, sentence: str) -> None:
    person = ["--email", "a@example.invalid", "--name", "A", "--position", "Lead", "--role", "head"]
    result = CliRunner().invoke(
        cli, ["add-user", *person, "--mobile", typed, "--password", "a long password"]
    )
    assert result.exit_code == 2
    assert sentence in result.output
