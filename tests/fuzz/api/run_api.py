"""`./run fuzz api`: random calls against a running vault, every answer held against a model."""
import argparse
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))

from gates import Caller, Mismatch
from model import Tenant as Model
from policy import Policy
from steps import Steps
from support.events import by_id, events, lead_in
from support.server import SOURCE, Vault
from support.tenant import Tenant

# Who calls: name, role, the purposes that its key is bound to.
CALLERS = [
    ("crm", "crm_integration", ["sales_outreach", "qualification", "contract"]),
    ("importer", "crm_integration", ["lead_intake", "email_marketing"]),
    ("rep", "sales_rep", ["sales_outreach", "qualification"]),
    ("marketing", "marketing", ["email_marketing"]),
    ("agent", "privacy_agent", ["subject_request"]),
    ("officer", "compliance_officer", ["audit"]),
]
STRANGERS = [
    ("stranger", "crm_integration", ["qualification", "sales_outreach"]),
    ("supervisor", "compliance_officer", ["audit"]),
]


def callers_of(tenant, named):
    model = Model()
    return [Caller(name, tenant.principal(name, role, purposes), role, purposes, model)
            for name, role, purposes in named]


def check_releases(releases, callers):
    """P1: whatever was shown stands in the log, for its reader, purpose, lead and fields."""
    log = {}
    for officer in (one for one in callers if one.role == "compliance_officer"):
        log.update(by_id(events(officer.api, kind="release")))
    for entry, caller, purpose, lead, decided in releases:
        event = log.get(entry)
        item = event and lead_in(event, lead)
        views = {view: sorted(field for field, what in decided.items() if what == view)
                 for view in ("value", "mask")}
        if not item or (event["principal"], event["purpose"]) != (caller.principal.id, purpose) or \
                sorted(item["released"]) != views["value"] or \
                sorted(item["masked"]) != views["mask"]:
            raise Mismatch(f"{caller.name} read {decided} of {lead}; the log says {event}")


def run(steps, seed, say=print):
    """A vault of its own, `steps` random calls from this seed, and a look into the log."""
    started = time.monotonic()
    with Vault() as vault:
        vault.init().start()
        acme, globex = Tenant(vault, "acme"), Tenant(vault, "globex")
        callers = callers_of(acme, CALLERS) + callers_of(globex, STRANGERS)
        fuzzer = Steps(random.Random(seed), Policy(SOURCE), callers)
        number = 0
        try:
            for number in range(steps):
                fuzzer.step()
            check_releases(fuzzer.releases, callers)
        except BaseException:
            say(f"seed {seed} failed at step {number}, after: {', '.join(fuzzer.said)}")
            raise
        leads = sum(len(tenant.leads) for tenant in {one.tenant for one in callers})
        if vault.stop() != 0:
            raise Mismatch("the server did not stop in order")
    say(f"{steps} calls as the model says, {leads} leads, {len(fuzzer.releases)} releases in the "
        f"log, seed {seed}, {time.monotonic() - started:.0f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="run fuzz api", description=__doc__)
    parser.add_argument("--steps", type=int, default=20_000, help="calls (20,000)")
    parser.add_argument("--seed", type=int, help="of the calls (drawn, and printed)")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(2**32)
    print(f"API calls: {options.steps}, seed {seed}", flush=True)
    try:
        run(options.steps, seed)
    except Mismatch as mismatch:
        sys.exit(f"MISMATCH: {mismatch}")


if __name__ == "__main__":
    main()
