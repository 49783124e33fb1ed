"""Random calls in the short form: the same ones each time, and others each time."""
import random
import unittest

import run_api  # also finds the support folder of the end-to-end tests

from support import case

STEPS, SEED = 700, 20_260_101


class ModelTest(unittest.TestCase):
    def test_known_calls_are_answered_as_the_model_says(self):
        run_api.run(STEPS, SEED)

    def test_new_calls_are_answered_as_the_model_says(self):
        run_api.run(STEPS, random.SystemRandom().randrange(2**32))


if __name__ == "__main__":
    case.main()
