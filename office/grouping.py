"""How reports are laid out: families together, the ones to look at closely first."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from rules.codes import is_on_site
from storage.review import ReportToReview

Groups = list[tuple[str, str, list[ReportToReview]]]

CLOSELY = ("Look closely", "something here needs a person's eye")
PLAIN = ("Plain", "a listed contact, a clear reason")
HEAD = ("For the head", "leave is granted by the head only")


def by_family(rows: Iterable[ReportToReview]) -> list[tuple[tuple[str, int], list[ReportToReview]]]:
    """Neighbouring reports of one family, together."""
    return [(key, list(members)) for key, members in groupby(rows, key=lambda row: row.family_key)]


def review_groups(rows: Iterable[ReportToReview], is_head: bool) -> Groups:
    """The parts of Review that have something in them, in the order in which a person should go through.

    Args:
        rows: doubtful first, families together.
        is_head: the head sees first what only the head may decide.
    """
    parts: dict[tuple[str, str], list[ReportToReview]] = {CLOSELY: [], PLAIN: [], HEAD: []}
    for _, members in by_family(rows):
        parts[_part(members)].extend(members)
    order = (HEAD, CLOSELY, PLAIN) if is_head else (CLOSELY, PLAIN, HEAD)
    return [(title, note, parts[title, note]) for title, note in order if parts[title, note]]


def _part(members: list[ReportToReview]) -> tuple[str, str]:
    if all(row.report.decided_by == "head" for row in members):
        return HEAD
    return CLOSELY if any(_needs_an_eye(row) for row in members) else PLAIN


def _needs_an_eye(row: ReportToReview) -> bool:
    vulnerable = row.pupil is not None and row.pupil.vulnerable
    in_school = any(is_on_site(code) for _, code in row.marks)
    plain = row.report.standing == "listed" and row.pupil is not None and not row.same_name
    return row.report.doubtful or vulnerable or in_school or not plain


FILTERS: dict[str, Any] = {"by_family": by_family, "review_groups": review_groups}
