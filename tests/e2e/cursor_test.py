"""A cursor serves its caller, tenant, operation and filter, unaltered, and nothing else."""
import base64
import json
import random

from support import case
from support.tenant import Tenant, must

MUTANTS = 1_000
PAGE = 200  # leads of one page of an export
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


class CursorTest(case.VaultCase):
    names = ("crm", "rep", "officer")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for _ in range(5):
            must(cls.crm.api.post("/v1/leads", cls.people.lead()), 201)
        cls.cursor = cls.crm.api.get("/v1/leads?limit=2").json["next_cursor"]
        cls.twin = cls.tenant.principal("twin", "crm_integration", ["qualification"])
        other = Tenant(cls.vault, "rival")
        cls.rival = other.principal("crm")
        for _ in range(3):
            must(cls.rival.api.post("/v1/leads", cls.people.lead()), 201)

    def assert_refused(self, path, cursor, caller=None):
        separator = "&" if "?" in path else "?"
        answer = (caller or self.crm).api.get(f"{path}{separator}cursor={cursor}")
        self.assert_problem(answer, 400, "cursor-invalid")

    def mutant(self, rng):
        """The cursor with a bit flipped, a letter changed, a piece cut, doubled, moved or added."""
        raw = bytearray(base64.urlsafe_b64decode(self.cursor + "=" * (-len(self.cursor) % 4)))
        way = rng.randrange(6)
        at = rng.randrange(len(raw))
        if way == 0:
            raw[at] ^= 1 << rng.randrange(8)
        elif way == 1:
            del raw[at:at + rng.randrange(1, 8)]
        elif way == 2:
            raw[at:at] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 8)))
        elif way == 3:
            raw = raw[at:] + raw[:at] if at else raw[::-1]
        elif way == 4:
            raw += raw[at:]
        text = base64.urlsafe_b64encode(raw).decode().rstrip("=")
        if way == 5:
            at = rng.randrange(len(text))
            text = text[:at] + rng.choice(ALPHABET) + text[at + 1:]
        return text

    def test_a_thousand_altered_cursors_are_refused(self):
        rng = random.Random(52)
        tried = 0
        while tried < MUTANTS:
            altered = self.mutant(rng)
            if altered == self.cursor:
                continue
            self.assert_refused("/v1/leads?limit=2", altered)
            tried += 1
        must(self.crm.api.get(f"/v1/leads?limit=2&cursor={self.cursor}"), 200)

    def test_the_end_of_the_base64_has_one_form_only(self):
        last = ALPHABET.index(self.cursor[-1])
        for low in range(64):
            if low != last:
                self.assert_refused("/v1/leads?limit=2", self.cursor[:-1] + ALPHABET[low])
        for tail in ("=", "==", "%3d", "%20", "A", "%0a"):
            answer = self.crm.api.get(f"/v1/leads?limit=2&cursor={self.cursor}{tail}")
            self.assertEqual(answer.status, 400, tail)

    def test_p9_a_cursor_is_refused_for_another_caller_tenant_operation_or_filter(self):
        for caller in (self.twin, self.rep, self.rival):
            self.assert_refused("/v1/leads?limit=2", self.cursor, caller)
        self.assert_refused("/v1/audit/events", self.cursor, self.officer)
        for more in ("stage=new", "channel=website", "created_from=2001-01-01T00:00:00Z"):
            self.assert_refused(f"/v1/leads?limit=2&{more}", self.cursor)
        body = {"fields": ["company"], "cursor": self.cursor}
        self.assert_problem(self.crm.api.post("/v1/exports", body), 400, "cursor-invalid")

    def test_a_receipts_cursor_is_bound_to_fields_and_purpose_of_its_export(self):
        job = must(self.crm.api.post("/v1/imports", {"name": "pages"}), 201).json["id"]
        rows = [{"key": str(key), "lead": self.people.lead()} for key in range(PAGE + 1)]
        must(self.crm.api.post(f"/v1/imports/{job}/rows", {"rows": rows}), 200)
        lines = must(self.crm.api.post("/v1/exports", {"fields": ["company"]}), 200).text
        receipts = [json.loads(line)["receipt"] for line in lines.splitlines()
                    if line.startswith('{"receipt"')]
        cursor = receipts[0]["next_cursor"]
        again = {"fields": ["company"], "cursor": cursor}
        must(self.crm.api.post("/v1/exports", again), 200)
        self.assert_problem(self.crm.api.post("/v1/exports", {**again, "stage": "new"}), 400,
                            "cursor-invalid")
        self.assert_refused("/v1/leads", cursor)
        for fields, purpose in ((["city"], "qualification"), (["company"], "contract")):
            answer = self.crm.api.post("/v1/exports", {"fields": fields, "cursor": cursor},
                                       purpose=purpose)
            self.assert_problem(answer, 400, "cursor-invalid")


if __name__ == "__main__":
    case.main()
