"""slowhttptest in all its modes against the running server: it serves throughout, and no slow
connection lives longer than 30 s.

-H dribbles a head, -B a body, -R asks for overlapping ranges, -X reads an answer byte by byte: with
a credential, so that the answer is longer than the buffers on its way. How long a connection lives
is seen in the kernel's table: a slow reader would notice its end only when it has read everything.
"""
import csv
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from support.server import Vault
from support.tenant import Tenant

ATTACKERS, PER_SECOND = 400, 200
LIFE_MAX_S = 30
HELD = {"01", "08"}  # established, or closed by the client alone
MODES = {
    "-H": "slow heads",
    "-B": "slow bodies",
    "-R": "overlapping ranges",
    "-X": "slow reading",
}


class Watch(threading.Thread):
    """How long each connection to a port was held by the server."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.local, self.over = f":{port:04X}", threading.Event()
        self.seen = {}  # remote address -> first and last moment

    def run(self):
        while not self.over.wait(0.5):
            now = time.monotonic()
            for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
                local, remote, state = line.split()[1:4]
                if local.endswith(self.local) and state in HELD:
                    first, _ = self.seen.get(remote, (now, now))
                    self.seen[remote] = (first, now)

    def longest_s(self):
        self.over.set()
        self.join()
        return max((last - first for first, last in self.seen.values()), default=0)


def attack(mode, port, key):
    """Seconds in which the service was looked at, seconds in which it was there, and the most
    connections at once, as the tool reports them."""
    command = ["slowhttptest", mode, "-c", ATTACKERS, "-r", PER_SECOND, "-i", 5, "-p", 3,
               "-l", LIFE_MAX_S + 15, "-u", f"https://127.0.0.1:{port}/openapi.json"]
    if mode == "-X":
        command += ["-w", 64, "-y", 128, "-n", 5, "-z", 16, "-k", 8,
                    "-j", f"a=b\r\nAuthorization: Bearer {key}"]
    with tempfile.TemporaryDirectory(prefix="leadvault-slow-") as folder:
        report = pathlib.Path(folder) / "report"
        subprocess.run([str(part) for part in command] + ["-g", "-o", str(report)],
                       capture_output=True, timeout=300, stdin=subprocess.DEVNULL)
        rows = list(csv.DictReader(report.with_suffix(".csv").read_text().splitlines()))
    served = sum(row["Service Available"] != "0" for row in rows)
    return len(rows), served, max(int(row["Connected"]) + int(row["Closed"]) for row in rows)


def check(mode, port, key):
    watch = Watch(port)
    watch.start()
    seconds, served, most = attack(mode, port, key)
    longest = watch.longest_s()
    good = most >= ATTACKERS // 2 and served == seconds and longest <= LIFE_MAX_S
    print(f"{'ok  ' if good else 'FAIL'} {mode} {MODES[mode]}: {most} connections, the longest "
          f"lived {longest:.0f} s, served in {served} of {seconds} s", flush=True)
    return good


def main():
    with Vault() as vault:
        vault.init().start()
        reader = Tenant(vault, "acme").principal("crm")
        results = [check(mode, vault.port, reader.key) for mode in MODES]
        results.append(vault.stop() == 0)
        print(f"{'ok  ' if results[-1] else 'FAIL'} the server stopped in order")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
