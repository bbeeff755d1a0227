"""`make hosts`: a morning over three hosts, one of which is cut off in mid-storm, and a count of it."""

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

from tests.hosts.dead_host import PROMISED_S, held_by_a_dead_host
from tests.hosts.late_text import taken_after_all
from tests.hosts.morning import CUT, Morning, Told
from tests.hosts.network import Network, NoNamespaces
from tests.hosts.server import Server

SHOWN = 25
#: The provider's client waits 10 s twice, a claim holds 60: no faster, or a claim would end under its owner.
RATE = 3.0


def main() -> int:
    """Play the morning. Returns 1 when what must be zero is not, 2 when it cannot be played here."""
    options = _options()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)
    print(f"Three hosts with --seed {seed} --pupils {options.pupils} --rate {options.rate:g}", flush=True)
    network, folder = Network(), Path(tempfile.mkdtemp(prefix="ninebell-hosts-"))
    try:
        network.up()
        with network.being_at_the_hub():
            told = _play(network, folder, options.pupils, options.rate, seed)
    except NoNamespaces as problem:
        print(problem, file=sys.stderr)
        return 2
    finally:
        network.down()
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    return 0 if say(told, options.rate) else 1


def _play(network: Network, folder: Path, pupils: int, rate: float, seed: int) -> Told:
    server = Server(folder / "postgres")
    try:
        taken_s, noticed_s = held_by_a_dead_host(network, server)
        print(f"  a row that a host had locked was another's {taken_s:.0f} s after the host was cut off,")
        print(f"  and the host itself noticed after {noticed_s:.0f} s")
        assert max(taken_s, noticed_s) < PROMISED_S, f"longer than {PROMISED_S:.0f} s"
        late = taken_after_all(network)
        print(f"  texts that the provider took after a host had given them up: {late}", flush=True)
        assert late == 0, "a text that was given up was handed over later"
        morning = Morning(network, server, folder / "site", pupils, rate, seed)
        try:
            return morning.play()
        finally:
            morning.close()
    finally:
        server.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.hosts", description=__doc__)
    parser.add_argument("--seed", type=int, help="the same morning again; a new one when left out")
    parser.add_argument("--pupils", type=int, default=2000, help="a tenth of them is away unexplained")
    parser.add_argument("--rate", type=float, default=RATE, help="how much faster the school's clock runs")
    parser.add_argument("--keep", action="store_true", help="keep database and logs")
    return parser.parse_args()


def say(told: Told, rate: float) -> bool:
    """Print the count. Returns whether all is well."""
    minutes = told.school_time.total_seconds() / 60
    real = told.real_s / 60
    print(f"\n{minutes:.0f} minutes of school in {real:.1f} real minutes (compressed {rate:g} times)")
    print(f"  texts sent by each host: {told.sent_by}; by {CUT} after its return: {told.sent_after_return}")
    print(f"  staff: {told.staff}")
    for what, number in told.counted.facts.items():
        print(f"  {what}: {number}")
    zeros = told.counted.zeros() | {
        "processes that ended though nobody asked them": told.ended_alone,
        "hosts that sent nothing after their return": [] if told.sent_after_return else [CUT],
    }
    for what, lines in {**told.counted.listed_apart(), **zeros}.items():
        print(f"  {what}: {len(lines)}")
        for line in lines[:SHOWN]:
            print(f"      {line}")
    well = not any(zeros.values())
    print("  ALL IS WELL" if well else "  NOT WELL", flush=True)
    return well


if __name__ == "__main__":
    sys.exit(main())
