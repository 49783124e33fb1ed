"""Imports in rows and exports in pages."""
import csv
import io
import json

from support import case
from support.events import by_id, events
from support.tenant import must


class TransferTest(case.VaultCase):
    names = ("crm", "rep", "officer")

    def rows(self, *keys, **fields):
        return {"rows": [{"key": key, "lead": self.people.lead(**fields)} for key in keys]}

    def opened(self, name):
        return must(self.crm.api.post("/v1/imports", {"name": name}), 201).json

    def test_rows_sent_again_create_nothing(self):
        job = self.opened("fair-2026")
        path = f"/v1/imports/{job['id']}"
        body = self.rows("1", "2", "3")
        first = self.assert_answer(self.crm.api.post(path + "/rows", body), 200).json["data"]
        self.assertEqual([(row["key"], row["outcome"]) for row in first],
                         [("1", "created"), ("2", "created"), ("3", "created")])
        again = self.crm.api.post(path + "/rows", body).json["data"]
        self.assertEqual([(row["outcome"], row["id"]) for row in again],
                         [("existed", row["id"]) for row in first])
        counts = self.assert_answer(self.crm.api.get(path), 200).json
        self.assertEqual((counts["created"], counts["existed"], counts["refused"]), (3, 3, 0))
        self.assertEqual(self.opened("fair-2026")["id"], job["id"])

    def test_rows_sent_again_after_a_restart_create_nothing(self):
        body = self.rows("a", "b")
        job = self.opened("resumed")
        first = must(self.crm.api.post(f"/v1/imports/{job['id']}/rows", body), 200).json["data"]
        self.assertEqual(self.vault.stop(), 0)
        self.vault.start()
        job = self.opened("resumed")
        again = must(self.crm.api.post(f"/v1/imports/{job['id']}/rows", body), 200).json["data"]
        self.assertEqual([(row["outcome"], row["id"]) for row in again],
                         [("existed", row["id"]) for row in first])

    def test_p10_a_refused_row_changes_nothing_and_the_others_are_stored(self):
        job = self.opened("mixed")
        body = self.rows("good", "bad", "also-good")
        body["rows"][1]["lead"]["fields"]["email"] = "not an address"
        body["rows"][1]["lead"]["shoe_size"] = 43
        answer = self.crm.api.post(f"/v1/imports/{job['id']}/rows", body)
        rows = self.assert_answer(answer, 200).json["data"]
        self.assertEqual([row["outcome"] for row in rows], ["created", "refused", "created"])
        self.assertIsNone(rows[1]["id"])
        faults = {(fault["pointer"].split("/lead", 1)[-1], fault["rule"])
                  for fault in rows[1]["errors"]}
        self.assertEqual(faults, {("/fields/email", "email-syntax"),
                                  ("/shoe_size", "unknown-member")})
        self.assertNotIn("not an address", answer.text)
        self.assertEqual(self.crm.api.get(f"/v1/imports/{job['id']}").json["refused"], 1)

    def test_too_many_rows_and_foreign_jobs_are_refused(self):
        job = self.opened("large")
        path = f"/v1/imports/{job['id']}"
        body = {"rows": [{"key": str(i), "lead": {}} for i in range(1001)]}
        answer = self.crm.api.post(path + "/rows", body)
        self.assertEqual((answer.status, answer.code in ("invalid", "too-large")),
                         (answer.status, True), answer)
        other = self.tenant.principal("other-crm", "crm_integration", ["qualification"])
        self.assert_problem(other.api.get(path), 404, "not-found")
        self.assert_problem(self.rep.api.post("/v1/imports", {"name": "x"}), 403, "not-permitted")

    def export(self, body, accept="application/x-ndjson", caller=None):
        api = (caller or self.crm).api
        return api.post("/v1/exports", body, headers={"Accept": accept})

    def test_an_export_gives_each_lead_once_and_a_receipt_for_every_page(self):
        made = dict(self.create(company="Export Works") for _ in range(5))
        secret, _ = self.create(consents=())
        answer = self.assert_answer(self.export({"fields": ["email", "phone.mask"]}), 200)
        self.assertTrue(answer.headers["content-type"].startswith("application/x-ndjson"))
        lines = [json.loads(line) for line in answer.text.splitlines()]
        leads = {line["id"]: line for line in lines if "id" in line}
        receipts = [line["receipt"] for line in lines if "receipt" in line]
        for lead, body in made.items():
            self.assertEqual(leads[lead]["fields"]["email"], body["fields"]["email"])
            self.assertEqual(leads[lead]["masked"], ["phone"])
        self.assertNotIn(secret, leads)
        self.assertGreaterEqual(sum(receipt["refused"] for receipt in receipts), 1)
        self.assertEqual(sum(receipt["records"] for receipt in receipts),
                         len(leads))
        self.assertIsNone(receipts[-1]["next_cursor"])
        self.assertIn("receipt", lines[-1])
        entry = receipts[0]["audit"][0].split("entry=")[1][:30]
        event = by_id(events(self.officer.api, kind="release"))[entry]
        self.assertEqual((event["action"], event["principal"]), ("exportLeads", self.crm.id))
        self.assertLessEqual(set(made), {item["id"] for item in event["leads"]})

    def test_csv_cells_that_a_spreadsheet_would_run_are_neutralised(self):
        formulas = ['=HYPERLINK("http://x.example","y")', "+1+cmd|' /C calc'!A1", "@SUM(A1)",
                    "-2+3"]
        made = {}
        for formula in formulas:
            lead, _ = self.create(company=formula)
            made[lead] = formula
        answer = self.assert_answer(self.export({"fields": ["company", "email"]}, "text/csv"), 200)
        self.assertTrue(answer.headers["content-type"].startswith("text/csv"))
        rows = list(csv.reader(io.StringIO(answer.text)))
        self.assertEqual(rows[0], ["record", "id", "stage", "version", "company", "email"])
        cells = {row[1]: row[4] for row in rows if row[0] == "lead"}
        for lead, formula in made.items():
            self.assertEqual(cells[lead], "'" + formula)
        self.assertEqual(rows[-1][0], "receipt")

    def test_an_export_asks_for_a_purpose_a_form_and_the_right(self):
        ask = {"fields": ["email"]}
        self.assert_problem(self.crm.api.post("/v1/exports", ask, purpose=None), 403,
                            "purpose-required")
        self.assertEqual(self.export(ask, "image/png").status, 406)
        self.assert_problem(self.export(ask, caller=self.rep), 403, "not-permitted")
        self.assert_invalid(self.export({"fields": ["shoe_size"]}), ("/fields", "unknown-field"))

    def test_an_export_resumes_at_the_cursor_of_a_receipt(self):
        for _ in range(3):
            self.create()
        lines = [json.loads(line) for line in
                 self.export({"fields": ["city"]}).text.splitlines()]
        cursors = [line["receipt"]["next_cursor"] for line in lines if "receipt" in line]
        for cursor in filter(None, cursors[:-1]):
            at = next(i for i, line in enumerate(lines)
                      if line.get("receipt", {}).get("next_cursor") == cursor)
            rest = self.export({"fields": ["city"], "cursor": cursor}).text.splitlines()
            self.assertEqual([json.loads(line).get("id") for line in rest],
                             [line.get("id") for line in lines[at + 1:]])
        self.assert_problem(self.export({"fields": ["city"], "cursor": "AAAA"}), 400,
                            "cursor-invalid")


if __name__ == "__main__":
    case.main()
