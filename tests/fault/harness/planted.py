"""The harness proves itself: each defect of planted.txt, built into a program of its own, must be
found within 200 rounds."""
import pathlib

from .rounds import Campaign

VARIABLE = "LEADVAULT_PLANTED"
LIST = pathlib.Path(__file__).resolve().parents[1] / "planted.txt"
ROUNDS_MAX = 200
# The kind of round that the defect is looked for with; kill -9 for the others.
KINDS = {
    "synchronous-normal": "power-loss",
    "audit-without-fdatasync": "power-loss",
    "no-folder-fsync": "power-loss",
    "checkpoint-before-leaves": "power-loss",
    "eio-retried": "lost-sync",
    "audit-after-reply": "power-loss",
    "ack-before-commit": "power-loss",
    "idempotency-apart": "kill-at-call",
}


def names():
    return [line.split()[0] for line in LIST.read_text().splitlines()
            if line and not line.startswith("#")]


def hunt(name, seed, minimum):
    """(rounds it took, the violations); no violations when it was not found."""
    campaign = Campaign(KINDS.get(name, "kill"), seed, minimum, {VARIABLE: name})
    campaign.run(ROUNDS_MAX, lambda counted, result: None)
    return len(campaign.results), campaign.results[-1].violations


def hunt_all(seed, minimum, say, only=None):
    """How many survived."""
    survived = 0
    for name in names():
        if only not in (None, name):
            continue
        rounds, violations = hunt(name, seed, minimum)
        survived += not violations
        found = ", ".join(sorted({invariant for invariant, _ in violations}))
        told = f"found in round {rounds} ({found}: {violations[0][1][:160]})" if violations \
            else f"SURVIVED {rounds} rounds"
        say(f"{name}: {told}")
    return survived
