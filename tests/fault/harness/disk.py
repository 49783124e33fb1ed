"""Where a vault's data folder lies: on the disk that is there, on one that forgets, on a small one."""
import os
import pathlib
import shutil
import subprocess
import tempfile

import power_disk

PIECE_BYTES = 1 << 20


class Disk:
    """The file system that is there. `attach` comes before the vault is made."""

    def attach(self, vault):
        """May move the vault's data folder."""
        vault.data.mkdir(mode=0o700)

    def settle(self):
        """Everything so far lasts."""

    def lose_power(self, seed, how=()):
        """This disk keeps what a killed process wrote."""

    def close(self):
        pass


class ForgetfulDisk(Disk):
    """powerfs over a folder in memory: what was not synced can be taken away."""

    def attach(self, vault):
        shared = pathlib.Path("/dev/shm")
        self.folder = pathlib.Path(tempfile.mkdtemp(
            prefix="leadvault-power-", dir=shared if shared.is_dir() else None))
        self.power = power_disk.PowerDisk(self.folder)
        vault.data = self.power.mount

    def settle(self):
        self.power.command("sync")

    def lose_power(self, seed, how=()):
        """After the vault was killed: only what was synced is left, or more by `how`."""
        self.power.power_loss(*how, seed=seed)

    def close(self):
        self.power.close()
        shutil.rmtree(self.folder)


class SmallDisk(Disk):
    """A tmpfs that a file of ballast can fill."""

    SIZE_MIB = 192

    def attach(self, vault):
        self.folder = vault.data
        self.folder.mkdir(mode=0o700)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.SIZE_MIB}m,mode=0700", "tmpfs",
                        str(self.folder)], check=True)

    @property
    def ballast(self):
        return self.folder / "ballast"

    def fill(self, keep_bytes):
        """Leaves so many bytes free, or fewer: the server goes on writing meanwhile."""
        with open(self.ballast, "wb") as file:
            try:
                while (size := self.free() - keep_bytes) > 0:
                    os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size,
                                       min(size, PIECE_BYTES))
            except OSError:
                pass  # full to the last byte

    def free(self):
        space = os.statvfs(self.folder)
        return space.f_bavail * space.f_frsize

    def empty(self):
        self.ballast.unlink(missing_ok=True)

    def close(self):
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)
