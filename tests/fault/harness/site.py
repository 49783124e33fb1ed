"""Site: one vault on its disk, the processes of its clients, and the inspectors that look at it
after each fault."""
import json
import os
import pathlib
import selectors
import signal
import subprocess
import sys
import time

from judge.judge import Judge
from support.server import Vault
from support.tenant import Tenant

from .canary import FIELDS
from .observer import Identity, Observer
from .roles import CONSENT_PURPOSE, FREE_PURPOSE

HERE = pathlib.Path(__file__).resolve().parent
TENANTS = ("a", "b")
PURPOSES = [CONSENT_PURPOSE, FREE_PURPOSE]
# Name, tenant, what it does, and the role and purposes of its principal.
CLIENTS = (
    ("w1", "a", "writer", "crm_integration", PURPOSES),
    ("w2", "a", "writer", "crm_integration", PURPOSES),
    ("w3", "b", "writer", "crm_integration", PURPOSES),
    ("r1", "a", "reader", "crm_integration", PURPOSES),
    ("r2", "b", "reader", "crm_integration", PURPOSES),
    ("m1", "a", "masked", "sales_rep", PURPOSES),
    ("x1", "a", "exporter", "crm_integration", PURPOSES),
    ("i1", "b", "importer", "crm_integration", PURPOSES),
    ("o1", "a", "witness", "compliance_officer", ["audit"]),
    ("o2", "b", "witness", "compliance_officer", ["audit"]),
)
SLOT_BYTES = 16
STOP_S = 60
KEY_DAYS = 366
BATCH = 1_000


class Client:
    """A client's process, as the driver holds it."""

    def __init__(self, setup, key):
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "client_main.py"), json.dumps(setup)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        self.name = setup["name"]
        self.send_line(key)

    def send_line(self, text):
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def stopped(self):
        """Waits until it has ended what it was at."""
        with selectors.DefaultSelector() as ready:
            ready.register(self.process.stdout, selectors.EVENT_READ)
            if not ready.select(STOP_S) or self.process.stdout.readline() != b"stopped\n":
                raise AssertionError(f"client {self.name} did not stop, or it died")

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.process.stdout.close()


class Site:
    def __init__(self, disk, seed, environment=None):
        self.vault, self.disk = Vault(environment), disk
        self.clients, self.round, self.serving = [], 0, {}
        self.disk.attach(self.vault)
        try:
            self.make(seed)
        except BaseException:
            self.close()
            raise

    def make(self, seed):
        self.vault.init().shrink_log().start()
        self.observations = self.vault.folder / "observations"
        self.observations.mkdir(mode=0o700)
        self.work = self.observations / "work"
        self.work.write_bytes(bytes(SLOT_BYTES * len(CLIENTS)))
        self.populate(seed)
        self.disk.settle()

    def populate(self, seed):
        tenants = {name: Tenant(self.vault, name, KEY_DAYS) for name in TENANTS}
        self.inspectors = {}
        for name, tenant in tenants.items():
            made = tenant.principal(f"inspector-{name}", "crm_integration", PURPOSES)
            self.inspectors[name] = Observer(
                self.observations, f"inspector-{name}", Identity(name, made.id, made.key),
                self.vault.ca_file)
        for slot, (name, tenant, does, role, purposes) in enumerate(CLIENTS):
            made = tenants[tenant].principal(name, role, purposes)
            self.clients.append(Client({
                "folder": str(self.observations), "name": name, "tenant": tenant, "role": does,
                "tenants": TENANTS, "principal": made.id, "ca_file": str(self.vault.ca_file),
                "slot": slot, "seed": seed}, made.key))
        self.judge = Judge.of_vault(
            self.vault.data, self.vault.key_file, self.observations,
            [tenant.id for tenant in tenants.values()])

    def serve(self, environment):
        """A server that runs in this environment: the one that does, or one started anew."""
        if environment != self.serving:
            if self.vault.stop() != 0:
                raise AssertionError("an idle server did not end in order")
            self.vault.environment.update(environment)
            self.vault.start()
            for name in environment:
                del self.vault.environment[name]
            self.serving = environment

    def begin(self, round_number, repeats):
        self.round = round_number
        with open(self.work, "r+b") as file:  # the clients are at rest
            file.write(bytes(SLOT_BYTES * len(self.clients)))
        for client in self.clients:
            client.send_line(json.dumps({"port": self.vault.port, "round": round_number,
                                         "repeats": repeats}))

    def done(self):
        """(acknowledged writes, values received) of this round so far."""
        data = self.work.read_bytes()
        numbers = [int.from_bytes(data[at:at + 8], "little") for at in range(0, len(data), 8)]
        return sum(numbers[0::2]), sum(numbers[1::2])

    def end(self):
        for client in self.clients:
            client.send_line(json.dumps({"stop": True}))
        for client in self.clients:
            client.stopped()

    def inspect(self):
        """What the vault gives after the restart, held against the model. Violations."""
        found = []
        for tenant, inspector in self.inspectors.items():
            inspector.meet(self.vault.port, self.round)
            views = self.export(inspector)
            if views is None:
                found.append(("I1", f"after the restart the leads of {tenant} cannot be read"))
                continue
            consents = self.consents(inspector, views[-BATCH:])
            found += self.judge.see_leads(tenant, views, consents)
            found += self.erased(tenant, inspector)
        return found

    def export(self, inspector):
        reply = inspector.call("export", "POST", "/v1/exports", {"fields": list(FIELDS)},
                               purpose=FREE_PURPOSE, fields=FIELDS)
        if reply is None or reply.status != 200:
            return None
        lines = [json.loads(line) for line in reply.body.splitlines()]
        return [line for line in lines if "id" in line]

    def consents(self, inspector, views):
        """{lead id: whether its consent is in force}, by asking for the purpose that needs it."""
        ids = [view["id"] for view in views]
        answer = self.batch(inspector, ids, CONSENT_PURPOSE) if ids else []
        return {item["id"]: "error" not in item for item in answer}

    def erased(self, tenant, inspector):
        """I4: whose erasure was acknowledged is not found, whatever was put back."""
        ids = [lead.asked_as for lead in self.judge.model.leads.values()
               if lead.tenant == tenant and lead.erased_at is not None]
        answer = self.batch(inspector, ids[-BATCH:], FREE_PURPOSE) if ids else []
        return [("I4", f"erased lead {item['id']} is answered with {item.keys()}")
                for item in answer if item.get("error", {}).get("code") != "not-found"]

    def batch(self, inspector, ids, purpose):
        reply = inspector.call("read", "POST", "/v1/leads/batch-get",
                               {"ids": ids, "fields": list(FIELDS)}, purpose=purpose,
                               leads=ids, fields=FIELDS)
        if reply is None or reply.status != 200:
            return []
        return json.loads(reply.body)["data"]

    def close(self):
        for client in self.clients:
            client.close()
        self.vault.kill()
        self.disk.close()
        self.vault.close()


def wait_until(true, within_s, step_s=0.01):
    """Whether it became true in time."""
    deadline = time.monotonic() + within_s
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(step_s)
    return True
