"""The command line where something fails: a full disk, a refusal, a server that restarts."""
import concurrent.futures
import json
import os
import re
import time

from support import case
from support.cli import CommandLine
from support.tenant import must

EXPORT = ("lead", "export", "--fields", "email", "--purpose", "sales_outreach")
PAGE_ROWS = 500


class CommandLineTest(case.VaultCase):
    names = ("crm", "officer", "rep")

    def setUp(self):
        self.command = CommandLine(self.vault, self.crm)
        self.folder = self.vault.folder

    def run_full(self, command, *arguments):
        """Runs with a standard output on a full disk."""
        with open("/dev/full", "w", encoding="utf-8") as full:
            return command.run(*arguments, check=False, stdout=full)

    def test_an_export_to_a_full_disk_fails(self):
        self.create()
        done = self.run_full(self.command, *EXPORT)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("0 leads exported", done.stderr)
        self.assertIn("the disk is full", done.stderr)
        self.assertEqual(self.run_full(self.command, "status").returncode, 1)

    def test_a_key_that_a_full_disk_took_can_be_revoked(self):
        admin = CommandLine(self.vault, self.tenant.admin)
        done = self.run_full(admin, "key", "create", self.rep.id)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertNotIn("lvk_", done.stderr)
        credential = re.search(r"credential (cred_\w+) was issued", done.stderr).group(1)
        admin.run("key", "revoke", self.rep.id, credential)

    def test_an_export_says_what_was_withheld(self):
        self.create()
        self.create(consents=())
        file = self.folder / "withheld.ndjson"
        told = json.loads(self.command.run(*EXPORT, "--json", "--out", file).stdout)
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        self.assertEqual(told["exported"], sum("id" in line for line in lines))
        self.assertGreaterEqual(told["withheld"], 1)
        self.assertTrue(told["complete"])
        done = self.command.run(*EXPORT, "--out", self.folder / "withheld.2")
        self.assertIn(f"{told['exported']} leads exported, {told['withheld']} withheld.",
                      done.stderr)

    def test_a_refused_export_leaves_no_file(self):
        file = self.folder / "refused.ndjson"
        done = CommandLine(self.vault, self.rep).run(*EXPORT, "--out", file, check=False)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertFalse(file.exists())
        self.command.run(*EXPORT, "--out", file)

    def test_a_checkpoint_goes_to_its_file_with_json_as_well(self):
        self.create()
        self.await_that(lambda: self.officer.api.get("/v1/audit/checkpoint").status == 200)
        file = self.folder / "newest.checkpoint"
        officer = CommandLine(self.vault, self.officer)
        done = officer.run("audit", "checkpoint", "--json", "--out", file)
        self.assertEqual(json.loads(done.stdout)["checkpoint"], file.read_text())

    def test_an_import_goes_on_when_the_server_was_away_between_pages(self):
        pipe = self.folder / "leads.ndjson"
        os.mkfifo(pipe)
        rows = [json.dumps({"key": str(i), "lead": self.people.lead()}) + "\n"
                for i in range(PAGE_ROWS + 3)]
        with concurrent.futures.ThreadPoolExecutor() as pool:
            running = pool.submit(self.command.run, "lead", "import", pipe, "--name", "away",
                                  "--json")
            with open(pipe, "w", encoding="utf-8") as file:
                file.writelines(rows[:PAGE_ROWS])
                file.flush()
                self.await_that(lambda: self.rows_of("away") == PAGE_ROWS)
                self.vault.listen = f"127.0.0.1:{self.vault.port}"
                self.assertEqual(self.vault.stop(), 0)
                file.writelines(rows[PAGE_ROWS:])
            time.sleep(0.2)  # the last page meets no server first
            self.vault.start()
            told = json.loads(running.result().stdout)
        self.assertEqual((told["read"], told["created"], told["complete"]),
                         (len(rows), len(rows), True))

    def rows_of(self, name):
        """How many rows the import of this name has stored."""
        return must(self.crm.api.post("/v1/imports", {"name": name}), 201).json["rows"]

    def await_that(self, condition):
        deadline = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)


if __name__ == "__main__":
    case.main()
