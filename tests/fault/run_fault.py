"""`./run fault`: kill rounds for as long as asked, then the injected faults."""
import argparse
import pathlib
import random
import subprocess
import sys

import crash

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(prog="run fault", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="kill rounds (100)")
    parser.add_argument("--seed", type=int, help="of the kill rounds (drawn, and printed)")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(2**32)
    print(f"Kill rounds: {options.rounds}, seed {seed}", flush=True)
    crash.run_rounds(options.rounds, seed)
    status = 0
    for name in ("log_fault_test.py", "freshness_test.py"):
        done = subprocess.run([sys.executable, str(HERE / name)])
        status = status or (done.returncode if done.returncode != 77 else 0)
    return status


if __name__ == "__main__":
    sys.exit(main())
