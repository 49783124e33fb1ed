"""`./run fault`: rounds of load, fault, recovery and judgement against the real program."""
import argparse
import contextlib
import functools
import json
import pathlib
import random
import signal
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e")]

import power_disk
from harness import planted
from harness.disk import Disk, ForgetfulDisk
from harness.faults import GROUPS, KINDS
from harness.kill_points import OPERATIONS, InitPoints, KillPoints
from harness.rounds import MIXED, Campaign, Minimum
from harness.site import Site

MINIMUM = Minimum(writes=200, values=200)
EVERY = 10  # progress lines
POINTS = {"points": Disk, "power-points": ForgetfulDisk}


def parse(arguments):
    parser = argparse.ArgumentParser(prog="run fault", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="rounds that count (100)")
    parser.add_argument("--seed", type=int, help="of the plan (drawn, and printed)")
    parser.add_argument("--kind", default="mixed", choices=["mixed", *GROUPS, *POINTS],
                        help="one kind of fault, a group of kinds, mixed; or points: every call of"
                             " every operation of several steps, once")
    parser.add_argument("--only", metavar="NAME", help="of points, one operation; of planted faults,"
                                                       " one of them")
    parser.add_argument("--planted", action="store_true",
                        help="a build with defects instead: each must be found in 200 rounds")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="every round, a JSON object a line")
    parser.add_argument("--minimum", type=int, default=MINIMUM.writes,
                        help="acknowledged writes, and values, below which a round is void (200)")
    options = parser.parse_args(arguments)
    if options.kind in POINTS and options.only not in (None, "init", *OPERATIONS):
        parser.error(f"--only takes init, {', '.join(OPERATIONS)}")
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(2**31)
    disk = POINTS.get(options.kind) or KINDS[GROUPS.get(options.kind, ["kill"])[0]].disk
    if disk is ForgetfulDisk:
        power_disk.skip_without_powerfs("power loss")
    return options


class Progress:
    """Tells of a campaign while it runs: a line now and then, and every round into a file."""

    def __init__(self, rounds, path):
        self.rounds, self.file = rounds, open(path, "w") if path else None

    def __call__(self, counted, result):
        if self.file:
            print(json.dumps(result._asdict()), file=self.file, flush=True)
        if result.violations or result.void or counted % EVERY == 0 or counted == self.rounds:
            state = "void" if result.void else f"{len(result.violations)} violations"
            print(f"{counted}/{self.rounds}  {result.kind}: {result.writes} writes,"
                  f" {result.values} values, recovered in {result.recovery_s} s, {state}",
                  flush=True)


def summary(results):
    """One line for each kind."""
    for kind in sorted({result.kind for result in results}):
        mine = [result for result in results if result.kind == kind]
        good = [result for result in mine if not result.void]
        print(f"{kind}: {len(good)} rounds, {len(mine) - len(good)} void,"
              f" {sum(result.writes for result in good)} acknowledged writes,"
              f" {sum(result.values for result in good)} values received,"
              f" recovery at most {max((result.recovery_s for result in good), default=0)} s,"
              f" {sum(len(result.violations) for result in mine)} violations")


def reproduce(result):
    return f"./run fault --kind {result.group} --seed {result.seed} --rounds {result.round + 1}"


def possible(kind):
    """The groups that can run here; says which cannot."""
    if kind != "mixed" or power_disk.program() is not None:
        return MIXED
    print(f"SKIPPED power loss: powerfs {power_disk.NO_FUSE}", flush=True)
    return tuple(group for group in MIXED if group != "power")


def kill_points(options):
    """Every kill point once, of each operation on a vault of its own. The exit code."""
    disk, violations = POINTS[options.kind], []
    say = functools.partial(print, flush=True)
    print(f"{options.kind}, seed {options.seed}", flush=True)
    if options.only in (None, "init"):
        violations = InitPoints(disk, say).run()
    for name in OPERATIONS:
        if options.only in (None, name) and not violations:
            with contextlib.closing(Site(disk(), options.seed)) as site:
                points = KillPoints(site, options.seed, say)
                points.run(name)
                violations = points.violations
    for invariant, text in violations:
        print(f"{invariant}: {text}")
    return 1 if violations else 0


def planted_faults(options):
    """Hunts each defect of the planted build. The exit code."""
    power_disk.skip_without_powerfs("planted faults")
    minimum = Minimum(options.minimum, options.minimum)
    say = functools.partial(print, flush=True)
    return 1 if planted.hunt_all(options.seed, minimum, say, options.only) else 0


def main():
    options = parse(sys.argv[1:])
    if options.planted:
        return planted_faults(options)
    if options.kind in POINTS:
        return kill_points(options)
    campaign = Campaign(options.kind, options.seed, Minimum(options.minimum, options.minimum),
                        mixed=possible(options.kind))
    print(f"{options.rounds} rounds of {options.kind}, seed {options.seed}", flush=True)
    passed = campaign.run(options.rounds, Progress(options.rounds, options.json))
    summary(campaign.results)
    if not passed:
        failed = campaign.results[-1]
        for invariant, text in failed.violations[:20]:
            print(f"{invariant}: {text}")
        print(f"reproduce: {reproduce(failed)}")
    return 0 if passed else 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # leaves no server and no mount behind
    sys.exit(main())
