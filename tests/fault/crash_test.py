"""P1 and P2 under kill -9, in the short form."""
import unittest

import crash  # also finds the support folder of the end-to-end tests

from support import case

ROUNDS, SEED = 20, 20_260_101


class CrashTest(unittest.TestCase):
    def test_p1_p2_what_was_acknowledged_and_what_was_released_survive_kill_9(self):
        crash.run_rounds(ROUNDS, SEED)


if __name__ == "__main__":
    case.main()
