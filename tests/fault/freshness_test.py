"""P4: an older page, file or write-ahead log put back never gives an older value or consent."""
import pathlib
import shutil
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from support import case
from support.people import People
from support.server import StartRefused, Vault
from support.tenant import Tenant, must

PAGE_BYTES = 4_096
WAL_HEADER_BYTES, FRAME_HEADER_BYTES = 32, 24
OLD, NEW = "Oldminster", "Newcaster"
REFUSED = {(503, "stale-state"), (500, "integrity"), (503, "sealed")}


def pages_that_differ(old, new):
    """Numbers, from 0, of the pages of `old` that are otherwise in `new`."""
    count = min(len(old), len(new)) // PAGE_BYTES
    spans = [(number * PAGE_BYTES, (number + 1) * PAGE_BYTES) for number in range(count)]
    return [number for number, (start, end) in enumerate(spans)
            if old[start:end] != new[start:end]]


def with_page(new, old, number):
    start, end = number * PAGE_BYTES, (number + 1) * PAGE_BYTES
    return new[:start] + old[start:end] + new[end:]


class FreshnessTest(unittest.TestCase):
    def setUp(self):
        self.vault = Vault({"LEADVAULT_ROW_CACHE_MIB": "0"})  # every read looks at the file
        self.addCleanup(self.vault.close)
        self.vault.init().shrink_log().start()
        self.tenant = Tenant(self.vault, "acme")
        self.crm = self.tenant.principal("crm")
        self.people = People(seed=6)
        self.others = [self.create()[0] for _ in range(30)]
        self.lead, _ = self.create(city=OLD)
        self.newest = [self.create()[0] for _ in range(60)][-1]  # on another page
        self.database = self.vault.data / "store.db"

    def create(self, **fields):
        body = self.people.lead(**fields)
        return must(self.crm.api.post("/v1/leads", body), 201).json["id"], body

    def change(self):
        """A new value and a consent withdrawn: what must never be undone."""
        path = f"/v1/leads/{self.lead}"
        must(self.crm.api.patch(path, {"fields": {"city": NEW}}, version=1), 200)
        must(self.crm.api.post(path + "/consents/sales_outreach/withdraw"), 200)

    def assert_stop(self):
        self.assertEqual(self.vault.stop(), 0)

    def assert_not_older(self, context):
        """The new state or a refusal. Gives True when it was a refusal."""
        refused = False
        for purpose in ("qualification", "sales_outreach"):
            answer = self.crm.api.read(self.lead, ["city"], purpose=purpose)
            self.assertNotIn(OLD, answer.text, context)
            if (answer.status, answer.code) in REFUSED:
                refused = True
            elif purpose == "qualification":
                self.assertEqual(answer.status, 200, (context, answer))
                self.assertEqual(answer.json["fields"], {"city": NEW}, context)
            else:
                self.assertEqual((answer.status, answer.code), (403, "consent-missing"),
                                 (context, answer))
        return refused

    def start_or_refuse(self, context):
        """Starts on a state put back. True when the start or the lead was refused."""
        try:
            self.vault.start()
        except StartRefused as refusal:
            self.assertNotEqual(refusal.status, 0)
            self.assertRegex(refusal.log, "stale-state|integrity", context)
            return True
        refused = self.assert_not_older(context)
        self.vault.kill()
        return refused

    def keep(self, name):
        target = self.vault.folder / name
        shutil.copytree(self.vault.data, target)
        return target

    def put_back(self, source):
        self.vault.kill()
        shutil.rmtree(self.vault.data)
        shutil.copytree(source, self.vault.data)

    def test_p4_an_older_database_is_refused_at_the_start(self):
        self.assert_stop()
        old = self.keep("old")
        self.vault.start()
        self.change()
        self.assert_stop()
        for name in ("store.db", "store.db-wal", "store.db-shm"):
            (self.vault.data / name).unlink(missing_ok=True)
            if (old / name).exists():
                shutil.copy(old / name, self.vault.data / name)
        with self.assertRaises(StartRefused) as caught:
            self.vault.start()
        self.assertIn("stale-state", caught.exception.log)

    def test_p4_an_older_page_put_back_before_a_start_gives_no_older_state(self):
        self.assert_stop()
        old = self.database.read_bytes()
        self.vault.start()
        self.change()
        self.assert_stop()
        self.assertFalse(self.wal_bytes(), "a clean stop leaves everything in the database file")
        kept, new = self.keep("new"), self.database.read_bytes()
        numbers = pages_that_differ(old, new)
        self.assertGreater(len(numbers), 0)
        refused = 0
        for number in numbers:
            self.put_back(kept)
            self.database.write_bytes(with_page(new, old, number))
            refused += self.start_or_refuse(f"page {number}")
        self.assertGreater(refused, 0)

    def wal_bytes(self):
        path = self.vault.data / "store.db-wal"
        return path.read_bytes() if path.exists() else b""

    def commits(self, wal):
        """Ends of all committed transactions in a write-ahead log, as SQLite's format tells."""
        page = int.from_bytes(wal[8:12], "big")
        salts, ends = wal[16:24], []
        step = FRAME_HEADER_BYTES + page
        for at in range(WAL_HEADER_BYTES, len(wal) - step + 1, step):
            if wal[at + 8:at + 16] != salts:
                break
            if int.from_bytes(wal[at + 4:at + 8], "big") != 0:
                ends.append(at + step)
        return ends

    def test_p4_a_write_ahead_log_cut_at_a_frame_boundary_is_refused_at_the_start(self):
        self.change()
        for _ in range(3):
            must(self.crm.api.read(self.lead, ["city"], purpose="qualification"), 200)
        self.vault.kill()
        kept, wal = self.keep("killed"), self.wal_bytes()
        ends = self.commits(wal)
        self.assertGreater(len(ends), 10)
        for end in (WAL_HEADER_BYTES, ends[0], ends[len(ends) // 2], ends[-3], ends[-2]):
            self.put_back(kept)
            (self.vault.data / "store.db-wal").write_bytes(wal[:end])
            (self.vault.data / "store.db-shm").unlink(missing_ok=True)
            with self.assertRaises(StartRefused) as caught:
                self.vault.start()
            self.assertIn("stale-state", caught.exception.log, end)
        self.put_back(kept)
        self.vault.start()
        self.assertFalse(self.assert_not_older("the whole log"))

    def flush(self):
        """An erasure empties the write-ahead log: the database file then holds everything."""
        must(self.crm.api.delete(f"/v1/leads/{self.others.pop(0)}"), 204)
        deadline = time.monotonic() + 10
        while self.wal_bytes():
            self.assertLess(time.monotonic(), deadline, "the write-ahead log was not emptied")
            time.sleep(0.02)
        return self.database.read_bytes()

    def test_p4_an_older_page_put_back_under_the_running_server_gives_no_older_state(self):
        old = self.flush()
        self.change()
        new = self.flush()
        refused, version = 0, 1
        for number in pages_that_differ(old, new):
            now = self.flush()
            self.write_page(old, number)
            # A commit elsewhere: readers drop the pages that they still hold.
            answer = self.crm.api.patch(f"/v1/leads/{self.newest}",
                                        {"fields": {"city": f"Round {number}"}}, version=version)
            version += answer.status == 200
            for _ in range(4):
                refused += self.assert_not_older(f"page {number}")
            self.write_page(now, number)
        self.assertGreater(refused, 0)

    def write_page(self, text, number):
        with open(self.database, "r+b") as file:
            file.seek(number * PAGE_BYTES)
            file.write(text[number * PAGE_BYTES:(number + 1) * PAGE_BYTES])


if __name__ == "__main__":
    case.main()
