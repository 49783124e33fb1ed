"""P1 to P5 under faults, in the short form: 30 rounds of every kind, each judged from what the
clients saw."""
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from support import case

import power_disk
from harness.rounds import Campaign, Minimum

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
        self.rounds("live", 14)

    @unittest.skipIf(power_disk.program() is None, power_disk.NO_FUSE)
    def test_promises_hold_through_power_losses(self):
        self.rounds("power", 12)

    @unittest.skipIf(NO_MOUNT, "LEADVAULT_NO_MOUNT=1")
    def test_promises_hold_on_a_full_disk(self):
        self.rounds("full", 4)


if __name__ == "__main__":
    if power_disk.program() is None:
        print(f"SKIPPED power loss: powerfs {power_disk.NO_FUSE}", flush=True)
    case.main()
