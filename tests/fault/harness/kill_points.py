"""Kill points: each operation of several steps is killed at its first write, its second, … until
it completes untouched, and so for every kind of call; after each kill everything is judged."""
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

CALLS = ("write", "pwrite64", "fdatasync", "fsync", "rename", "ftruncate")
TRACED = ",".join(CALLS)
ROWS, MANY_ROWS = 5, 1_000
ROOM_BYTES = 400_000
CHECKPOINT_S = 1.2
STOP_S = 20


class Operations:
    """Each `name` has what comes before it, untraced, and the operation itself."""

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
        time.sleep(CHECKPOINT_S)

    def stop(self):
        self.site.vault.process.terminate()
        self.site.vault.await_end(STOP_S)

    def nothing(self):
        pass

    def all(self):
        """(name, before, operation)."""
        return [("create", self.nothing, self.create), ("patch", self.create, self.patch),
                ("withdraw", self.create, self.withdraw), ("erase", self.create, self.erase),
                ("import", self.open_import, self.import_page),
                ("roll", self.nearly_full, self.roll),
                ("checkpoint", self.create, self.checkpoint), ("stop", self.create, self.stop)]


class KillPoints:
    """On a disk that forgets, each kill also takes what was not synced."""

    def __init__(self, site, seed, say):
        self.site, self.vault, self.say = site, site.vault, say
        self.rng = random.Random(seed)
        self.operations = Operations(site, self.rng)
        self.points, self.violations = 0, []

    def run(self, only=None):
        """True when everything was as it must be."""
        for name, before, operation in self.operations.all():
            if not self.violations and only in (None, name):
                self.enumerate(name, before, operation)
        if not self.violations and only in (None, "start"):
            self.enumerate_start()
        return not self.violations

    def enumerate(self, name, before, operation):
        points = self.points
        for thread, call in self.record(before, operation):
            number = 1
            while not self.violations and self.killed(before, operation, thread, call, number):
                number += 1
        self.say(f"{name}: killed at {self.points - points} calls")

    def record(self, before, operation):
        """The (thread, call) pairs that the operation consists of; a thread by its rank, None for
        one that the operation itself starts."""
        self.begin(before)
        threads = self.threads()
        tracer = Tracer(self.vault, TRACED, None)
        operation()
        tracer.close()
        found = re.findall(r"^(\d+) +[\d.]+ (\w+)\(", tracer.output.read_text(errors="replace"),
                           re.MULTILINE)
        self.judge()
        return sorted({(threads.index(int(thread)) if int(thread) in threads else None, call)
                       for thread, call in found}, key=str)

    def threads(self):
        return sorted(int(task.name)
                      for task in self.vault.tasks())

    def begin(self, before):
        self.site.round += 1
        self.operations.client.meet(self.vault.port, self.site.round)
        before()

    def killed(self, before, operation, rank, call, number):
        """Whether the server was killed by its N-th such call; then everything is judged."""
        self.begin(before)
        thread = None if rank is None else self.threads()[rank]
        tracer = Tracer(self.vault, call, f"signal=SIGKILL:when={number}", thread=thread)
        try:
            operation()
            if self.vault.process.poll() is None:
                time.sleep(0.05)  # what an operation leaves to do after its answer
        finally:
            tracer.close()
        if tracer.killed():
            self.vault.await_end(STOP_S)
        hit = self.vault.process.poll() not in (None, 0)
        if self.vault.process.poll() is not None:
            self.judge()
        self.points += hit
        return hit

    def enumerate_start(self):
        """A start that has a withdrawal and an erasure to apply is killed at each of its calls."""
        points = self.points
        for call in CALLS:
            number, hit = 1, True
            while hit and not self.violations:
                self.leave_unapplied()
                hit = self.start_killed(call, number)
                self.judge()
                self.points += hit
                number += 1
        self.say(f"start: killed at {self.points - points} calls")

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
