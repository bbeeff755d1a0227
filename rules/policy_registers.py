"""The parts of a policy about registers, and about who is told of an urgent task."""

from __future__ import annotations

from typing import Any

from rules.pushing import PushRule
from rules.reading import Table
from rules.registers import RegisterRules
from rules.steps import Role

LONGEST_PUSH_GAP = 5  # minutes: nobody waits longer for the next person to be told of an urgent task
FIRST_TOLD = Role.SAFEGUARDING_LEAD
LAST_TOLD = Role.HEAD


def read_push(table: Table) -> PushRule:
    """The `[push]` of a policy. Raises PolicyError, also where the chain could end with nobody told."""
    rule = PushRule(table.words("chain", Role), table.whole("gap_minutes", 1, LONGEST_PUSH_GAP))
    if len(set(rule.chain)) < len(rule.chain):
        raise table.fail("chain", "each person is told once; write every role once.")
    if rule.chain[:1] != (FIRST_TOLD,):
        raise table.fail("chain", f'the lead is told first; begin the list with "{FIRST_TOLD}".')
    if rule.chain[-1] is not LAST_TOLD:
        raise table.fail(
            "chain", f'somebody must answer in the end; let "{LAST_TOLD}" be the last of the list.'
        )
    table.finish()
    return rule


def push_to_dict(rule: PushRule) -> dict[str, Any]:
    """The rule as a policy writes it."""
    return {"chain": [str(role) for role in rule.chain], "gap_minutes": rule.gap_minutes}


def read_registers(table: Table) -> RegisterRules:
    """The `[registers]` of a policy. Raises PolicyError when a number is outside its limits."""
    rules = RegisterRules(
        missing_minutes=table.whole("missing_minutes", 1, 15),
        deputy_minutes=table.whole("deputy_minutes", 1, 15),
        unusual_least=table.whole("unusual_least", 2, 40),
        unusual_percent=table.whole("unusual_percent", 5, 100),
        check_minutes=table.whole("check_minutes", 0, 10),
        overdue_minutes=table.whole("overdue_minutes", 5, 30),
    )
    table.finish()
    return rules
