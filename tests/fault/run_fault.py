"""`./run fault`: rounds of load, fault, recovery and judgement against the real program."""
import argparse
import contextlib
import json
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "e2e")]

import power_disk
from harness.disk import Disk, ForgetfulDisk
from harness.faults import GROUPS, KINDS
from harness.kill_points import InitPoints, KillPoints
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
    parser.add_argument("--only", help="of points: one operation")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="every round, as JSON")
    parser.add_argument("--minimum", type=int, default=MINIMUM.writes,
                        help="acknowledged writes, and values, below which a round is void (200)")
    options = parser.parse_args(arguments)
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(2**31)
    disk = POINTS.get(options.kind) or KINDS[GROUPS.get(options.kind, ["kill"])[0]].disk
    if disk is ForgetfulDisk:
        power_disk.skip_without_powerfs("power loss")
    return options


def progress(rounds):
    def say(counted, result):
        if result.violations or result.void or counted % EVERY == 0 or counted == rounds:
            state = "void" if result.void else f"{len(result.violations)} violations"
            print(f"{counted}/{rounds}  {result.kind}: {result.writes} writes, {result.values}"
                  f" values, recovered in {result.recovery_s} s, {state}", flush=True)
    return say


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
    """Every kill point once. The exit code."""
    disk, violations = POINTS[options.kind], []
    if options.only in (None, "init"):
        violations = InitPoints(disk, print).run()
    if options.only != "init" and not violations:
        with contextlib.closing(Site(disk(), options.seed)) as site:
            points = KillPoints(site, options.seed, print)
            points.run(options.only)
            violations = points.violations
    for invariant, text in violations:
        print(f"{invariant}: {text}")
    return 1 if violations else 0


def main():
    options = parse(sys.argv[1:])
    if options.kind in POINTS:
        return kill_points(options)
    campaign = Campaign(options.kind, options.seed, Minimum(options.minimum, options.minimum),
                        mixed=possible(options.kind))
    print(f"{options.rounds} rounds of {options.kind}, seed {options.seed}", flush=True)
    passed = campaign.run(options.rounds, progress(options.rounds))
    summary(campaign.results)
    if options.json:
        options.json.write_text(json.dumps([result._asdict() for result in campaign.results],
                                           indent=1) + "\n")
    if not passed:
        failed = campaign.results[-1]
        for invariant, text in failed.violations[:20]:
            print(f"{invariant}: {text}")
        print(f"reproduce: {reproduce(failed)}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
