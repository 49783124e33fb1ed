"""P2 at every call: making a vault, withdrawing a consent and recovering are killed at their writes,
syncs and renames in turn; `init`, a patch, a page of an import and a checkpoint lose power as well,
where powerfs is. `./run fault --kind points` and `power-points` have the other operations, and every
call of `init`."""
import contextlib
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from support import case

import power_disk
from harness.disk import Disk, ForgetfulDisk
from harness.kill_points import InitPoints, KillPoints
from harness.site import Site

SEED = 20_260_101
DISKS = [Disk] if power_disk.program() is None else [Disk, ForgetfulDisk]
NO_MOUNT = os.environ.get("LEADVAULT_NO_MOUNT") == "1"


@unittest.skipIf(NO_MOUNT, "LEADVAULT_NO_MOUNT=1")
class PointsTest(unittest.TestCase):
    def test_p2_an_init_that_was_killed_made_a_vault_or_can_be_repeated(self):
        for disk in DISKS:
            with self.subTest(disk=disk.__name__):
                points = InitPoints(disk, print)
                self.assertEqual(points.run(leap=4), [])
                self.assertGreater(points.points, 20)

    def test_p2_p5_a_withdrawal_and_a_recovery_that_were_killed_are_done_or_undone(self):
        self.killed_in(Disk, ["withdraw", "start"], at_least=40)

    @unittest.skipIf(power_disk.program() is None, power_disk.NO_FUSE)
    def test_p2_what_loses_power_at_any_call_is_done_or_undone(self):
        self.killed_in(ForgetfulDisk, ["patch", "import", "checkpoint"], at_least=20)

    def killed_in(self, disk, operations, at_least):
        with contextlib.closing(Site(disk(), SEED)) as site:
            points = KillPoints(site, SEED, print)
            for name in operations:
                points.run(name)
                self.assertEqual(points.violations, [])
            self.assertGreater(points.points, at_least)


if __name__ == "__main__":
    if NO_MOUNT:
        print("SKIPPED kill points: LEADVAULT_NO_MOUNT=1", flush=True)
    if power_disk.program() is None:
        print(f"SKIPPED power loss at each call: powerfs {power_disk.NO_FUSE}", flush=True)
    case.main()
