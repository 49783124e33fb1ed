"""strace on a running server: a named system call fails, or is slow, from now on until `close`."""
import pathlib
import subprocess
import time

ATTACHED_WITHIN_S = 20


class Injector:
    """`what` is strace's own: "error=EIO", "delay_enter=500000". On `path` alone when one is given."""

    def __init__(self, vault, call, what, path=None):
        self.output = vault.folder / "strace.txt"
        only = [] if path is None else ["-P", str(path)]
        self.process = subprocess.Popen(
            ["strace", "-f", "-ttt", "-p", str(vault.process.pid), *only, "-e", f"trace={call}",
             "-e", f"inject={call}:{what}", "-o", str(self.output)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        deadline = time.monotonic() + ATTACHED_WITHIN_S
        while not self.follows(vault.process.pid):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"strace does not work here: {self.process.stderr.read()}")
            time.sleep(0.02)

    def follows(self, pid):
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            lines = (task / "status").read_text().splitlines()
            if any(line == "TracerPid:\t0" for line in lines):
                return False
        return True

    def hits(self):
        """When each call that was tampered with began, in seconds since 1970."""
        return [float(line.split()[1])
                for line in self.output.read_text(errors="replace").splitlines()
                if "(INJECTED)" in line or "(DELAYED)" in line]

    def first_hit(self):
        """When the first call failed; None when none did."""
        return next(iter(self.hits()), None)

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()
        self.process.stderr.close()
