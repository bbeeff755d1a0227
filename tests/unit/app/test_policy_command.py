"""`ninebell policy`: explained or refused in a sentence, played from a day, and never a traceback."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import cli
from rules.policy import policy_slugs


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["policy", *words])


@pytest.mark.parametrize("slug", policy_slugs())
def test_a_policy_of_ours_is_explained(slug: str) -> None:
    result = run("check", slug)
    assert result.exit_code == 0, result.output
    assert "An unexplained absence, on the first day" in result.output


def test_a_schools_own_file_is_explained(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('extends = "clifford"\ntitle = "Hillcrest"\n[ladder]\nvisit_every = 2\n', "utf-8")
    result = run("check", str(file))
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Hillcrest\n=========\n")
    assert "On school days 2, 4, 6" in result.output


def test_a_policy_that_leaves_a_child_unfollowed_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('extends = "default"\ntitle = "Ours"\n[ladder]\nvisit_every = 9\n', "utf-8")
    for command in ("check", "play"):
        result = run(command, str(file))
        assert result.exit_code == 1
        assert result.output == (
            "Error: ours.toml: ladder.visit_every (line 4): "
            "a child would go unseen for too long; write 5 or less.\n"
        )


def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path: Path) -> None:
    missing = run("check", str(tmp_path / "missing.toml"))
    assert missing.exit_code == 1
    assert missing.output == (
        f"Error: {tmp_path}/missing.toml cannot be read: No such file or directory. "
        "Write the path of a file, or one of default, clarion, clifford, five, stoc.\n"
    )
    folder = run("check", str(tmp_path))
    assert folder.exit_code == 1
    assert "Is a directory" in folder.output
    picture = tmp_path / "picture.toml"
    picture.write_bytes(b"\xff\xfe\x00")
    assert run("check", str(picture)).output == (
        f"Error: {picture} is not a text: save it as UTF-8 and try again.\n"
    )
    broken = tmp_path / "broken.toml"
    broken.write_text("title = ", "utf-8")
    result = run("check", str(broken))
    assert result.exit_code == 1
    assert result.output.startswith("Error: broken.toml: this is not TOML: ")


def test_a_policy_is_played_from_a_day() -> None:
    result = run("play", "default", "--days", "2", "--start", "2026-11-07")
    assert result.exit_code == 0, result.output
    assert "Nobody answers\n==============\n\nMonday 9 November 2026\n  09:00  text 1" in result.output
    assert "Tuesday 10 November 2026" in result.output
    assert "The Friday before half-term" in result.output
    assert "Wednesday 11 November 2026" not in result.output.partition("The Friday")[0]


def test_a_policy_is_played_from_next_monday_when_no_day_is_given() -> None:
    result = run("play", "default", "--days", "1")
    assert result.exit_code == 0, result.output
    assert "==\n\nMonday " in result.output


def test_every_case_may_be_played_for_a_vulnerable_pupil() -> None:
    plain = run("play", "five", "--days", "1", "--start", "2026-11-02").output
    flagged = run("play", "five", "--days", "1", "--start", "2026-11-02", "--vulnerable").output
    assert plain.count("safeguarding · safeguarding lead") == 1
    assert flagged.count("safeguarding · safeguarding lead") == 6


def test_a_day_that_no_calendar_reaches_is_refused() -> None:
    for start in ("1999-01-04", "9999-12-31", "soon"):
        result = run("play", "five", "--start", start)
        assert result.exit_code == 2
        assert "Traceback" not in result.output
