"""`ninebell doctor`: what is wrong with this installation, and what to do."""

import json
import sys

import click

from app.doctor import Report, examine
from app.doctor.findings import SIGNS, Level

COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "red"}


@click.command("doctor", help="Look at everything this installation needs, and say what to do.")
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def command(as_json: bool) -> None:
    """Examine, tell, and end with 1 when something failed."""
    report = examine()
    click.echo(_as_json(report) if as_json else _as_text(report))
    sys.exit(0 if report.is_well else 1)


def _as_text(report: Report) -> str:
    lines = []
    for finding in report.findings:
        sign = click.style(SIGNS[finding.level], fg=COLOURS[finding.level], bold=True)
        lines.append(f"{sign} {finding.what}")
        if finding.do:
            lines.append(f"  {finding.do}")
    return "\n".join([*lines, "", _closing(report)])


def _closing(report: Report) -> str:
    failed, warned = _count(report, Level.FAIL), _count(report, Level.WARN)
    if failed:
        return f"To put right: {failed}. To look at: {warned}."
    return f"Nothing to put right. To look at: {warned}." if warned else "All is well."


def _count(report: Report, level: Level) -> int:
    return sum(finding.level is level for finding in report.findings)


def _as_json(report: Report) -> str:
    findings = [
        {"level": str(finding.level), "what": finding.what, "do": finding.do} for finding in report.findings
    ]
    return json.dumps({"well": report.is_well, "findings": findings}, ensure_ascii=False, indent=1)
