"""Our top-level names are common words that PyPI has too: ours must be the ones imported."""

import importlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
OURS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]


@pytest.mark.parametrize("name", OURS["packages"])
def test_a_top_level_name_is_ours(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__file__ is not None
    assert Path(module.__file__).parent == ROOT / name


def test_every_folder_of_code_is_packaged() -> None:
    folders = {each.parent.name for each in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert folders == set(OURS["packages"])


def test_no_folder_bears_a_name_that_says_nothing() -> None:
    names = {each.name for package in OURS["packages"] for each in (ROOT / package).rglob("*")}
    bad = {
        "schedule",
        "calendar",
        "queue",
        "code",
        "utils",
        "schedule.py",
        "calendar.py",
        "queue.py",
        "code.py",
        "utils.py",
    }
    assert not names & bad
