"""`make chaos`: two school mornings in which everything breaks, and a count of what came of it."""

import argparse
import random
import sys

from tests.chaos.morning import Told, play

#: Where one process is all there is, each kill costs its whole start: more real time is needed for as many.
RATES = {"embedded": 4.0, "postgres": 6.0}
SHOWN = 25
#: A storm in which fewer of the texts went shows little: the machine did nothing but start processes.
LEAST_IN_STORM = 0.4


def main() -> int:
    """Play the mornings asked for. Returns 1 when something that must be zero is not."""
    options = _options()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)
    print(f"Chaos with --seed {seed} --pupils {options.pupils} --kills {options.kills}", flush=True)
    well = True
    for kind in options.only or list(RATES):
        rate = options.rate or RATES[kind]
        told = play(kind, options.pupils, options.kills, rate, seed, options.keep)
        say(told)
        well = well and told.counted.all_is_well and told.in_storm >= LEAST_IN_STORM
    return 0 if well else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, help="the same storm again; a new one when left out")
    parser.add_argument("--pupils", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=100, help="processes killed in each morning")
    parser.add_argument("--rate", type=float, help="how much faster than time the school's clock runs")
    parser.add_argument("--only", action="append", choices=list(RATES), help="one of the two mornings")
    parser.add_argument("--keep", action="store_true", help="keep database and logs")
    return parser.parse_args()


def say(told: Told) -> None:
    """Print a morning's count."""
    minutes = told.school_time.total_seconds() / 60
    print(
        f"\n{told.kind}: {minutes:.0f} minutes of school in {told.real_s / 60:.1f} real minutes "
        f"(time compressed {told.rate:g} times)"
    )
    print(
        f"  processes killed: {sum(told.killed.values())} {told.killed}, database restarts: {told.restarts}"
    )
    if told.ended_alone:
        print(f"  ended by themselves and started again: {told.ended_alone}")
    print(f"  faults of the provider: {dict(sorted(told.faults.items()))}")
    print(f"  staff: {told.staff}")
    print(f"  longest way of a text from its claim to the provider: {told.slowest_s:.1f} real seconds")
    print(f"  of the texts, sent while everything broke: {told.in_storm:.0%}")
    for what, number in told.counted.facts.items():
        print(f"  {what}: {number}")
    for what, lines in {**told.counted.listed_apart(), **told.counted.zeros()}.items():
        print(f"  {what}: {len(lines)}")
        for line in lines[:SHOWN]:
            print(f"      {line}")
        if len(lines) > SHOWN:
            print(f"      … and {len(lines) - SHOWN} more")
    if told.in_storm < LEAST_IN_STORM:
        print(
            "  TOO LITTLE HAPPENED IN THE STORM: this machine is too slow for it. Compress less, with --rate."
        )
    print("  ALL IS WELL" if told.counted.all_is_well else "  NOT WELL", flush=True)


if __name__ == "__main__":
    sys.exit(main())
