"""Mutation run over `rules/`: change the rules in one place, and see whether a test notices.

    python tests/mutants.py --all            every mutant
    python tests/mutants.py --per-file 20    a sample of each file (--seed chooses which)
    python tests/mutants.py --only plan.py   one file

A mutant that no test notices has survived. Survivors that cannot matter are explained in
`mutants_explained.toml`; any other makes the run fail. Each mutant is tested in a fork of its own with a copy
of the rules and of their tests.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import difflib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import hypothesis
import pytest

ROOT = Path(__file__).parents[1]
TESTS = Path("tests/unit/rules")
EXPLAINED = Path(__file__).with_name("mutants_explained.toml")
TOO_LONG = 120  # seconds: a mutant that never ends has been noticed
NEAREST = {
    "casefacts": "ladder",
    "plan": "ladder",
    "steps": "ladder",
    "policy_ladder": "policy",
    "reading": "policy",
    "reason_codes": "coding",
    "reasons": "coding",
}
COMPARE: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


Change = Callable[[Any], ast.AST]


@dataclass(frozen=True)
class Mutant:
    """One change: where, what stood there, what stands there now, and the whole changed file."""

    file: str
    line: int
    was: str
    now: str
    source: str

    def told(self) -> str:
        """Two lines for a person."""
        return f"  {self.file}:{self.line}\n    - {self.was}\n    + {self.now}"


def find_mutants(path: Path) -> list[Mutant]:
    """Every mutant of one file, in the order of its lines."""
    tree = ast.parse(path.read_text("utf-8"))
    plain = ast.unparse(tree).splitlines()
    mutants = [_mutant(path.name, tree, plain, place, change) for place, change in _changes(tree)]
    return [mutant for mutant in mutants if mutant.was != mutant.now]


def _mutant(file: str, tree: ast.Module, plain: list[str], place: int, change: Change) -> Mutant:
    changed = copy.deepcopy(tree)
    node = list(ast.walk(changed))[place]
    line = getattr(node, "lineno", 0)
    new = change(node)
    if new is not node:
        _Swap(node, new).visit(changed)
    source = ast.unparse(ast.fix_missing_locations(changed))
    diff = list(difflib.unified_diff(plain, source.splitlines(), n=0, lineterm=""))[3:]
    was = " / ".join(row[1:].strip() for row in diff if row.startswith("-"))
    now = " / ".join(row[1:].strip() for row in diff if row.startswith("+"))
    return Mutant(file, line, was, now, source)


class _Swap(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _changes(tree: ast.Module) -> Iterator[tuple[int, Change]]:
    left_out = _left_out(tree)
    for place, node in enumerate(ast.walk(tree)):
        if id(node) not in left_out:
            for change in _changes_of(node):
                yield place, change


def _left_out(tree: ast.Module) -> set[int]:
    """Nodes whose change says nothing: docstrings, annotations, decorators, lists of exported names."""
    roots: list[ast.AST | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            if ast.get_docstring(node) is not None:
                roots.append(node.body[0])
            roots.extend(getattr(node, "decorator_list", []))
        if isinstance(node, ast.FunctionDef):
            roots.append(node.returns)
        if isinstance(node, ast.arg | ast.AnnAssign):
            roots.append(node.annotation)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("__all__", "Word", "Decision"):
            roots.append(node)
        if isinstance(node, ast.JoinedStr):
            roots.extend(part for part in node.values if isinstance(part, ast.Constant))
            roots.extend(part.format_spec for part in node.values if isinstance(part, ast.FormattedValue))
    return {id(below) for root in roots if root is not None for below in ast.walk(root)}


def _changes_of(node: ast.AST) -> list[Change]:
    return CHANGES[type(node)](node) if type(node) in CHANGES else []


def _of_compare(node: ast.Compare) -> list[Change]:
    return [_compared(new) for new in COMPARE[type(node.ops[0])]]


def _compared(new: type[ast.cmpop]) -> Change:
    return lambda found: _set(found, "ops", [new(), *found.ops[1:]])


def _of_arithmetic(node: ast.BinOp) -> list[Change]:
    new = ARITHMETIC.get(type(node.op))
    return [lambda found: _set(found, "op", new())] if new else []


def _of_bool(node: ast.BoolOp) -> list[Change]:
    new = ast.Or if isinstance(node.op, ast.And) else ast.And
    return [lambda found: _set(found, "op", new())]


def _of_unary(node: ast.UnaryOp) -> list[Change]:
    return [lambda found: found.operand] if isinstance(node.op, ast.Not) else []


def _of_return(node: ast.Return) -> list[Change]:
    return [lambda found: _set(found, "value", ast.Constant(None))] if node.value is not None else []


def _of_constant(node: ast.Constant) -> list[Change]:
    value = node.value
    if isinstance(value, bool):
        return [lambda found: ast.Constant(not value)]
    if isinstance(value, int | float):
        return [lambda found: ast.Constant(value + 1)]
    return [lambda found: ast.Constant(f"{value}XX")] if isinstance(value, str) else []


def _negated(node: ast.AST) -> list[Change]:
    return [lambda found: _set(found, "test", ast.UnaryOp(ast.Not(), found.test))]


def _removed(node: ast.AST) -> list[Change]:
    return [lambda found: ast.Pass()]


CHANGES: dict[type[ast.AST], Callable[[Any], list[Change]]] = {
    ast.Compare: _of_compare,
    ast.BinOp: _of_arithmetic,
    ast.BoolOp: _of_bool,
    ast.UnaryOp: _of_unary,
    ast.Return: _of_return,
    ast.Constant: _of_constant,
    ast.If: _negated,
    ast.IfExp: _negated,
    ast.Expr: _removed,
    ast.Raise: _removed,
    ast.AugAssign: _removed,
}


def _set(node: ast.AST, name: str, value: object) -> ast.AST:
    setattr(node, name, value)
    return node


def survives(mutant: Mutant) -> bool:
    """Whether the tests of the rules pass all the same: the nearest ones first, then all."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copied = Path(folder)
        _copy(copied)
        (copied / "rules" / mutant.file).write_text(mutant.source, "utf-8")
        stem = mutant.file.removesuffix(".py")
        nearest = TESTS / f"test_{NEAREST.get(stem, stem)}.py"
        return _passes(copied, nearest) and _passes(copied, TESTS)


