"""PowerDisk: a mounted powerfs (powerfs/README.md), and its commands."""
import os
import pathlib
import socket
import subprocess
import sys

NO_FUSE = "needs /dev/fuse, libfuse3-dev and the right to mount"


def program():
    """The path of powerfs, or None where it cannot be used."""
    path = os.environ.get("POWERFS_BIN", "")
    if os.environ.get("LEADVAULT_NO_MOUNT") == "1" or not os.access("/dev/fuse", os.W_OK):
        return None
    return path if os.access(path, os.X_OK) else None


def skip_without_powerfs(what):
    if program() is None:
        print(f"SKIPPED {what}: {NO_FUSE}")
        sys.exit(77)


class PowerDisk:
    """Serves folder/backing at folder/mount until it is closed."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.backing, self.mount = folder / "backing", folder / "mount"
        self.backing.mkdir(exist_ok=True)
        self.mount.mkdir(exist_ok=True)
        control = folder / "powerfs.socket"
        self.process = subprocess.Popen(
            [program(), "--control", control, self.backing, self.mount], stdout=subprocess.PIPE,
            text=True)
        if self.process.stdout.readline() != "ready\n":
            raise AssertionError(f"powerfs ended with {self.process.wait()}")
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.connect(str(control))
        self.answers = self.connection.makefile()

    def command(self, *words):
        """The numbers of the answer, by name."""
        self.connection.sendall((" ".join(map(str, words)) + "\n").encode())
        kind, *told = self.answers.readline().split()
        if kind != "ok":
            raise AssertionError(f"{words} was answered by {kind} {' '.join(told)}")
        return {name: int(value) for name, value in (item.split("=") for item in told)}

    def power_loss(self, *how, seed=0):
        return self.command("power-loss", f"seed={seed}", *how)

    def close(self):
        self.answers.close()
        self.connection.close()
        self.process.terminate()
        self.process.stdout.close()
        if self.process.wait(30) != 0:
            raise AssertionError(f"powerfs ended with {self.process.returncode}")
