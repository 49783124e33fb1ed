"""P1 to P5 under faults, in the short form: 30 rounds of every kind, each judged from what the
clients saw."""
import os
import pathlib
import random
import sys
import types
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from support import case

import power_disk
from harness.faults import DAY, YearJumps
from harness.roles import CONSENT_DAYS, CONSENT_PURPOSE, FREE_PURPOSE
from harness.rounds import Campaign, Minimum
from harness.site import KEY_DAYS

SEED = 20_260_101
# Of a build with assertions, among other tests; ./run fault asks for more.
MINIMUM = Minimum(writes=60, values=60)
NO_MOUNT = os.environ.get("LEADVAULT_NO_MOUNT") == "1"


class RoundsTest(unittest.TestCase):
    def rounds(self, group, number):
        campaign = Campaign(group, SEED, MINIMUM)
        campaign.run(number, lambda counted, result: print(
            f"{result.kind}: {result.writes} writes, {result.values} values"
            f"{', void' if result.void else ''}", flush=True))
        self.assertEqual(campaign.results[-1].violations, [])

    @unittest.skipIf(NO_MOUNT, "LEADVAULT_NO_MOUNT=1")
    def test_promises_hold_through_kills_pauses_failed_syncs_and_clock_jumps(self):
        self.rounds("live", 16)

    @unittest.skipIf(power_disk.program() is None, power_disk.NO_FUSE)
    def test_promises_hold_through_power_losses(self):
        self.rounds("power", 12)

    @unittest.skipIf(NO_MOUNT, "LEADVAULT_NO_MOUNT=1")
    def test_promises_hold_on_a_full_disk(self):
        self.rounds("full", 4)


class YearJumpsTest(unittest.TestCase):
    """What a jump by years forbids, by operations made by hand: none begun before the jump, or
    ended after the next one, is held against the vault."""

    VALUE = b"CNRY-1-a-w1n1-city-1-abcdefghijklmnop"

    def found(self, days, outcome="ok", purpose=FREE_PURPOSE, data=b"", begun=12, ended=13):
        fault = YearJumps(types.SimpleNamespace(vault=None), random.Random(1))
        fault.spans = [(days * DAY, 11, 14)]
        return [invariant for invariant, _ in fault.check([types.SimpleNamespace(
            outcome=outcome, purpose=purpose, data=data, begun=begun, ended=ended)])]

    def test_an_answer_to_an_expired_key_is_a_violation(self):
        self.assertEqual(self.found(KEY_DAYS + 1), ["P6"])
        self.assertEqual(self.found(KEY_DAYS + 1, outcome="fail"), [])
        self.assertEqual(self.found(KEY_DAYS + 1, begun=10), [])
        self.assertEqual(self.found(KEY_DAYS + 1, ended=15), [])
        self.assertEqual(self.found(KEY_DAYS - 1), [])
        self.assertEqual(self.found(-KEY_DAYS - 1), [])

    def test_a_value_given_by_an_expired_consent_is_a_violation(self):
        given = {"purpose": CONSENT_PURPOSE, "data": self.VALUE}
        self.assertEqual(self.found(CONSENT_DAYS + 1, **given), ["P5"])
        self.assertEqual(self.found(CONSENT_DAYS + 1, "info", **given), ["P5"])
        self.assertEqual(self.found(CONSENT_DAYS + 1, data=self.VALUE), [])
        self.assertEqual(self.found(CONSENT_DAYS + 1, purpose=CONSENT_PURPOSE), [])
        self.assertEqual(self.found(CONSENT_DAYS - 1, **given), [])


if __name__ == "__main__":
    if power_disk.program() is None:
        print(f"SKIPPED power loss: powerfs {power_disk.NO_FUSE}", flush=True)
    case.main()
