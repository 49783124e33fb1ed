"""Vault: a data folder of its own under a temporary folder, and the server that runs on it."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

SOURCE = pathlib.Path(os.environ.get("LEADVAULT_SOURCE", pathlib.Path(__file__).parents[3]))
START_S = 30


class StartRefused(Exception):
    """The server ended instead of becoming ready."""

    def __init__(self, status, log):
        super().__init__(f"serve ended with {status}: {log[-2000:]}")
        self.status, self.log = status, log


def binary():
    path = os.environ.get("LEADVAULT_BIN")
    if path is None or not os.access(path, os.X_OK):
        raise SystemExit("LEADVAULT_BIN must name the leadvault program")
    return path


def run(*arguments, check=True, stdin=None, environment=None, stdout=subprocess.PIPE):
    """Runs the program; its output as text."""
    done = subprocess.run([binary(), *map(str, arguments)], input=stdin, text=True, timeout=120,
                          stdout=stdout, stderr=subprocess.PIPE,
                          env={**os.environ, **(environment or {})})
    if check and done.returncode != 0:
        raise AssertionError(f"{arguments[:2]} ended with {done.returncode}: {done.stderr}")
    return done


def copy_policies(target, rules):
    """A folder of policies: the shipped ones, or plain rules for tests of everything else."""
    shutil.copytree(SOURCE / "policies", target, ignore=shutil.ignore_patterns("tests"))
    if rules == "plain":
        for shipped in target.glob("*.cedar"):
            shipped.unlink()
        shutil.copy(SOURCE / "tests/support/policies/plain.cedar", target)


class Vault:
    """`rules`: "plain" (tests/support/policies) or "shipped"."""

    def __init__(self, environment=None, rules="plain"):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="leadvault-e2e-"))
        self.data, self.key_file = self.folder / "data", self.folder / "root.key"
        self.certificates, self.log_file = self.folder / "certs", self.folder / "serve.log"
        self.policies = self.folder / "policies"
        copy_policies(self.policies, rules)
        self.environment = {"LEADVAULT_POLICIES": str(self.policies), **(environment or {})}
        self.process, self.port, self.admin_port = None, None, None
        self.listen = "127.0.0.1:0"
        self.starts = 0  # how often it became ready: connections do not outlive a start
        self.user = None  # a uid to serve as; None: the same as ours
        self.prefix = []  # what to run the server by: prlimit, strace, faketime

    @property
    def ca_file(self):
        return self.certificates / "ca.pem"

    @property
    def log_text(self):
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    @property
    def operator_key(self):
        text = (self.data / "operator.key").read_text().strip()
        return text.rsplit(" ", 1)[-1]

    def init(self):
        run("dev-certs", "--out", self.certificates)
        done = run("init", "--data", self.data, "--root-key-file", self.key_file, "--json",
                   environment=self.environment)
        self.installation = json.loads(done.stdout)["installation"]
        return self

    def shrink_log(self, mib=1):
        """Segments of this size from here on, for tests that fill, copy or search the log."""
        self.environment["LEADVAULT_SEGMENT_MIB"] = str(mib)
        (self.data / "audit/seg-00000002.lva").unlink()  # not in use yet: made again at the start
        os.truncate(self.data / "audit/seg-00000001.lva", mib * 1024 * 1024)
        return self

    def launch(self, *more):
        """Starts the server and does not wait for it."""
        ports = self.folder / "ports.json"
        ports.unlink(missing_ok=True)
        command = [*self.prefix, binary(), "serve", "--data", self.data, "--root-key-file", self.key_file,
                   "--listen", self.listen, "--admin", "127.0.0.1:0",
                   "--tls-cert", self.certificates / "server.pem",
                   "--tls-key", self.certificates / "server.key", "--port-file", ports, *more]
        identity = {} if self.user is None else {
            "user": self.user, "group": self.user, "extra_groups": []}
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **self.environment}, **identity)
        return ports

    def start(self, *more):
        """Starts the server and waits until it is ready. StartRefused when it ends instead."""
        before = len(self.log_text)
        ports = self.launch(*more)
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            try:
                told = json.loads(ports.read_text())
                self.port, self.admin_port = told["port"], told["admin_port"]
                self.starts += 1
                return self
            except (OSError, ValueError):
                pass
            status = self.process.poll()
            if status is not None:
                self.process = None
                raise StartRefused(status, self.log_text[before:])
            time.sleep(0.01)
        self.kill()
        raise AssertionError(f"the server did not become ready: {self.log_text[before:]}")

    def metric(self, name):
        """The value of one figure of /metrics."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin_port}/metrics") as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith(name + " "):
                    return float(line.split()[1])
        raise AssertionError(f"there is no metric {name}")

    def tasks(self):
        """The folder of each of its threads."""
        return pathlib.Path(f"/proc/{self.process.pid}/task").iterdir()

    def stop(self):
        """Drains the server and gives its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.ended(within_s=30)

    def ended(self, within_s):
        """The exit status, once the server has ended by itself."""
        try:
            status = self.process.wait(within_s)
        except subprocess.TimeoutExpired as late:
            raise AssertionError(f"the server still runs after {within_s} s") from late
        self.process = None
        return status

    def await_end(self, within_s):
        """Waits for its end, which need not come."""
        try:
            self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            pass

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def close(self):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