def _copy(folder: Path) -> None:
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "rules", folder / "rules", ignore=ignore)
    shutil.copytree(ROOT / TESTS, folder / TESTS, ignore=ignore)
    for package in ("tests", "tests/unit"):
        (folder / package / "__init__.py").touch()


def _passes(folder: Path, tests: Path) -> bool:
    child = os.fork()
    if child == 0:
        _run_in_child(folder, tests)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _run_in_child(folder: Path, tests: Path) -> None:
    code = 1
    with contextlib.suppress(BaseException):
        signal.alarm(TOO_LONG)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.chdir(folder)
        sys.dont_write_bytecode = True
        sys.path.insert(0, str(folder))
        for name in [name for name in sys.modules if name.split(".")[0] in ("tests", "rules")]:
            del sys.modules[name]  # those of the checkout, so that the copy's are imported
        arguments = [
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            f"--rootdir={folder}",
        ]
        code = int(pytest.main([*arguments, str(tests)]))
    os._exit(code)


def _explained() -> dict[tuple[str, str, str], str]:
    rows = tomllib.loads(EXPLAINED.read_text("utf-8")).get("survivor", [])
    return {(row["file"], row["was"], row["now"]): row["why"] for row in rows}


def _chosen(options: argparse.Namespace) -> list[Mutant]:
    chance = random.Random(options.seed)  # noqa: S311 -- a sample, not a secret
    chosen: list[Mutant] = []
    for path in sorted((ROOT / "rules").glob("*.py")):
        if options.only in (None, path.name):
            mutants = find_mutants(path)
            some = mutants if options.all else chance.sample(mutants, min(options.per_file, len(mutants)))
            chosen.extend(sorted(some, key=lambda mutant: mutant.line))
    return chosen


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Mutation run over rules/")
    parser.add_argument("--all", action="store_true", help="every mutant, not a sample")
    parser.add_argument("--per-file", type=int, default=12, help="mutants of each file in a sample")
    parser.add_argument("--seed", type=int, default=1, help="which sample")
    parser.add_argument("--jobs", type=int, default=2, help="mutants tested at a time")
    parser.add_argument("--only", help="one file of rules/, such as plan.py")
    return parser.parse_args()


def main() -> int:
    """Run, print every survivor, and return 1 when one of them is not explained."""
    options = _read_options()
    hypothesis.settings.register_profile(
        "mutants", deadline=None, derandomize=True, database=None, max_examples=40
    )
    hypothesis.settings.load_profile("mutants")
    if not survives(Mutant("codes.py", 0, "", "", (ROOT / "rules" / "codes.py").read_text("utf-8"))):
        print("The tests of the rules fail without any change: mend them first.")
        return 1
    chosen, explained, began = _chosen(options), _explained(), time.monotonic()
    counts = {True: 0, False: 0}
    with get_context("fork").Pool(options.jobs) as pool:
        for mutant, lives in zip(chosen, pool.imap(survives, chosen), strict=True):
            if lives:
                why = explained.get((mutant.file, mutant.was, mutant.now))
                counts[why is not None] += 1
                print(f"SURVIVED, {why or 'UNEXPLAINED'}\n{mutant.told()}", flush=True)
    print(
        f"{len(chosen)} mutants: {len(chosen) - sum(counts.values())} noticed, {counts[True]} explained, "
        f"{counts[False]} unexplained, in {time.monotonic() - began:.0f} s."
    )
    return 1 if counts[False] else 0


if __name__ == "__main__":
    sys.exit(main())
