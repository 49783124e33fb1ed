"""Strings made to break what reads them: SQL, paths, scripts, control characters, every plane of
Unicode. They are values like any other or a refusal, and never a fault of the server."""
import csv
import io
import json
import pathlib
import re
import tarfile

from support import case
from support.events import events
from support.operations import Objects, Requests, served
from support.tenant import must

# Each with what it is aimed at; the published lists come on top where they are at hand.
HOSTILE = [
    "' OR '1'='1", "'; DROP TABLE leads;--", "\" OR 1=1 --", "1); ATTACH 'x' AS y;--", "%' OR '%",
    "') UNION SELECT key FROM tenants --", "x'00'", "$1", "?1", ":tenant", "@p", "\\'; --",
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/shadow", "file:///etc/passwd",
    "....//....//etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "~root", "nul", "a/../../b",
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)",
    "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "$(touch /tmp/x)", "`id`", "; ls", "| cat",
    "%s%s%s%n", "%d", "%p", "{0}", "\\u0000", "\\x00", "&lt;", "<!--", "]]>", "<?xml version='1.0'?>",
    "İstanbul", "ﬁ", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "Ａ＝１", "n\u0303", "a\u0301\u0302\u0303\u0304", "👩‍👩‍👧‍👦", "עברית", "ﷺ",
    "\u200bzero", "zero\u200d", "\ufeffbom", "nbsp\u00a0x", "\u2028line", "\u2029para",
    "NaN", "null", "undefined", "None", "true", "-0", "1e309", "0x7fffffff", "0777", "1/0",
    "Set-Cookie: a=b", "x: y", "=cmd|' /C calc'!A0", "-----BEGIN", "{\"a\":1}", "[]", ",", ";",
]
# Of bytes that no line of a log, no header and no field may hold as they are.
CONTROL = ["a\r\nSet-Cookie: x=1", "a\nb", "a\rb", "\x1b[31mred", "\x00", "a\x00b", "\x7f", "\x9b31m",
           "\u202eevil", "a\u0085b", "\x08\x08\x08"]
FIELDS = ("given_name", "company", "description", "street")
REFUSING = {"empty", "control-character", "too-long", "card-number"}
SERVER_FAULT = 500
PUBLISHED_PER_LIST = 12
# Words that only the vault's inside knows; no answer may hold one (ASVS 16.5.1).
INSIDE = re.compile(
    r"sqlite|sqlcipher|SELECT |INSERT |pragma|\.cpp|\.hpp|/src/|/tmp/|/home/|/usr/|0x[0-9a-f]{6}|"
    r"std::|boost|openssl|libsodium|errno|terminate|stack|exception|store\.db|keyring",
    re.IGNORECASE)


