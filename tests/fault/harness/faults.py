"""Faults: what befalls the server in a round. `strike` comes under load and leaves it dead,
`recover` brings it back. Every choice comes from the round's own random numbers."""
import signal
import time

from . import canary
from .disk import Disk, ForgetfulDisk, SmallDisk
from .roles import CONSENT_DAYS, CONSENT_PURPOSE
from .site import KEY_DAYS, wait_until
from .tracer import Tracer

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
HOUR = 3_600
DAY = 24 * HOUR
YEAR = 365 * DAY
EXIT_STOPPED, EXIT_SEALED = 0, 8
SEALED_WITHIN_S = 3


class Fault:
    disk = Disk
    kills_in_recovery = 0
    repeats = True  # whether clients ask again for what got no definite answer
    worked = True  # False: too little was done under the fault; the round is void

    def __init__(self, site, rng):
        self.site, self.vault, self.rng = site, site.vault, rng

    @property
    def environment(self):
        """What the server must be started with for this fault; most need nothing."""
        return {}

    def prepare(self):
        """What the disk does from the start of the round."""

    def strike(self):
        self.vault.kill()

    def after_kill(self):
        """What the disk does while the server is dead."""

    def recover(self):
        """Starts the server, after as many kills during recovery as this fault has."""
        self.after_kill()
        for _ in range(self.kills_in_recovery):
            self.vault.launch()
            time.sleep(self.rng.uniform(0, 0.3))
            self.vault.kill()
            self.after_kill()
        self.vault.start()

    def check(self, operations):
        """Violations of rules that hold for this fault alone."""
        return []


class Kill(Fault):
    """kill -9 at a random moment."""


class Stop(Fault):
    """SIGTERM under load: it drains and ends in order."""

    def strike(self):
        if self.vault.stop() != EXIT_STOPPED:
            raise AssertionError("the server did not end in order")


class Pause(Fault):
    """SIGSTOP and SIGCONT, then kill -9."""

    def strike(self):
        self.vault.process.send_signal(signal.SIGSTOP)
        time.sleep(self.rng.uniform(0.05, 1))
        self.vault.process.send_signal(signal.SIGCONT)
        time.sleep(self.rng.uniform(0, 0.1))
        self.vault.kill()


class KillInRecovery(Fault):
    """kill -9, and again up to three times while the server recovers from it."""

    def __init__(self, site, rng):
        super().__init__(site, rng)
        self.kills_in_recovery = rng.randint(1, 3)


class KillAtCall(Fault):
    """kill -9 at the N-th system call of a kind."""

    CALLS = ("write", "pwrite64", "fdatasync", "fsync", "rename", "ftruncate")

    def strike(self):
        call = self.rng.choice(self.CALLS)
        tracer = Tracer(self.vault, call, f"signal=SIGKILL:when={self.rng.randint(1, 40)}")
        try:
            self.vault.await_end(2)
        finally:
            self.vault.kill()
            tracer.close()


class SyncError(Fault):
    """One fdatasync of the log or the store fails: nothing is acknowledged any more."""

    def strike(self):
        name = self.rng.choice(["store.db-wal", "audit"])
        paths = [self.vault.data / name] if name != "audit" else \
            sorted((self.vault.data / "audit").glob("seg-*.lva"))
        tracer = Tracer(self.vault, "fdatasync,fsync", "error=EIO", paths)
        try:
            self.vault.await_end(SEALED_WITHIN_S)
            self.failed = tracer.first_hit()
        finally:
            self.vault.kill()
            tracer.close()

    def check(self, operations):
        if self.failed is None:
            return []
        return [("P1", f"{operation} was acknowledged after a sync had failed")
                for operation in operations
                if operation.begun_wall > self.failed and operation.outcome == "ok"
                and "writes" in operation.asked]


