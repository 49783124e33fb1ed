"""Starts that must be refused, each with its reason and nothing written; and what signals do."""
import fcntl
import hashlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from support import case
from support.people import People
from support.server import StartRefused, Vault, binary, run
from support.tenant import Tenant, must

NOBODY = 65534
EXIT_FAILED, EXIT_USAGE, EXIT_LOCKED, EXIT_UNSOUND = 1, 2, 7, 9
REFUSED_WITHIN_S = 10
DRAINED_WITHIN_S = 12
SIGNALS = 200


def digests(folder):
    """SHA-256 of every file under a folder."""
    return {path: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


class WrongKeyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.vault = Vault()
        cls.addClassCleanup(cls.vault.close)
        cls.vault.init().shrink_log().start()
        cls.crm = Tenant(cls.vault, "acme").principal("crm")
        must(cls.crm.api.post("/v1/leads", People(seed=68).lead()), 201)
        cls.vault.stop()
        cls.key = cls.vault.key_file.read_bytes()

    def setUp(self):
        self.addCleanup(self.put_key_back)

    def put_key_back(self):
        self.vault.key_file.unlink(missing_ok=True)
        self.vault.key_file.touch(mode=0o600)
        self.vault.key_file.write_bytes(self.key)

    def refuse(self, status, reason):
        """The start is refused soon, says why, and has changed no file."""
        before, began = digests(self.vault.data), time.monotonic()
        with self.assertRaises(StartRefused) as caught:
            self.vault.start()
        self.assertLess(time.monotonic() - began, REFUSED_WITHIN_S)
        self.assertEqual(caught.exception.status, status, caught.exception.log)
        self.assertIn(reason, caught.exception.log)
        self.assertEqual(digests(self.vault.data), before)
        return caught.exception.log

    def test_another_root_key_is_refused_and_nothing_is_written(self):
        with Vault() as other:
            other.init()
            shutil.copy(other.key_file, self.vault.key_file)
        self.refuse(EXIT_FAILED, "not committed to this key")

    def test_a_flipped_bit_anywhere_in_the_root_key_file_is_refused(self):
        for bit in range(0, 8 * len(self.key), 23):
            flipped = bytearray(self.key)
            flipped[bit // 8] ^= 1 << bit % 8
            self.vault.key_file.write_bytes(flipped)
            done = run("serve", "--data", self.vault.data, "--root-key-file", self.vault.key_file,
                       "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
                       "--tls-cert", self.vault.certificates / "server.pem",
                       "--tls-key", self.vault.certificates / "server.key", check=False)
            self.assertIn(done.returncode, (EXIT_FAILED, EXIT_UNSOUND), bit)

    def test_a_wrong_passphrase_is_refused_and_a_right_one_opens(self):
        with Vault() as vault:
            run("dev-certs", "--out", vault.certificates)
            phrase = vault.folder / "phrase"
            phrase.touch(mode=0o600)
            phrase.write_text("correct horse battery staple\n")
            run("init", "--data", vault.data, "--passphrase-file", phrase)
            verify = ["audit", "verify", "--data", vault.data, "--passphrase-file", phrase]
            self.assertEqual(run(*verify).returncode, 0)
            before = digests(vault.data)
            phrase.write_text("correct horse battery stable\n")
            refused = run(*verify, check=False)
            self.assertEqual(refused.returncode, EXIT_FAILED)
            self.assertIn("not committed to this key", refused.stderr)
            self.assertNotIn("stable", refused.stderr)
            self.assertEqual(digests(vault.data), before)

    def test_a_key_file_that_is_missing_empty_open_linked_or_foreign_is_refused(self):
        file = self.vault.key_file
        os.chmod(file, 0o644)
        self.refuse(EXIT_FAILED, "open to others")
        os.chmod(file, 0o660)
        self.refuse(EXIT_FAILED, "open to others")
        self.put_key_back()
        file.write_bytes(b"")
        self.refuse(EXIT_FAILED, "is empty")
        file.write_bytes(self.key[:-7])
        self.refuse(EXIT_FAILED, "wrong size")
        file.unlink()
        self.refuse(EXIT_USAGE, "no-such-file")
        kept = file.with_name("kept.key")
        kept.touch(mode=0o600)
        kept.write_bytes(self.key)
        file.symlink_to(kept)
        self.refuse(EXIT_FAILED, "symbolic link")
        file.unlink()
        file.mkdir()
        self.refuse(EXIT_FAILED, "not a regular file")
        file.rmdir()
        os.mkfifo(file, 0o600)
        self.refuse(EXIT_FAILED, "not a regular file")

    def test_a_key_file_of_another_user_is_refused(self):
        if os.getuid() != 0:
            case.skip("a key file of another user", "it takes root to make one")
        os.chown(self.vault.key_file, NOBODY, NOBODY)
        self.refuse(EXIT_FAILED, "belongs to another user")


class SecondInstanceTest(case.VaultCase):
    names = ("crm",)

    def test_a_second_server_on_the_same_folder_is_refused_and_the_first_serves_on(self):
        lead, _ = self.create()
        for _ in range(3):
            done = run("serve", "--data", self.vault.data, "--root-key-file", self.vault.key_file,
                       "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
                       "--tls-cert", self.vault.certificates / "server.pem",
                       "--tls-key", self.vault.certificates / "server.key", check=False)
            self.assertEqual(done.returncode, EXIT_LOCKED, done.stderr)
            self.assertIn("another process uses this data folder", done.stderr)
            must(self.crm.api.read(lead, ["city"]), 200)
        self.create()

    def test_of_two_that_make_a_vault_at_once_one_is_refused_and_the_other_s_serves(self):
        for number in range(10):
            with Vault() as made:
                run("dev-certs", "--out", made.certificates)
                command = [binary(), "init", "--data", made.data, "--root-key-file", made.key_file]
                both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                         text=True) for _ in range(2)]
                told = [(each.communicate()[1], each.returncode) for each in both]
                with self.subTest(number=number, told=told):
                    ended = sorted(status for _, status in told)
                    self.assertEqual(ended[0], 0)
                    said = next(said for said, status in told if status != 0)
                    self.assertRegex(said, "another process uses this data folder"
                                           "|this data folder already holds a vault")
                    made.start()
                    Tenant(made, "acme")  # with the operator's key that was kept

    def test_two_vaults_made_at_once_with_one_absent_key_file_never_lose_their_key(self):
        for number in range(10):
            with Vault() as made:
                run("dev-certs", "--out", made.certificates)
                folders = [made.folder / "one", made.folder / "other"]
                both = [subprocess.Popen(
                    [binary(), "init", "--data", folder, "--root-key-file", made.key_file],
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                    for folder in folders]
                told = [(each.communicate()[1], each.returncode) for each in both]
                with self.subTest(number=number, told=told):
                    self.assertIn(0, [status for _, status in told])
                    for made.data, (said, status) in zip(folders, told):
                        if status == 0:  # who came later may have found the finished key
                            made.start()
                            Tenant(made, "acme")
                            made.stop()
                            continue
                        self.assertEqual(status, EXIT_LOCKED, said)
                        self.assertRegex(said, "another process (is|was) making this key file"
                                               "|the key file exists already")
                        self.assertEqual(list(made.data.iterdir()), [])

    def test_an_init_waits_for_no_other_and_leaves_all_as_it_was(self):
        with Vault() as made:
            made.data.mkdir()
            held = os.open(made.data, os.O_RDONLY)
            fcntl.flock(held, fcntl.LOCK_EX)
            done = run("init", "--data", made.data, "--root-key-file", made.key_file, check=False)
            os.close(held)
            self.assertEqual(done.returncode, EXIT_LOCKED, done.stderr)
            self.assertIn("another process uses this data folder", done.stderr)
            self.assertFalse(made.key_file.exists())
            self.assertEqual(list(made.data.iterdir()), [])

    def test_a_vault_is_never_made_over_another(self):
        before = digests(self.vault.data)
        done = run("init", "--data", self.vault.data, "--root-key-file", self.vault.key_file,
                   check=False)
        self.assertEqual(done.returncode, EXIT_LOCKED, done.stderr)
        changed = {path.name for path, digest in digests(self.vault.data).items()
                   if before.get(path) != digest}
        self.assertFalse({"keyring.lvk", "operator.key"} & changed)


class SignalTest(case.VaultCase):
    names = ("crm",)

    def load(self, stop, answers):
        """Creates leads until told to stop or until the server is gone."""
        api = self.crm.api.again()
        people = People(seed=93)
        while not stop.is_set():
            try:
                answers.append(api.post("/v1/leads", people.lead()))
            except Exception:
                return

    def under_load(self, action):
        stop, answers = threading.Event(), []
        threads = [threading.Thread(target=self.load, args=(stop, answers)) for _ in range(3)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        try:
            return action(), answers
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def assert_none_failed(self, answers):
        self.assertGreater(len(answers), 20)
        for answer in answers:
            self.assertEqual(answer.status, 201, answer)

    def test_a_loop_of_reloads_under_load_fails_no_request(self):
        def storm():
            for _ in range(SIGNALS):
                self.vault.process.send_signal(signal.SIGHUP)
                time.sleep(0.002)

        _, answers = self.under_load(storm)
        self.assert_none_failed(answers)
        self.assertIsNone(self.vault.process.poll())
        self.assertIn("certificates-reloaded", self.vault.log_text)

    def test_p2_a_stop_under_load_loses_nothing_that_was_acknowledged(self):
        def stop():
            began = time.monotonic()
            process = self.vault.process
            for kind in (signal.SIGTERM, signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
                process.send_signal(kind)
            status = self.vault.ended(within_s=30)
            return status, time.monotonic() - began

        (status, took), answers = self.under_load(stop)
        self.assertEqual(status, 0, self.vault.log_text[-2000:])
        self.assertLess(took, DRAINED_WITHIN_S)
        self.assert_none_failed(answers)
        self.vault.start()
        for answer in answers:
            must(self.crm.api.get(f"/v1/leads/{answer.json['id']}"), 200)

    def test_other_signals_do_not_end_the_server_with_a_core(self):
        for kind in (signal.SIGPIPE, signal.SIGCHLD, signal.SIGWINCH, signal.SIGURG):
            self.vault.process.send_signal(kind)
        self.create()
        for kind in (signal.SIGUSR1, signal.SIGQUIT):
            self.vault.process.send_signal(kind)
            self.assertEqual(self.vault.ended(within_s=10), -kind)
            self.assertFalse(list(self.vault.folder.rglob("core*")))
            self.vault.start()
            self.create()


if __name__ == "__main__":
    case.main()
