"""Kill points: each operation of several steps is killed at its first write, its second, … until
it completes untouched, and then right after it; and so for every kind of call. After each kill
everything is judged."""
import collections
import contextlib
import json
import random
import re
import subprocess
import time

from support.server import StartRefused, Vault, binary, run

from . import canary
from .roles import CONSENT_PURPOSE, body_of
from .site import wait_until
from .tracer import Tracer

OPERATIONS = ("create", "patch", "withdraw", "erase", "import", "roll", "checkpoint", "stop",
              "start")
CALLS = ("write", "pwrite64", "fdatasync", "fsync", "rename", "ftruncate")
TRACED = ",".join(CALLS)
ROWS, MANY_ROWS = 5, 1_000
ROOM_BYTES = 400_000
CHECKPOINT_S = 5
SETTLE_S = 0.05
STOP_S = 20
RECORDINGS, TRIES = 2, 3


class Operations:
    """What is killed, one after the other, with and without a power loss."""

    def __init__(self, site, rng):
        self.site, self.rng = site, rng
        self.client = site.inspectors["a"]
        self.count, self.lead, self.many = 0, None, []

    def tag(self):
        self.count += 1
        return f"kp{self.count}"

    def values(self, tag, version, fields=canary.FIELDS):
        return {field: canary.make(self.site.round, "a", tag, field, version) for field in fields}

    def create(self):
        tag = self.tag()
        fields = self.values(tag, 1)
        reply = self.client.call("create", "POST", "/v1/leads", body_of(fields, True),
                                 headers={"Idempotency-Key": tag}, tag=tag, idem=tag,
                                 writes=fields, consent=True)
        if reply is not None:
            self.lead = tag, json.loads(reply.body)["id"]

    def patch(self):
        tag, lead = self.lead
        fields = self.values(tag, 2, ("city", "email"))
        self.client.call("patch", "PATCH", f"/v1/leads/{lead}", {"fields": fields},
                         headers={"If-Match": '"1"'}, tag=tag, lead=lead, based_on=1,
                         writes=fields)

    def withdraw(self):
        tag, lead = self.lead
        key = self.tag()
        self.client.call("withdraw", "POST",
                         f"/v1/leads/{lead}/consents/{CONSENT_PURPOSE}/withdraw",
                         headers={"Idempotency-Key": key}, tag=tag, lead=lead, idem=key, writes={})

    def erase(self):
        tag, lead = self.lead
        self.client.call("erase", "DELETE", f"/v1/leads/{lead}", tag=tag, lead=lead, writes={})

    def open_import(self):
        reply = self.client.call("open-import", "POST", "/v1/imports", {"name": self.tag()})
        self.job = json.loads(reply.body)["id"]

    def import_page(self, rows=ROWS):
        page = {tag: self.values(tag, 1) for tag in (self.tag() for _ in range(rows))}
        reply = self.client.call(
            "import", "POST", f"/v1/imports/{self.job}/rows",
            {"rows": [{"key": tag, "lead": body_of(fields)} for tag, fields in page.items()]},
            rows=list(page), writes=page)
        return [row["id"] for row in json.loads(reply.body)["data"]] if reply else []

    def nearly_full(self):
        """Little is left of the segment. What fills it are refusals: their entries are many, and
        there is no value to judge."""
        if not self.many:
            self.open_import()
            self.many = self.import_page(MANY_ROWS)
        while self.room() > ROOM_BYTES:
            self.site.batch(self.client, self.many, CONSENT_PURPOSE)

    def room(self):
        """Bytes after the last frame; 0 once the next segment is in use."""
        *_, segment, _ = sorted((self.site.vault.data / "audit").glob("seg-*.lva"))
        data = segment.read_bytes()
        return len(data) - len(data.rstrip(b"\0"))

    def roll(self):
        """Asks until a new segment begins, and its successor is made."""
        segments = self.site.vault.data / "audit"
        before = len(list(segments.glob("seg-*.lva")))
        while len(list(segments.glob("seg-*.lva"))) == before:
            if not self.site.batch(self.client, self.many, CONSENT_PURPOSE):
                return
        time.sleep(0.1)

    def checkpoint(self):
        """Waits until one more was signed: the checkpointer looks once a second."""
        before = self.signed()
        wait_until(lambda: self.signed() != before or self.site.vault.process.poll() is not None,
                   CHECKPOINT_S)

    def signed(self):
        return (self.site.vault.data / "audit/checkpoints.lvc").read_bytes()

    def stop(self):
        self.site.vault.process.terminate()
        self.site.vault.await_end(STOP_S)

    def nothing(self):
        pass

    def parts(self, name):
        """What comes before it, untraced, and the operation itself."""
        return {"create": (self.nothing, self.create), "patch": (self.create, self.patch),
                "withdraw": (self.create, self.withdraw), "erase": (self.create, self.erase),
                "import": (self.open_import, self.import_page),
                "roll": (self.nearly_full, self.roll),
                "checkpoint": (self.create, self.checkpoint),
                "stop": (self.create, self.stop)}[name]


