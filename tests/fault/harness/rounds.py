"""Rounds: load, a fault, recovery, judgement. Some rounds share a vault, then a fresh one is made.

The plan of a vault's rounds follows from its seed alone; how the processes interleave does not."""
import collections
import random
import time

from support.server import StartRefused

from .faults import GROUPS, KINDS
from .site import Site, wait_until

ROUNDS_A_VAULT = 20
WORK_WITHIN_S = 10
MIXED = ("live", "power", "live", "full")  # the groups that vaults take in turn
VOIDS_IN_A_ROW_MAX = 5

Minimum = collections.namedtuple("Minimum", "writes values")
Result = collections.namedtuple(
    "Result", "group seed round kind writes values recovery_s took_s void violations")


class Campaign:
    """Rounds one after the other; `results` grows by each."""

    def __init__(self, group, seed, minimum, environment=None, rounds_a_vault=ROUNDS_A_VAULT,
                 mixed=MIXED):
        self.groups = list(mixed) if group == "mixed" else [group]
        self.seed, self.minimum, self.environment = seed, minimum, environment
        self.rounds_a_vault, self.results = rounds_a_vault, []

    def run(self, rounds, say):
        """Until so many rounds counted, or one found a violation. True when none did."""
        counted = vaults = 0
        while counted < rounds:
            group = self.groups[vaults % len(self.groups)]
            more = min(self.rounds_a_vault, rounds - counted)
            for result in self.vault_rounds(group, self.seed + vaults, more):
                self.results.append(result)
                counted += not result.void
                say(counted, result)
                if result.violations:
                    return False
            vaults += 1
        return True

    def vault_rounds(self, group, seed, rounds):
        """That many counted rounds of one vault; void ones are repeated."""
        kinds = GROUPS[group]
        site = Site(KINDS[kinds[0]].disk(), seed, self.environment)
        try:
            counted = number = voids = 0
            while counted < rounds:
                rng = random.Random(f"{seed}/{number}")
                kind = kinds[number % len(kinds)] if len(kinds) > 1 else kinds[0]
                result = self.round(site, group, seed, number, kind, rng)
                yield result
                number += 1
                counted += not result.void
                voids = voids + 1 if result.void else 0
                if result.violations:
                    return
                if voids > VOIDS_IN_A_ROW_MAX:
                    raise AssertionError(f"{voids} rounds in a row had too little work")
        finally:
            site.close()

    def round(self, site, group, seed, number, kind, rng):
        began = time.monotonic()
        fault = KINDS[kind](site, rng)
        fault.prepare()
        site.serve(fault.environment)
        site.begin(number, fault.repeats)
        wait_until(lambda: all(done >= least for done, least in zip(site.done(), self.minimum)),
                   WORK_WITHIN_S)
        time.sleep(rng.uniform(0, 0.2))
        fault.strike()
        site.end()
        writes, values = site.done()
        void = not fault.worked or writes < self.minimum.writes or values < self.minimum.values
        violations = site.judge.take_observations()
        violations += fault.check(site.judge.fresh)
        restarted = time.monotonic()
        try:
            site.serving = {}
            fault.recover()
            recovery_s = time.monotonic() - restarted
            violations += site.inspect()
            violations += site.judge.take_observations()
            violations += site.judge.check_log()
        except StartRefused as refused:
            recovery_s = time.monotonic() - restarted
            *_, said = refused.log.strip().splitlines() or [""]
            violations.append(("P2", f"the start was refused with {refused.status}: {said}"))
        return Result(group, seed, number, kind, writes, values, round(recovery_s, 3),
                      round(time.monotonic() - began, 3), void, violations)
