"""What an operator changes stands in the installation's own log, and a wrong folder is refused."""
import os
import signal
import threading
import time

from support import case
from support.events import events
from support.server import StartRefused, run
from support.tenant import must

EXIT_FAILED = 1


class OperationsTest(case.VaultCase):
    names = ("crm",)

    def kinds(self, kind):
        return events(self.tenant.operator, kind=kind)

    def restart(self, *more):
        self.assertEqual(self.vault.stop(), 0)
        self.vault.start(*more)

    def test_a_changed_setting_is_an_entry_and_an_unchanged_one_is_none(self):
        before = len(self.kinds("configuration-changed"))
        self.assertGreaterEqual(before, 1)
        self.restart()
        self.assertEqual(len(self.kinds("configuration-changed")), before)
        self.restart("--cache-mib", "32")
        self.assertEqual(len(self.kinds("configuration-changed")), before + 1)
        self.restart()
        self.assertEqual(len(self.kinds("configuration-changed")), before + 2)

    def test_a_reloaded_certificate_is_an_entry_unless_it_is_the_same_or_unsound(self):
        before = len(self.kinds("configuration-changed"))
        self.hang_up("certificates-reloaded")
        self.assertEqual(len(self.kinds("configuration-changed")), before)
        run("dev-certs", "--out", self.vault.certificates)
        self.hang_up("certificates-reloaded")
        self.assertEqual(len(self.kinds("configuration-changed")), before + 1)
        sound = (self.vault.certificates / "server.pem").read_bytes()
        (self.vault.certificates / "server.pem").write_text("nonsense")
        self.hang_up("certificates-kept")
        self.assertEqual(len(self.kinds("configuration-changed")), before + 1)
        (self.vault.certificates / "server.pem").write_bytes(sound)

    def test_a_reload_logs_and_serves_what_it_read_though_the_file_is_another_by_then(self):
        self.hang_up("certificates-reloaded")
        before = len(self.kinds("configuration-changed"))
        certificate = self.vault.certificates / "server.pem"
        sound = certificate.read_bytes()
        other = certificate.with_suffix(".other")
        other.write_text("nonsense")
        self.addCleanup(certificate.write_bytes, sound)
        certificate.unlink()
        os.mkfifo(certificate)

        def give_once():
            with open(certificate, "wb") as pipe:  # waits for the reader
                other.rename(certificate)
                pipe.write(sound)

        giver = threading.Thread(target=give_once)
        giver.start()
        self.hang_up("certificates-reloaded")
        giver.join()
        self.assertEqual(len(self.kinds("configuration-changed")), before)

    def hang_up(self, event):
        seen = self.vault.log_text.count(event)
        self.vault.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 10
        while self.vault.log_text.count(event) == seen:
            self.assertLess(time.monotonic(), deadline, f"no {event} in the log")
            time.sleep(0.01)
        self.tenant.operator.close()  # the next call trusts the certificate of now

    def test_the_operator_reads_the_installations_log_and_no_tenants(self):
        self.create()
        found = {event["kind"] for event in events(self.tenant.operator)}
        self.assertLessEqual({"started", "tenant-created", "catalogue-changed"}, found)
        self.assertFalse({"lead-created", "release"} & found)

    def test_another_domain_than_that_of_the_checkpoints_is_refused(self):
        must(self.tenant.operator.get("/v1/audit/checkpoint"), 200)
        self.assertEqual(self.vault.stop(), 0)
        with self.assertRaises(StartRefused) as refused:
            self.vault.start("--domain", "elsewhere.example")
        self.assertEqual(refused.exception.status, EXIT_FAILED)
        self.assertIn("set `domain` to that of init", refused.exception.log)
        self.vault.start()


if __name__ == "__main__":
    case.main()