class KillPoints:
    """On a disk that forgets, each kill also takes what was not synced."""

    def __init__(self, site, seed, say):
        self.site, self.vault, self.say = site, site.vault, say
        self.rng = random.Random(seed)
        self.operations = Operations(site, self.rng)
        self.points, self.violations = 0, []

    def run(self, name):
        """One of OPERATIONS. True when everything was as it must be."""
        before = self.points
        if name == "start":
            self.enumerate_start()
        else:
            self.enumerate(*self.operations.parts(name))
        self.say(f"{name}: killed at {self.points - before} calls")
        return not self.violations

    def enumerate(self, before, operation):
        for (thread, call), seen in sorted(self.record(before, operation).items(), key=str):
            number = tries = 1
            while not self.violations:
                if self.killed(before, operation, thread, call, number):
                    number, tries = number + 1, 1
                elif number <= seen and tries < TRIES:
                    tries += 1  # it took fewer calls than when it was recorded
                else:
                    break
            if self.violations:
                self.say(f"what is wrong came of {call} {number} of thread {thread}")
                return

    def record(self, before, operation):
        """How often each (thread, call) occurs in the operation; a thread by its rank, None for one
        that the operation itself starts. Of several recordings the most: what other threads do
        after the answer does not always fall into the time that is recorded."""
        most = collections.Counter()
        for _ in range(RECORDINGS):
            most |= self.recording(before, operation)
        return most

    def recording(self, before, operation):
        self.begin(before)
        threads = self.threads()
        tracer = Tracer(self.vault, TRACED, None)
        self.carry_out(operation)
        tracer.close()
        found = re.findall(r"^(\d+) +[\d.]+ (\w+)\(", tracer.output.read_text(errors="replace"),
                           re.MULTILINE)
        self.judge()
        return collections.Counter(
            (threads.index(int(thread)) if int(thread) in threads else None, call)
            for thread, call in found)

    def carry_out(self, operation):
        operation()
        if self.vault.process.poll() is None:
            time.sleep(SETTLE_S)  # what an operation leaves to do after its answer

    def threads(self):
        return sorted(int(task.name)
                      for task in self.vault.tasks())

    def begin(self, before):
        self.site.round += 1
        self.operations.client.meet(self.vault.port, self.site.round)
        before()

    def killed(self, before, operation, rank, call, number):
        """Whether the server was killed by its N-th such call. When it was not, it is killed once
        the operation is done. Then everything is judged."""
        self.begin(before)
        thread = None if rank is None else self.threads()[rank]
        tracer = Tracer(self.vault, call, f"signal=SIGKILL:when={number}", thread=thread)
        try:
            self.carry_out(operation)
        finally:
            tracer.close()
        if tracer.killed():
            self.vault.await_end(STOP_S)
        hit = self.vault.process.poll() not in (None, 0)
        self.vault.kill()
        self.judge()
        self.points += hit
        return hit

    def enumerate_start(self):
        """A start that has a withdrawal and an erasure to apply is killed at each of its calls."""
        for call in CALLS:
            number, hit = 1, True
            while hit and not self.violations:
                self.leave_unapplied()
                hit = self.start_killed(call, number)
                self.judge()
                self.points += hit
                number += 1
            if self.violations:
                self.say(f"what is wrong came of {call} {number - 1}")
                return

    def leave_unapplied(self):
        """Entries that are durable, and a store that never heard of them."""
        for operation in (self.operations.withdraw, self.operations.erase):
            self.begin(self.operations.create)
            tracer = Tracer(self.vault, "pwrite64", "signal=SIGKILL:when=1",
                            [self.vault.data / "store.db-wal"])
            operation()
            tracer.close()
            if not tracer.killed():
                raise AssertionError("the store's write-ahead log was not written")
            self.after_kill()
            if operation != self.operations.erase:
                self.restart()

    def start_killed(self, call, number):
        self.vault.prefix = ["strace", "-D", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                             f"inject={call}:signal=SIGKILL:when={number}"]
        ports = self.vault.launch()
        self.vault.prefix = []
        wait_until(lambda: ports.exists() or self.vault.process.poll() is not None, STOP_S)
        hit = self.vault.process.poll() is not None
        self.vault.kill()
        return hit

    def judge(self):
        """Restarts when the server is dead; then the judge looks at everything."""
        if self.vault.process is None or self.vault.process.poll() is not None:
            self.after_kill()
            if not self.restart():
                return
        self.violations += self.site.judge.take_observations() + self.site.inspect()
        self.violations += self.site.judge.take_observations() + self.site.judge.check_log()

    def after_kill(self):
        self.vault.kill()
        self.site.disk.lose_power(self.rng.randrange(2**31))

    def restart(self):
        try:
            self.vault.start()
            return True
        except StartRefused as refused:
            self.violations.append(("P2", f"the start was refused: {refused}"))
            return False


class InitPoints:
    """Kills `init` at each of its calls. Afterwards the vault is made, or init can be repeated:
    it serves, and its operator has a key. With `disk`, power is lost as well, each time, also
    after an init that ended well."""

    def __init__(self, disk, say):
        self.disk, self.say, self.points, self.violations = disk, say, 0, []

    def run(self, leap=0):
        """With `leap`, ever wider steps: most of the calls fill segments with zeros."""
        for call in CALLS:
            number = 1
            while not self.violations and self.killed(call, number):
                number += 1 + (number // leap if leap else 0)
        self.say(f"init: killed at {self.points} calls")
        return self.violations

    def killed(self, call, number):
        with Vault() as vault, contextlib.closing(self.disk()) as disk:
            disk.attach(vault)
            root = vault.data
            vault.data, vault.key_file = root / "vault", root / "root.key"
            run("dev-certs", "--out", vault.certificates)
            command = ["init", "--data", vault.data, "--root-key-file", vault.key_file]
            traced = subprocess.run(
                ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                 f"inject={call}:signal=SIGKILL:when={number}", binary(), *map(str, command)],
                capture_output=True, timeout=60)
            hit = traced.returncode != 0
            disk.lose_power(number)
            told = run(*command, check=False).stderr if hit else ""
            self.points += hit
            try:
                vault.start()
                vault.operator_key
            except (StartRefused, OSError) as bad:
                self.violations.append(("P2", f"init, killed at {call} {number}: init again says"
                                              f" {told!r}; {type(bad).__name__} {bad}"))
            return hit
