"""`/metrics`: how things stand, as Prometheus reads it. Numbers only, for all schools together.

Nearly every figure comes from the rows and is read at the moment of asking, so it is the same from whichever
process it is asked. Only how another engine than our own does is known to each process for itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.parsers.fallback import FallbackParser
from storage.figures import Figures

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "ninebell_"
#: How a provider's circuit stands, as a number that an alarm can compare.
CIRCUIT = {"closed": 0, "half_open": 1, "open": 2}
Labels = Mapping[str, str]
NO_LABELS: Labels = {}


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure, or several told apart by labels. One without samples is left out."""

    name: str
    help: str
    samples: Sequence[tuple[Labels, float]]


def render_metrics(figures: Figures, parser: FallbackParser | None = None) -> str:
    """The figures as a page for Prometheus.

    parser: the engine with another one to fall back to, where there are two.
    """
    gauges = [*_gauges(figures), *(_of_rasa(parser) if parser else ())]
    return "".join(_render(gauge) for gauge in gauges if gauge.samples)


def _gauges(figures: Figures) -> Iterable[Gauge]:
    yield Gauge("cases_open", "Follow-ups that are open.", _by("state", figures.cases))
    yield Gauge(
        "cases_standing_still",
        "Open follow-ups without a next step in the future and without a person's name. Must be 0.",
        _one(figures.cases_standing_still),
    )
    yield Gauge("messages", "Outgoing messages on their way, by state.", _by("state", figures.messages))
    yield Gauge(
        "oldest_ready_message_age_seconds",
        "Since the longest waiting could go.",
        _one(figures.oldest_ready_s),
    )
    yield Gauge("inbound_unhandled", "Messages in that are not taken in.", _one(figures.inbound_unhandled))
    yield Gauge(
        "oldest_inbound_age_seconds", "Since the oldest of them came.", _one(figures.oldest_inbound_s)
    )
    yield from _of_people(figures)
    yield from _of_machines(figures)


def _of_people(figures: Figures) -> Iterable[Gauge]:
    kinds = sorted({kind for kind, _ in figures.tasks})
    every = [({"kind": kind}, _tasks(figures, kind, (False, True))) for kind in kinds]
    late = [({"kind": kind}, _tasks(figures, kind, (True,))) for kind in kinds]
    yield Gauge("tasks_open", "Tasks that people have, by kind.", every)
    yield Gauge("tasks_overdue", "Those of them whose time has passed.", late)
    yield Gauge(
        "urgent_tasks_unacknowledged", "Urgent tasks nobody has seen.", _one(figures.tasks_unacknowledged)
    )
    yield Gauge("registers_missing", "Registers past their close, not here.", _one(figures.registers_missing))


def _of_machines(figures: Figures) -> Iterable[Gauge]:
    circuits = [
        ({"provider": key}, float(CIRCUIT[state])) for key, state in sorted(figures.providers.items())
    ]
    yield Gauge("provider_circuit", "0: texts go; 1: one is tried; 2: none goes.", circuits)
    yield Gauge("troubles_open", "What must not be and is, by kind.", _by("kind", figures.troubles))
    yield Gauge("trouble", "1 while anything is wrong.", _one(1 if figures.troubles else 0))
    yield Gauge("last_tick_age_seconds", "Since any clock last beat.", _one(figures.last_tick_s))
    yield Gauge(
        "last_clean_audit_age_seconds",
        "Since the auditor last found nothing wrong.",
        _one(figures.last_clean_audit_s),
    )


def _of_rasa(parser: FallbackParser) -> Iterable[Gauge]:
    yield Gauge(
        "rasa_failing", "1 while this process's last try with Rasa failed.", _one(float(parser.is_failing))
    )
    yield Gauge(
        "rasa_fallen_back", "Messages our own engine read for Rasa in this process.", _one(parser.fallen_back)
    )


def _tasks(figures: Figures, kind: str, late: tuple[bool, ...]) -> float:
    return sum(figures.tasks.get((kind, each), 0) for each in late)


def _one(value: float | None) -> list[tuple[Labels, float]]:
    return [] if value is None else [(NO_LABELS, value)]


def _by(label: str, values: Mapping[str, int]) -> list[tuple[Labels, float]]:
    return [({label: key}, float(number)) for key, number in sorted(values.items())]


def _render(gauge: Gauge) -> str:
    name = PREFIX + gauge.name
    lines = [f"# HELP {name} {gauge.help}", f"# TYPE {name} gauge"]
    lines += [f"{name}{_labels(labels)} {value:g}" for labels, value in gauge.samples]
    return "\n".join(lines) + "\n"


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{key}="{_escaped(value)}"' for key, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
