"""strace on a running server: system calls of one kind fail, are slow, or end the process."""
import pathlib
import subprocess
import time

ATTACH_S, DETACH_S = 20, 0.5


class Tracer:
    """`inject` is strace's: error=EIO, delay_enter=500000, signal=SIGKILL:when=N (N in a thread);
    None only writes down the calls."""

    def __init__(self, vault, calls, inject, paths=(), thread=None):
        self.output = vault.folder / "strace.txt"
        self.pid = vault.process.pid
        wanted = [str(self.pid)] if thread is None else [str(thread)]
        self.threads = None if thread is None else wanted
        follow = ["-f"] if thread is None else []
        only = [part for path in paths for part in ("-P", str(path))]
        tamper = [] if inject is None else ["-e", f"inject={calls}:{inject}"]
        self.process = subprocess.Popen(
            ["strace", *follow, "-ttt", "-p", *wanted, *only, "-e", f"trace={calls}", *tamper,
             "-o", str(self.output)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + ATTACH_S
        while not self.attached():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"strace does not work here: {self.process.stderr.read()}")
            time.sleep(0.01)

    def attached(self):
        """Also true once the process has ended."""
        tasks = pathlib.Path(f"/proc/{self.pid}/task")
        try:
            names = self.threads or [task.name for task in tasks.iterdir()]
            return all("TracerPid:\t0\n" not in (tasks / name / "status").read_text()
                       for name in names)
        except OSError:
            return True

    def hits(self):
        """When each call that was tampered with began, in seconds since 1970."""
        return [float(line.split()[0 if self.threads else 1])
                for line in self.output.read_text(errors="replace").splitlines()
                if "(INJECTED)" in line or "(DELAYED)" in line]

    def first_hit(self):
        """When the first call was tampered with; None when none was."""
        return next(iter(self.hits()), None)

    def killed(self):
        """Whether the server was killed under it; the call itself may have got no line."""
        return "+++ killed by SIGKILL +++" in self.output.read_text(errors="replace")

    def close(self):
        """Detaches. From a process that is just dying strace cannot always detach: then it is
        killed, which frees the process as well."""
        self.process.terminate()
        try:
            self.process.wait(DETACH_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stderr.close()
