"""What a power loss takes on powerfs and what it leaves: the rules that every power-loss round of
the vault rests on."""
import contextlib
import errno
import mmap
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from power_disk import PowerDisk, skip_without_powerfs

BLOCK = 4096
SECTOR = 512

# Commits until it is killed; each number is printed once it is committed.
COMMITTER = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("pragma journal_mode=wal")
database.execute(f"pragma synchronous={sys.argv[2]}")
database.execute("create table if not exists t(n integer primary key)")
while True:
    print(database.execute("insert into t default values").lastrowid, flush=True)
"""


class PowerLoss(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="leadvault-powerfs-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.disk = PowerDisk(self.folder)
        self.addCleanup(lambda: self.disk.close())
        self.root = self.disk.mount

    @contextlib.contextmanager
    def opened(self, name, flags=os.O_RDWR | os.O_CREAT):
        fd = os.open(self.root / name, flags)
        try:
            yield fd
        finally:
            os.close(fd)

    def sync_folder(self, name="."):
        with self.opened(name, os.O_RDONLY | os.O_DIRECTORY) as fd:
            os.fsync(fd)

    def lasting(self, name, data):
        """A file that is there, wholly synced, with its name."""
        with self.opened(name) as fd:
            os.pwrite(fd, data, 0)
            os.fsync(fd)
        self.sync_folder((self.root / name).parent)

    def data(self, name):
        return (self.root / name).read_bytes()

    def names(self):
        return sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*"))

    def test_unsynced_data_is_gone_and_synced_data_remains(self):
        self.lasting("a", b"old" * 1000)
        with self.opened("a") as fd:
            os.pwrite(fd, b"saved", 10)
            os.fdatasync(fd)
            os.pwrite(fd, b"forgotten", 20)
            os.pwrite(fd, b"grown", 100_000)
        self.assertEqual(self.data("a")[20:29], b"forgotten")
        self.disk.power_loss()
        expected = bytearray(b"old" * 1000)
        expected[10:15] = b"saved"
        self.assertEqual(self.data("a"), bytes(expected))

    def test_a_truncation_is_undone_unless_it_was_synced(self):
        self.lasting("a", b"x" * 10_000)
        self.lasting("b", b"y" * 10_000)
        os.truncate(self.root / "a", 5)
        with self.opened("b", os.O_RDWR | os.O_TRUNC) as fd:
            os.posix_fallocate(fd, 0, 300)
            os.fsync(fd)
            os.posix_fallocate(fd, 0, 700)
        self.assertEqual(len(self.data("b")), 700)
        self.disk.power_loss()
        self.assertEqual(self.data("a"), b"x" * 10_000)
        self.assertEqual(self.data("b"), bytes(300))

    def test_a_synchronous_write_needs_no_sync(self):
        self.lasting("a", b"")
        with self.opened("a", os.O_RDWR | os.O_DSYNC) as fd:
            os.pwrite(fd, b"dsync", 0)
        with self.opened("a") as fd:
            os.pwritev(fd, [b"rwf"], 10, os.RWF_DSYNC)
            os.pwritev(fd, [b"plain"], 20)
        self.disk.power_loss()
        self.assertEqual(self.data("a"), b"dsync" + bytes(5) + b"rwf")

    def test_a_name_needs_a_sync_of_its_folder_even_when_the_file_was_synced(self):
        with self.opened("named") as fd:
            os.write(fd, b"1")
            os.fsync(fd)
        self.sync_folder()
        with self.opened("unnamed") as fd:
            os.write(fd, b"2")
            os.fsync(fd)
        (self.root / "folder").mkdir()
        self.lasting("folder/inner", b"3")
        self.disk.power_loss()
        self.assertEqual(self.names(), ["named"])
        self.assertEqual(self.data("named"), b"1")

    def test_a_name_may_last_without_its_content(self):
        with self.opened("a") as fd:
            os.write(fd, b"never synced")
        self.sync_folder()
        self.disk.power_loss()
        self.assertEqual(self.data("a"), b"")

    def test_renames_and_removals_are_undone_without_a_sync_of_the_folder(self):
        self.lasting("kept", b"old")
        self.lasting("kept.tmp", b"new")
        self.lasting("removed", b"still here")
        (self.root / "empty").mkdir()
        self.sync_folder()
        os.rename(self.root / "kept.tmp", self.root / "kept")
        os.unlink(self.root / "removed")
        (self.root / "empty").rmdir()
        self.assertEqual(self.names(), ["kept"])
        self.disk.power_loss()
        self.assertEqual(self.names(), ["empty", "kept", "kept.tmp", "removed"])
        self.assertEqual(self.data("kept"), b"old")
        self.assertEqual(self.data("kept.tmp"), b"new")
        os.rename(self.root / "kept.tmp", self.root / "kept")
        os.unlink(self.root / "removed")
        self.sync_folder()
        self.disk.power_loss()
        self.assertEqual(self.names(), ["empty", "kept"])
        self.assertEqual(self.data("kept"), b"new")

    def overwrite(self, seed, *how):
        """Sixteen unsynced writes of two blocks over durable zeros, then a loss: what is there."""
        self.lasting("a", bytes(32 * BLOCK))
        with self.opened("a") as fd:
            for number in range(16):
                os.pwrite(fd, bytes([number + 1]) * 2 * BLOCK, number * 2 * BLOCK)
        told = self.disk.power_loss(*how, seed=seed)
        return told, self.data("a")

    def test_reordered_writes_survive_or_not_as_the_seed_says(self):
        seen = set()
        for seed in range(8):
            told, data = self.overwrite(seed, "reorder")
            self.assertEqual((told, data), self.overwrite(seed, "reorder"))
            self.assertEqual(told["lost_writes"] + told["survived_writes"], 16)
            self.assertEqual(told["torn_writes"], 0)
            survived = 0
            for number in range(16):
                piece = data[number * 2 * BLOCK:(number + 1) * 2 * BLOCK]
                self.assertIn(set(piece), ({0}, {number + 1}))
                survived += piece[0] != 0
            self.assertEqual(survived, told["survived_writes"])
            seen.add(data)
        self.assertGreater(len(seen), 6)

    def test_torn_writes_are_cut_at_sectors_and_repeat_by_seed(self):
        torn = 0
        for seed in range(8):
            told, data = self.overwrite(seed, "reorder", "tear")
            self.assertEqual((told, data), self.overwrite(seed, "reorder", "tear"))
            torn += told["torn_writes"]
            mixed = 0
            for number in range(16):
                piece = data[number * 2 * BLOCK:(number + 1) * 2 * BLOCK]
                for at in range(0, len(piece), SECTOR):
                    self.assertIn(set(piece[at:at + SECTOR]), ({0}, {number + 1}))
                mixed += len(set(piece)) == 2
            self.assertEqual(mixed, told["torn_writes"])
        self.assertGreater(torn, 8)

    def test_tearing_alone_keeps_the_order_and_cuts_the_last_write(self):
        cut = 0
        for seed in range(12):
            _, data = self.overwrite(seed, "tear")
            whole = [data[n * 2 * BLOCK:(n + 1) * 2 * BLOCK] == bytes([n + 1]) * 2 * BLOCK
                     for n in range(16)]
            count = whole.index(False) if False in whole else 16
            self.assertEqual(set(data[(count + 1) * 2 * BLOCK:]) - {0}, set())
            cut += len(set(data[count * 2 * BLOCK:(count + 1) * 2 * BLOCK])) == 2
        self.assertGreater(cut, 4)

    def test_what_was_synced_is_never_harmed_by_what_survives(self):
        for seed in range(20):
            self.lasting("a", b"")
            with self.opened("a") as fd:
                for number in range(10):
                    os.pwrite(fd, b"u" * 1000, 900 * number)
                os.fdatasync(fd)
                saved = self.data("a")
                for number in range(10):
                    os.pwrite(fd, b"v" * 3000, 9900 + 2000 * number)
            self.disk.power_loss("reorder", "tear", seed=seed)
            self.assertEqual(self.data("a")[:len(saved)], saved)
            os.unlink(self.root / "a")
            self.sync_folder()

    def test_an_unsynced_rename_survives_as_a_whole_or_not_at_all(self):
        outcomes = set()
        for seed in range(24):
            self.lasting("a", b"old")
            self.lasting("a.tmp", b"new")
            self.lasting("b", b"other")
            os.rename(self.root / "a.tmp", self.root / "a")
            os.rename(self.root / "b", self.root / "c")
            self.disk.power_loss("reorder", seed=seed)
            found = {name: self.data(name) for name in self.names()}
            self.assertIn(({"a", "a.tmp"} <= found.keys(), found["a"]),
                          {(True, b"old"), (False, b"new")})
            self.assertEqual("b" in found, "c" not in found)
            outcomes.add(tuple(found))
            for name in found:
                os.unlink(self.root / name)
            self.sync_folder()
        self.assertEqual(len(outcomes), 4)

    def test_changes_of_one_name_survive_in_their_order(self):
        for content in (b"1", b"2"):
            self.lasting(content.decode(), content)
        states = [{"1", "2"}, {"t", "2"}, {"a", "2"}, {"a", "t"}, {"a"}]
        seen = set()
        for seed in range(40):
            for content in "12":
                os.rename(self.root / content, self.root / "t")
                os.rename(self.root / "t", self.root / "a")
            self.disk.power_loss("reorder", seed=seed)
            found = {name: self.data(name) for name in self.names()}
            self.assertIn(found.keys(), states)
            seen.add(frozenset(found))
            for name in found:
                os.unlink(self.root / name)
            for content in (b"1", b"2"):
                self.lasting(content.decode(), content)
        self.assertGreater(len(seen), 2)

    def test_a_failed_sync_is_believed_at_its_peril(self):
        self.lasting("a", b"")
        self.disk.command("fail", "fsync", "EIO", 1, "/a")
        with self.opened("a") as fd:
            os.pwrite(fd, b"lost for good", 0)
            with self.assertRaises(OSError):
                os.fdatasync(fd)
            os.pwrite(fd, b"saved", 5)
            os.fdatasync(fd)
            self.assertEqual(self.data("a"), b"lost savedood")
        self.disk.power_loss()
        self.assertEqual(self.data("a"), bytes(5) + b"saved")

    def test_ordered_failures_hit_the_call_the_path_and_the_count(self):
        self.lasting("a", b"")
        self.lasting("b", b"")
        self.disk.command("fail", "write", "ENOSPC", "always", "/a")
        with self.opened("a") as a, self.opened("b") as b:
            os.write(b, b"fits")
            with self.assertRaisesRegex(OSError, "No space"):
                os.write(a, b"does not")
            with self.assertRaisesRegex(OSError, "No space"):
                os.posix_fallocate(a, 0, 10)
            self.disk.command("fail", "none")
            os.write(a, b"fits")
        self.disk.command("fail", "create", "EACCES", 1)
        with self.assertRaises(PermissionError):
            (self.root / "d").mkdir()
        (self.root / "d").mkdir()

    def test_a_stalled_sync_saves_nothing_before_its_end_and_holds_up_no_other_file(self):
        self.lasting("a", b"")
        self.disk.command("stall", 1000)
        with self.opened("a") as fd:
            os.pwrite(fd, b"never", 0)
            outcome = []

            def sync():
                try:
                    os.fdatasync(fd)
                except OSError as failure:
                    outcome.append(failure.errno)
            thread = threading.Thread(target=sync)
            thread.start()
            with self.opened("b") as other:
                os.write(other, b"x")
            self.disk.power_loss()
            self.assertTrue(thread.is_alive())
            thread.join()
        self.assertEqual(outcome, [errno.ESTALE])
        self.assertEqual(self.data("a"), b"")

    def test_sync_saves_everything_and_status_counts_what_is_not(self):
        with self.opened("a") as fd:
            os.write(fd, b"12345")
        status = self.disk.command("status")
        self.assertEqual((status["unsynced_bytes"], status["unsynced_names"]), (5, 1))
        self.disk.command("sync")
        status = self.disk.command("status")
        self.assertEqual((status["unsynced_writes"], status["unsynced_names"]), (0, 0))
        self.disk.power_loss()
        self.assertEqual(self.data("a"), b"12345")

    def test_the_backing_folder_is_served_again_after_an_orderly_end(self):
        with self.opened("a") as fd:
            os.write(fd, b"whole")
        os.unlink(self.root / "a")
        (self.root / "b").write_bytes(b"whole")
        self.disk.close()
        self.assertEqual([path.name for path in self.disk.backing.iterdir()], ["b"])
        self.disk = PowerDisk(self.folder)
        self.disk.power_loss()
        self.assertEqual(self.data("b"), b"whole")

    def test_what_was_open_across_the_loss_is_stale_and_the_mount_serves_on(self):
        self.lasting("a", b"x")
        with self.opened("a") as fd:
            self.disk.power_loss()
            with self.assertRaisesRegex(OSError, "Stale"):
                os.pwrite(fd, b"y", 0)
        self.assertEqual(self.data("a"), b"x")

    def test_a_removed_file_can_be_used_while_it_is_open(self):
        self.lasting("a", b"x")
        with self.opened("a") as fd:
            os.unlink(self.root / "a")
            self.sync_folder()
            os.pwrite(fd, b"y", 1)
            self.assertEqual(os.pread(fd, 10, 0), b"xy")
            self.assertEqual(os.fstat(fd).st_nlink, 0)
        removed = self.folder / "backing.removed"
        deadline = time.monotonic() + 10  # the kernel forgets in its own time
        while list(removed.iterdir()):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)

    def test_shared_mappings_work_and_last_when_they_are_synced(self):
        self.lasting("a", bytes(2 * BLOCK))
        with self.opened("a") as one, self.opened("a") as two:
            with mmap.mmap(one, 2 * BLOCK) as first, mmap.mmap(two, 2 * BLOCK) as second:
                first[0:5] = b"saved"
                self.assertEqual(second[0:5], b"saved")
                first.flush()
                first[BLOCK:BLOCK + 4] = b"lost"
        self.disk.power_loss()
        self.assertEqual(self.data("a"), b"saved" + bytes(2 * BLOCK - 5))

    def commits(self, synchronous):
        """Commits of a killed program before a loss: how many it was told, how many are there."""
        database = self.root / "t.db"
        program = subprocess.Popen([sys.executable, "-c", COMMITTER, database, synchronous],
                                   stdout=subprocess.PIPE, text=True)
        with program:
            acknowledged = 0
            while acknowledged < 200:
                acknowledged = int(program.stdout.readline())
            program.kill()
            acknowledged = max([acknowledged, *map(int, program.stdout.read().split("\n")[:-1])])
        self.disk.power_loss()
        try:
            with contextlib.closing(sqlite3.connect(database)) as after:
                self.assertEqual(after.execute("pragma integrity_check").fetchone(), ("ok",))
                return acknowledged, after.execute("select count(*) from t").fetchone()[0]
        except sqlite3.OperationalError:
            return acknowledged, 0  # not even the table is there

    def test_sqlite_keeps_every_commit_when_it_syncs_each(self):
        for _ in range(3):
            acknowledged, found = self.commits("full")
            self.assertGreaterEqual(found, acknowledged)

    def test_sqlite_loses_commits_when_it_does_not_sync_each(self):
        acknowledged, found = self.commits("normal")
        self.assertLess(found, acknowledged)


if __name__ == "__main__":
    skip_without_powerfs("power loss on powerfs")
    unittest.main()