def published():
    """Naughty strings and attack lists of the third-party data; empty where that is absent."""
    try:
        folder = pathlib.Path(case.test_data("published lists of hostile strings"))
    except case.unittest.SkipTest:
        return []
    found = [text for text in json.loads((folder / "pii/blns.json").read_text()) if text]
    with tarfile.open(folder / "badinput/json_csv_vcard_payloads.tar.gz") as archive:
        for member in archive:
            if member.isfile() and member.name.endswith((".txt", ".fuzz", ".fuzzdb")) and (
                    "SQL Injection" in member.name or "Traversal" in member.name):
                text = archive.extractfile(member).read().decode("utf-8", "replace")
                lines = [line for line in text.splitlines() if line.strip()]
                found += lines[::max(1, len(lines) // PUBLISHED_PER_LIST)]
    return found


class StringsTest(case.VaultCase):
    names = ("crm", "officer")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strings = HOSTILE + published()[::3]
        cls.requests = Requests(cls.people)
        cls.ids = Objects(cls.tenant, cls.crm, cls.officer, cls.people).make()
        cls.operations = served(cls.crm.api)

    def assert_calm(self, answer, given):
        """An answer, not a fault, that tells nothing of the inside."""
        self.assertLess(answer.status, SERVER_FAULT, (given, answer))
        if answer.code is not None:
            problem = {**answer.json, "errors": [], "request_id": ""}
            self.assertIsNone(INSIDE.search(json.dumps(problem)), (given, answer))

    def test_a_hostile_value_is_read_back_as_it_was_or_refused_by_a_rule(self):
        crm, kept = self.crm.api, 0
        for text in self.strings:
            answer = crm.post("/v1/leads", self.people.lead(**dict.fromkeys(FIELDS, text)))
            if answer.status == 400:
                rules = {error["rule"] for error in answer.json.get("errors", [])}
                self.assertTrue(rules, (text, answer))
                self.assertLessEqual(rules, REFUSING, (text, answer))
                continue
            lead = must(answer, 201).json["id"]
            read = must(crm.read(lead, FIELDS, purpose="qualification"), 200).json["fields"]
            stored = read["company"]
            self.assertEqual(set(read.values()), {stored}, text)
            patch = {"fields": {"company": stored}}
            must(crm.patch(f"/v1/leads/{lead}", patch, version=1), 200)
            again = crm.read(lead, ["company"], purpose="qualification").json["fields"]
            self.assertEqual(again["company"], stored)  # it is its own normal form
            kept += 1
        self.assertGreater(kept, len(HOSTILE) // 2)

    def test_control_characters_are_refused_in_every_field(self):
        for text in CONTROL:
            answer = self.crm.api.post("/v1/leads", self.people.lead(
                given_name=text, company=text, street=text))
            self.assertEqual(answer.status, 400, (text, answer))

    def test_a_hostile_search_finds_nothing_and_changes_nothing(self):
        before = self.crm.api.get("/v1/leads?limit=200").json["data"]
        for text in self.strings + CONTROL:
            for search in ({"email": text}, {"phone": text},
                           {"external_id": {"system": "crm", "id": text}}):
                answer = self.crm.api.post("/v1/leads/search", search)
                self.assert_calm(answer, text)
                if answer.status == 200:
                    self.assertEqual(answer.json["data"], [], text)
        self.assertEqual(self.crm.api.get("/v1/leads?limit=200").json["data"], before)

    def test_no_cell_of_an_exported_table_is_a_formula_and_each_reads_back(self):
        formulas = [sign + rest for sign in "=+-@\t\r" for rest in ("1+1", "A1", " cmd|x", "\"")]
        stored = {}
        for text in [*formulas, *self.strings[::2]]:
            answer = self.crm.api.post("/v1/leads", self.people.lead(company=text, street=text))
            if answer.status == 201:
                lead = answer.json["id"]
                read = self.crm.api.read(lead, ["company"], purpose="qualification")
                stored[lead] = read.json["fields"]["company"]
        self.assertGreater(len(stored), len(formulas) // 2)
        answer = must(self.crm.api.post("/v1/exports", {"fields": ["company", "street"]}, headers={
            "Accept": "text/csv"}, purpose="qualification"), 200)
        rows = list(csv.reader(io.StringIO(answer.text, newline="")))
        self.assertEqual({len(row) for row in rows}, {6})
        cells = {row[1]: row[4:] for row in rows if row[0] == "lead"}
        for lead, text in stored.items():
            for cell in cells[lead]:
                self.assertIn(cell, (text, "'" + text))
                self.assertNotRegex(cell, r"\A[\s\"]*[=+\-@\t\r]")

    def quoted(self, text):
        return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))

    def test_a_hostile_path_or_query_is_refused_or_not_found(self):
        crm, officer = self.crm.api, self.officer.api
        for text in self.strings[::2] + CONTROL:
            hidden = self.quoted(text)[:3_000]
            for api, path in ((crm, f"/v1/leads/{hidden}"), (crm, f"/v1/leads?stage={hidden}"),
                              (crm, f"/v1/leads?cursor={hidden}"),
                              (crm, f"/v1/leads?created_from={hidden}"),
                              (officer, f"/v1/audit/events?kind={hidden}"),
                              (officer, f"/v1/audit/events?lead={hidden}"),
                              (officer, f"/v1/audit/receipts/{hidden}"), (crm, f"/{hidden}")):
                answer = api.get(path)
                self.assertIn(answer.status, (400, 404), (text, path, answer))
                self.assert_calm(answer, text)

    def test_a_hostile_name_is_refused_or_kept_as_it_is_and_names_no_file(self):
        before = sorted(path.name for path in self.vault.data.rglob("*"))
        for text in self.strings + CONTROL:
            for api, path, body in (
                    (self.crm.api, "/v1/imports", {"name": text}),
                    (self.tenant.operator, "/v1/tenants", {"name": text}),
                    (self.tenant.admin.api, "/v1/principals",
                     {"kind": "client", "name": text, "roles": ["sales_rep"]})):
                answer = api.post(path, body)
                self.assert_calm(answer, text)
                if answer.status == 201:
                    self.assertRegex(text, r"\A[A-Za-z0-9._-]{1,64}\Z")
        after = sorted(path.name for path in self.vault.data.rglob("*"))
        self.assertEqual(after, before)

    def test_a_hostile_header_value_reaches_no_answer_and_no_log_line(self):
        lines = self.vault.log_text.count("\n")
        for text in self.strings:
            try:
                value = text.encode("utf-8").decode("latin-1")
                answer = self.crm.api.get("/v1/leads?limit=1", headers={
                    "User-Agent": value, "Leadvault-Purpose": value, "X-Request-Id": value,
                    "Forwarded": value, "X-Forwarded-For": value})
            except ValueError:
                continue  # the client itself refuses to send it
            self.assert_calm(answer, text)
            self.assertRegex(answer.headers["x-request-id"], "^req_[0-7][0-9a-hjkmnp-tv-z]{25}$")
            self.assertLess(len(answer.headers), 16)
        for line in self.vault.log_text.splitlines()[lines:]:
            json.loads(line)

    def test_a_location_or_etag_holds_nothing_that_a_caller_wrote(self):
        for text in CONTROL + HOSTILE[:20]:
            answer = self.crm.api.post("/v1/leads", self.people.lead(description="x"), headers={
                "Idempotency-Key": self.quoted(text)[:200] or "x"})
            lead = must(answer, 201).json["id"]
            self.assertEqual(answer.headers["location"], f"/v1/leads/{lead}")
            self.assertEqual(answer.headers["etag"], '"1"')

    def test_events_and_server_log_are_one_line_each_whatever_was_sent(self):
        for event in events(self.officer.api):
            for value in event.values():
                if isinstance(value, str):
                    self.assertNotRegex(value, r"[\x00-\x1f\x7f\u2028\u2029]")
        for line in self.vault.log_text.splitlines():
            json.loads(line)
            self.assertNotRegex(line, r"[\x00-\x08\x0b-\x1f\x7f]")

    def test_a_path_in_another_spelling_is_the_same_path_or_none(self):
        crm, lead = self.crm.api, self.ids["lead"]
        for path in (f"/v1/%6ceads/{lead}", f"/%76%31/leads/{lead}"):
            self.assertEqual(must(crm.get(path), 200).json["id"], lead)
        for path in (f"/V1/leads/{lead}", f"/v1/Leads/{lead}", f"/v1/leads/{lead.upper()}",
                     f"/v1/leads/{lead}/", f"/v1/leads/{lead}.", f"/v1/leads/{lead}%20",
                     f"/v1/leads/{lead};a=b", f"/v1/leads/{lead}%3Fx", f"/v1/leads%2f{lead}",
                     f"/v1/leads%5c{lead}", f"/v1/./leads/{lead}", f"/v1/x/../leads/{lead}",
                     f"/v1/%2e%2e/v1/leads/{lead}", f"//v1/leads/{lead}", f"/v1/leads/{lead}%00",
                     f"/v1/leads/{lead}%0a", f"/v1/le%C3%A4ds/{lead}",
                     f"/v1/%EF%BD%8Ceads/{lead}", f"/v1/l%E2%80%8Beads/{lead}",
                     f"/v1/%256ceads/{lead}", f"/v1/leads/{lead}.json",
                     f"/v1/l\u0435ads/{lead}".encode().decode("latin-1")):
            try:
                answer = crm.get(path)
            except UnicodeEncodeError:
                continue  # the client itself refuses to send it
            self.assertIn(answer.status, (400, 404), (path, answer))

    def test_a_purpose_in_another_spelling_is_no_purpose(self):
        for purpose in ("Qualification", "QUALIFICATION", "qualification.", "qualification ,x",
                        "qualification, contract", "\"qualification\"", "qualification%20",
                        "qualification;contract", "4", "qualificatio", "*",
                        "q" * 300):
            answer = self.crm.api.read(self.ids["lead"], ["city"], purpose=purpose)
            self.assert_invalid(answer, ("header/Leadvault-Purpose", "unknown-purpose"))
        answer = self.crm.api.read(self.ids["lead"], ["city"], purpose="qualif\u00edcation")
        self.assert_problem(answer, 400, "malformed")


if __name__ == "__main__":
    case.main()