class ClockJumps(Fault):
    """The wall clock jumps back and forth, then kill -9. All within a day: so long an idempotency
    key lives by the vault's clock, and a request is repeated after the clock is right again."""

    JUMPS = (-11 * HOUR, -HOUR, -2, 2, HOUR, 11 * HOUR)

    @property
    def offset_file(self):
        return self.vault.folder / "clock"

    @property
    def environment(self):
        self.offset_file.write_text("+0s")
        return {"LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": str(self.offset_file),
                "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def set_clock(self, offset_s):
        """The server's wall clock against ours, from one call to the next."""
        new = self.offset_file.with_suffix(".new")
        new.write_text(f"{offset_s:+d}s")
        new.rename(self.offset_file)

    def strike(self):
        for _ in range(self.rng.randint(1, 3)):
            self.set_clock(self.rng.choice(self.JUMPS))
            time.sleep(self.rng.uniform(0.05, 0.3))
        self.vault.kill()


class YearJumps(ClockJumps):
    """The wall clock jumps by years and back, then kill -9; in half of the rounds it is off when the
    server starts again, too. Keys and consents expire by it: nothing is then taken or given.
    Idempotency keys expire as well, so nothing is asked twice."""

    repeats = False
    JUMPS = (-3 * YEAR, -YEAR, 0, (KEY_DAYS - 2) * DAY, 3 * YEAR)
    WORK, WITHIN_S = 10, 5

    def __init__(self, site, rng):
        super().__init__(site, rng)
        self.spans = []  # (offset, from, to) of the monotonic clock: when the clock was off by that

    def strike(self):
        offset = 0
        for _ in range(self.rng.randint(2, 4)):
            offset = self.rng.choice([jump for jump in self.JUMPS if jump != offset])
            self.set_clock(offset)
            began = time.monotonic()
            if offset < KEY_DAYS * DAY:
                self.worked &= self.await_work()
            time.sleep(self.rng.uniform(0.05, 0.3))
            self.spans.append((offset, began, time.monotonic()))
        self.vault.kill()

    def recover(self):
        if self.rng.random() < 0.5:
            environment = self.environment
            self.vault.environment.update(environment)
            self.set_clock(self.rng.choice(self.JUMPS))
            self.vault.start()
            self.vault.kill()
            for name in environment:
                del self.vault.environment[name]
        super().recover()

    def await_work(self):
        """Whether the clients get on."""
        before = self.site.done()
        return wait_until(lambda: all(now >= then + self.WORK
                                      for now, then in zip(self.site.done(), before)),
                          self.WITHIN_S)

    def check(self, operations):
        found = []
        for offset, begin, end in self.spans:
            within = [operation for operation in operations
                      if begin < operation.begun and (operation.ended or end) < end]
            if offset > KEY_DAYS * DAY:
                found += [("P6", f"{operation} was answered although its key had expired")
                          for operation in within if operation.outcome == "ok"]
            if offset > CONSENT_DAYS * DAY:
                found += [("P5", f"{operation} gave a value although the consent had expired")
                          for operation in within if operation.purpose == CONSENT_PURPOSE
                          and canary.found_in(operation.data)]
        return found


class DiskFull(Fault):
    """The disk is full: what goes on is refused, and with room again all is well."""

    disk = SmallDisk

    def strike(self):
        self.site.disk.fill(self.rng.randint(0, 256) * 1_024)
        self.vault.await_end(self.rng.uniform(0.3, 1.2))
        self.vault.kill()

    def after_kill(self):
        self.site.disk.empty()


class PowerLoss(Fault):
    """Everything that was not synced is gone, and the server is killed. A sync takes some time in
    half of the rounds: what is said before it ends is then said long before."""

    disk = ForgetfulDisk
    how = ()
    SYNC_MS = (0, 0, 10, 100)

    def prepare(self):
        self.site.disk.power.command("stall", self.rng.choice(self.SYNC_MS))

    def strike(self):
        """The power goes first: the sync that a killed process is in would still be done."""
        self.site.disk.lose_power(self.rng.randrange(2**31), self.how)
        self.vault.kill()

    def after_kill(self):
        self.site.disk.power.command("stall", 0)
        self.site.disk.lose_power(self.rng.randrange(2**31), self.how)


class TornPowerLoss(PowerLoss):
    """What was not synced survives in part, in any order, cut at sectors."""

    def __init__(self, site, rng):
        super().__init__(site, rng)
        self.how = rng.choice([("reorder",), ("reorder", "tear")])


class PowerLossInRecovery(TornPowerLoss):
    """Power is lost again while the server recovers."""

    def __init__(self, site, rng):
        super().__init__(site, rng)
        self.kills_in_recovery = rng.randint(1, 3)


class LostSync(PowerLoss):
    """A sync fails, as the disk drops the data; then power is lost."""

    def strike(self):
        where = self.rng.choice(["/audit/seg-*", "/store.db*"])
        self.site.disk.power.command("fail", "fsync", "EIO", 1, where)
        self.vault.await_end(self.rng.uniform(0.2, 1))
        self.vault.kill()

    def after_kill(self):
        self.site.disk.power.command("fail", "none")
        super().after_kill()


LIVE = {"kill": Kill, "stop": Stop, "pause": Pause, "kill-in-recovery": KillInRecovery,
        "kill-at-call": KillAtCall, "sync-error": SyncError, "clock": ClockJumps,
        "clock-years": YearJumps}
POWER = {"power-loss": PowerLoss, "torn-power-loss": TornPowerLoss,
         "power-loss-in-recovery": PowerLossInRecovery, "lost-sync": LostSync}
FULL = {"disk-full": DiskFull}
KINDS = {**LIVE, **POWER, **FULL}
# Groups share a disk, so that the rounds of one vault can be of any of their kinds.
GROUPS = {"live": list(LIVE), "power": list(POWER), "full": list(FULL),
          **{name: [name] for name in KINDS}}
