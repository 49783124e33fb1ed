"""Files as they come: the shipped sample, and exports of other systems by `lead import`."""
import csv
import json
import pathlib
import subprocess

from support import case
from support.cli import CommandLine
from support.events import events
from support.server import SOURCE
from support.tenant import must

MAPPINGS = SOURCE / "policies/mappings"
BATCH = 1_000
REGIONS = {
    "Australia": "AU", "Brazil": "BR", "France": "FR", "Germany": "DE", "India": "IN",
    "Italy": "IT", "Japan": "JP", "Poland": "PL", "Spain": "ES", "Sweden": "SE",
    "United Kingdom": "GB", "United States": "US"}
# Another implementation than the vault's, on the same pinned metadata.
TO_E164 = """
const { parsePhoneNumberFromString } = require('libphonenumber-js/max');
const asked = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(asked.map(([text, region]) =>
  parsePhoneNumberFromString(text, region)?.number ?? null)));
"""


class RealInputTest(case.VaultCase):
    names = ("crm", "officer")

    def load(self, file, mapping, check=True):
        """Imports by the command line; the parsed report and the process."""
        command = CommandLine(self.vault, self.crm)
        done = command.run("lead", "import", file, "--mapping", MAPPINGS / f"{mapping}.toml",
                           "--purpose", "qualification", "--json", check=check)
        return json.loads(done.stdout), done

    def find(self, query):
        answer = must(self.crm.api.post("/v1/leads/search", query, purpose="qualification"), 200)
        return [item["id"] for item in answer.json["data"]]

    def read_back(self, ids, fields):
        """Every lead's fields by id, in batches; the log must name each of them."""
        found = {}
        for start in range(0, len(ids), BATCH):
            answer = must(self.crm.api.post("/v1/leads/batch-get", {
                "ids": ids[start:start + BATCH], "fields": fields}, purpose="qualification"), 200)
            found.update({item["id"]: item["fields"] for item in answer.json["data"]})
        logged = {item["id"] for event in events(self.officer.api, kind="release")
                  for item in event["leads"]}
        self.assertLessEqual(set(ids), logged)
        return found

    def test_each_of_the_shipped_1_000_is_found_by_email_and_by_phone(self):
        file = SOURCE / "tests/sample/leads-1000.csv"
        report, _ = self.load(file, "salesforce")
        self.assertEqual((report["created"], report["refused"]), (1_000, 0))
        with open(file, encoding="utf-8", newline="") as text:
            rows = list(csv.DictReader(text))
        phones = self.international(
            [(row[column], REGIONS[row["Country"]]) for row in rows
             for column in ("Phone", "MobilePhone")])
        for place, row in enumerate(rows):
            by_id = self.find({"external_id": {"system": "salesforce", "id": row["Lead ID"]}})
            self.assertEqual(len(by_id), 1, row)
            self.assertIn(by_id[0], self.find({"email": row["Email"].upper()}), row)
            own = [phone for phone in phones[2 * place:2 * place + 2] if phone is not None]
            self.assertTrue(own, row)
            for phone in own:
                self.assertIn(by_id[0], self.find({"phone": phone}), (phone, row))

    def international(self, numbers):
        """Phone numbers as written, with their country, in E.164; None for an empty one."""
        done = subprocess.run(["node", "-e", TO_E164], input=json.dumps(numbers), text=True,
                              capture_output=True, cwd=SOURCE, check=True)
        phones = json.loads(done.stdout)
        for (text, _), phone in zip(numbers, phones):
            self.assertEqual(bool(text), phone is not None, text)
        return phones

    def test_febrl_is_stored_whole_found_and_read_back_equal(self):
        folder = pathlib.Path(case.test_data("febrl data set 3"))
        file = folder / "pii/febrl/dataset3.csv"
        report, _ = self.load(file, "febrl")
        self.assertEqual((report["created"], report["refused"]), (5_000, 0))
        columns = {"given_name": "given_name", "surname": "family_name",
                   "street_number": "street_number", "address_1": "street",
                   "address_2": "address_line2", "suburb": "suburb", "postcode": "postal_code",
                   "state": "state"}
        wanted = {}
        with open(file, encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows, skipinitialspace=True):
                ids = self.find({"external_id": {"system": "febrl", "id": row["rec_id"]}})
                self.assertEqual(len(ids), 1, row["rec_id"])
                wanted[ids[0]] = {ours: row[theirs].strip() or None
                                  for theirs, ours in columns.items()}
        self.assertEqual(len(wanted), 5_000)
        self.assertEqual(self.read_back(list(wanted), list(columns.values())), wanted)

    def test_bad_rows_of_exports_are_refused_with_row_pointer_and_rule(self):
        folder = pathlib.Path(case.test_data("exports of other systems")) / "payloads"
        report, done = self.load(folder / "salesforce_leads_export.csv", "salesforce", check=False)
        self.assertEqual((report["created"], report["refused"]), (2, 1), report)
        self.assertRegex(done.stdout + done.stderr, r"row 3 refused: /Email email-syntax")
        self.assertIn("phone-not-indexed", done.stdout + done.stderr)

        report, done = self.load(folder / "hubspot_contacts_export.csv", "hubspot", check=False)
        self.assertEqual((report["created"], report["refused"]), (4, 1), report)
        self.assertRegex(done.stdout + done.stderr, r"row 3\b")
        twins = self.find({"email": "camille@example.com"})
        self.assertEqual(len(twins), 2)
        flags = [self.crm.api.get(f"/v1/leads/{lead}").json["flags"] for lead in twins]
        self.assertEqual(sum("likely-duplicate" in flag for flag in flags), 1)


if __name__ == "__main__":
    case.main()
