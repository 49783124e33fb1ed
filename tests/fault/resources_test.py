"""The machine runs out: of memory, descriptors, threads, randomness, a disk that answers. The vault
refuses, waits or ends; it never gives a wrong value, and what was acknowledged is there again."""
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from support import case
from support.raw import Raw, memory_kib
from support.server import StartRefused, Vault, binary, run
from support.tenant import Tenant, must

from harness.tracer import Tracer

EXIT_FAILED = 1
NO_STRACE = os.environ.get("LEADVAULT_NO_MOUNT") == "1"
SERVICE_USER = 64_321  # runs nothing else, so that its threads are the server's own
FIELDS = ["given_name", "email"]
MIB = 1024 * 1024
ENOUGH_THREADS = 40


def status_of(process, name):
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(rf"{name}:\s+(\d+)", text)[1])


class ResourceCase(case.VaultCase):
    names = ("crm",)

    def setUp(self):
        if self.vault.process is None:
            self.vault.start()
        self.lead, self.body = self.create()

    def assert_serves(self):
        view = must(self.crm.api.again().read(self.lead, FIELDS), 200).json
        self.assertEqual(view["fields"], {name: self.body["fields"][name] for name in FIELDS})
        self.create()

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.vault.process.pid}/fd"))


class DescriptorTest(ResourceCase):
    LIMIT, CALLERS = 256, 400

    def test_connections_never_take_the_descriptors_that_the_vault_itself_needs(self):
        self.vault.stop()
        self.vault.prefix = ["prlimit", f"--nofile={self.LIMIT}"]
        self.addCleanup(setattr, self.vault, "prefix", [])
        self.vault.start()
        self.assert_serves()
        base, told = self.descriptors(), len(self.vault.log_text)
        flood = [socket.create_connection(("127.0.0.1", self.vault.port), timeout=10)
                 for _ in range(self.CALLERS)]
        try:
            time.sleep(0.5)
            self.assertLess(self.descriptors(), self.LIMIT - 32)
            for path in ("/livez", "/readyz", "/metrics"):
                url = f"http://127.0.0.1:{self.vault.admin_port}{path}"
                with urllib.request.urlopen(url, timeout=10) as answer:
                    self.assertEqual(answer.status, 200)
                    text = answer.read().decode()
            self.assertRegex(text, r"leadvault_http_refused_connections_total[^\n]* [1-9]")
        finally:
            for connection in flood:
                connection.close()
        deadline = time.monotonic() + 20
        while self.descriptors() > base + 1:
            self.assertLess(time.monotonic(), deadline, "descriptors were not given back")
            time.sleep(0.05)
        self.assert_serves()
        self.assertNotIn("accept_failed", self.vault.log_text[told:])

    def test_a_limit_of_descriptors_that_is_too_low_is_refused_at_the_start(self):
        self.vault.stop()
        self.vault.prefix = ["prlimit", "--nofile=100"]
        self.addCleanup(setattr, self.vault, "prefix", [])
        with self.assertRaises(StartRefused) as caught:
            self.vault.start()
        self.assertEqual(caught.exception.status, EXIT_FAILED)
        self.assertIn("raise RLIMIT_NOFILE", caught.exception.log)

    def test_a_descriptor_that_cannot_be_had_pauses_accepting_and_no_more(self):
        resource.prlimit(self.vault.process.pid, resource.RLIMIT_NOFILE,
                         (self.descriptors(), resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        waiting = [socket.create_connection(("127.0.0.1", self.vault.port), timeout=10)
                   for _ in range(5)]
        must(self.crm.api.read(self.lead, FIELDS), 200)  # on the connection that it has
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.prlimit(self.vault.process.pid, resource.RLIMIT_NOFILE, (hard, hard))
        for connection in waiting:
            connection.close()
        self.assert_serves()


class ThreadTest(unittest.TestCase):
    def test_a_start_without_enough_threads_is_refused_clearly_and_harms_nothing(self):
        if os.getuid() != 0:
            case.skip("threads that cannot be started", "it takes root to serve as another user")
        with Vault() as vault:
            vault.init()
            vault.user = SERVICE_USER
            for path in (vault.folder, *vault.folder.rglob("*")):
                os.chown(path, SERVICE_USER, SERVICE_USER)
            refused = 0
            for threads in range(1, ENOUGH_THREADS):
                vault.prefix = ["prlimit", f"--nproc={threads}"]
                try:
                    vault.start()
                    break
                except StartRefused as refusal:
                    refused += 1
                    self.assertEqual(refusal.status, EXIT_FAILED, (threads, refusal.log))
                    self.assertIn("thread", refusal.log, threads)
            self.assertGreater(refused, 4)
            self.assertEqual(vault.stop(), 0)


class MemoryTest(ResourceCase):
    def setUp(self):
        case.need_plain_build("limits of memory")
        super().setUp()

    def test_a_memory_limit_sheds_requests_and_its_end_brings_the_service_back(self):
        process, unlimited = self.vault.process, resource.RLIM_INFINITY
        now = status_of(process, "VmSize") * 1024
        resource.prlimit(process.pid, resource.RLIMIT_AS, (now + 8 * MIB, unlimited))
        head = (f"POST /v1/leads HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.crm.key}"
                f"\r\nContent-Type: application/json\r\nContent-Length: {7 * MIB}\r\n\r\n").encode()
        held, shed = [], 0
        for _ in range(40):  # each holds a body that is never finished
            try:
                held.append(Raw(self.vault))
                shed += not held[-1].send(head + b" " * (7 * MIB - 1))
            except OSError:
                shed += 1
            if shed > 2:
                break
        for connection in held:
            connection.stream.close()
        self.assertGreater(shed, 0, "the limit was never felt")
        if process.poll() is None:
            resource.prlimit(process.pid, resource.RLIMIT_AS, (unlimited, unlimited))
        else:  # a part that cannot do without memory ends the process rather than go on
            self.assertEqual(self.vault.ended(within_s=1), -signal.SIGABRT)
            self.vault.start()
        self.assert_serves()

    def test_resident_memory_comes_back_to_where_it_was(self):
        text = b'{"subject_kind":"' + b"x" * (7 * MIB) + b'"}'
        peaks = []
        for _ in range(3):
            for _ in range(10):
                self.assertEqual(self.crm.api.post("/v1/leads", text).status, 400)
            peaks.append(memory_kib(self.vault.process)[0])
        self.assertLess(peaks[-1], peaks[0] + 16 * 1024, peaks)


class MallocTest(unittest.TestCase):
    """The n-th allocation fails, once or from then on, for n over the whole start."""

    STEPS = 24

    def setUp(self):
        case.need_plain_build("allocations that fail")
        self.library = os.environ["LEADVAULT_FAILING_MALLOC"]
        self.vault = Vault()
        self.addCleanup(self.vault.close)
        self.vault.init()

    def environment(self, number, mode):
        return {"LD_PRELOAD": self.library, "FAILING_MALLOC_AT": str(number),
                "FAILING_MALLOC_MODE": mode,
                "FAILING_MALLOC_COUNT_FILE": str(self.vault.folder / "count")}

    def allocations(self, *arguments):
        """How many there are when none fails."""
        run(*arguments, environment=self.environment(0, "once"))
        return int((self.vault.folder / "count").read_text())

    def assert_ends_well(self, status, output, where):
        """Success, a refusal in words, or an abort: never another fault."""
        self.assertIn(status, (*range(0, 12), -signal.SIGABRT), (where, output[-500:]))

    def test_a_command_survives_or_refuses_whichever_allocation_fails(self):
        command = ("audit", "verify", "--data", self.vault.data, "--root-key-file",
                   self.vault.key_file)
        count = self.allocations(*command)
        self.assertGreater(count, 1_000)
        for mode in ("once", "on"):
            for step in range(1, self.STEPS):
                number = max(1, int(count * (step / self.STEPS) ** 2))
                done = run(*command, check=False, environment=self.environment(number, mode))
                self.assert_ends_well(done.returncode, done.stderr, (mode, number))
        self.assertEqual(run(*command).returncode, 0)

    def test_a_start_survives_or_refuses_whichever_allocation_fails(self):
        self.vault.environment.update(self.environment(0, "once"))
        self.vault.start()
        self.vault.stop()
        count = int((self.vault.folder / "count").read_text())
        for mode in ("once", "on"):
            for step in range(1, self.STEPS):
                number = max(1, int(count * (step / self.STEPS) ** 2))
                self.vault.environment.update(self.environment(number, mode))
                before = len(self.vault.log_text)
                try:
                    self.vault.start()
                    self.vault.process.terminate()
                    status = self.vault.ended(within_s=30)
                except StartRefused as refusal:
                    status = refusal.status
                self.assert_ends_well(status, self.vault.log_text[before:], (mode, number))
        self.vault.environment.clear()
        self.vault.start()
        self.assertEqual(self.vault.stop(), 0)


@unittest.skipIf(NO_STRACE, "LEADVAULT_NO_MOUNT=1")
class RandomnessTest(unittest.TestCase):
    def test_a_process_without_randomness_aborts_and_makes_no_key(self):
        for when in ("1+", "2+", "4+"):
            with Vault() as vault:
                done = subprocess.run(
                    ["strace", "-f", "-qq", "-e", "trace=getrandom", "-e",
                     f"inject=getrandom:error=ENOSYS:when={when}", "-o", "/dev/null", binary(),
                     "init", "--data", str(vault.data), "--root-key-file", str(vault.key_file)],
                    capture_output=True, text=True, timeout=60)
                self.assertIn(done.returncode, (-signal.SIGABRT, 128 + signal.SIGABRT, EXIT_FAILED),
                              done.stderr)
                self.assertFalse((vault.data / "operator.key").exists(), when)

    def test_randomness_that_is_interrupted_is_asked_for_again(self):
        with Vault() as vault:
            done = subprocess.run(
                ["strace", "-f", "-qq", "-e", "trace=getrandom", "-e",
                 "inject=getrandom:error=EINTR:when=1..40+2", "-o", "/dev/null", binary(),
                 "init", "--data", str(vault.data), "--root-key-file", str(vault.key_file)],
                capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_server_that_loses_randomness_ends_before_it_seals_anything(self):
        with Vault() as vault:
            vault.init().start()
            crm = Tenant(vault, "acme").principal("crm")
            people = case.People(seed=95)
            must(crm.api.post("/v1/leads", people.lead()), 201)
            tracer = Tracer(vault, "getrandom", "error=ENOSYS")
            self.addCleanup(tracer.close)
            created = []
            for _ in range(400):  # a pool of random bytes is used up first
                try:
                    created.append(must(crm.api.post("/v1/leads", people.lead()), 201).json["id"])
                except Exception:
                    break
            self.assertEqual(vault.ended(within_s=20), -signal.SIGABRT)
            tracer.close()
            vault.start()
            for lead in created:
                must(crm.api.get(f"/v1/leads/{lead}"), 200)


@unittest.skipIf(NO_STRACE, "LEADVAULT_NO_MOUNT=1")
class DiskTest(ResourceCase):
    STALL_S, CALLS = 1.0, 24

    def test_a_disk_that_stalls_makes_callers_wait_or_come_back_and_loses_nothing(self):
        segment = self.vault.data / "audit/seg-00000001.lva"
        tracer = Tracer(self.vault, "fdatasync", f"delay_enter={int(self.STALL_S * 1e6)}",
                          [segment])
        self.addCleanup(tracer.close)
        answers, began = [], time.monotonic()

        def caller(people):
            answers.append(self.crm.api.again().post("/v1/leads", people.lead()))

        threads = [threading.Thread(target=caller, args=(case.People(seed=100 + n),))
                   for n in range(self.CALLS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        tracer.close()
        self.assertTrue(tracer.hits())
        self.assertGreater(time.monotonic() - began, self.STALL_S)
        self.assertEqual(len(answers), self.CALLS)
        for answer in answers:
            if answer.status == 503:
                self.assertGreaterEqual(int(answer.headers["retry-after"]), 1)
                continue
            must(self.crm.api.get(f"/v1/leads/{must(answer, 201).json['id']}"), 200)
        self.assert_serves()

    def test_p4_a_page_that_cannot_be_read_gives_no_value_and_later_the_right_one(self):
        leads = [self.create() for _ in range(40)]
        self.vault.stop()
        self.vault.start()  # with nothing of the store in memory
        tracer = Tracer(self.vault, "pread64", "error=EIO", [self.vault.data / "store.db"])
        self.addCleanup(tracer.close)
        refused = 0
        for lead, body in leads:
            answer = self.crm.api.again().read(lead, FIELDS)
            if answer.status == 200:
                self.assertEqual(answer.json["fields"]["email"], body["fields"]["email"])
                continue
            refused += 1
            self.assertIn(answer.status, (500, 503), answer)
            for name in FIELDS:
                self.assertNotIn(body["fields"][name], answer.text)
            self.assertNotRegex(answer.text, r"(?i)sqlite|store\.db|errno|page")
            self.assertIn(answer.json["request_id"], self.vault.log_text)
        tracer.close()
        self.assertGreater(refused, 0)
        for lead, body in leads:
            view = must(self.crm.api.again().read(lead, FIELDS), 200).json
            self.assertEqual(view["fields"]["email"], body["fields"]["email"])


if __name__ == "__main__":
    if NO_STRACE:
        print("SKIPPED lost randomness and disks that stall: LEADVAULT_NO_MOUNT=1", flush=True)
    case.main()
