"""Exports and imports."""
import json

from gates import NOT_FOUND, expect, first
from inputs import STAGES
from model import Import, Seen
from reads import Reads


class Transfers(Reads):
    def export(self, caller):
        asked, purpose, stage = self.inputs.asked(), self.some_purpose(caller), None
        wish = {"fields": asked}
        if self.inputs.chance(0.4):
            stage = wish["stage"] = self.rng.choice(STAGES)
        body, fault = self.body(wish)
        gate = first(fault, self.purpose_gate(caller, purpose))
        gate = gate or self.permission(caller, "exportLeads", purpose)
        answer = caller.api.call("POST", "/v1/exports", body, purpose=purpose)
        if not self.told(answer, gate, 200):
            return
        lines = [json.loads(line) for line in answer.text.splitlines()]
        views = [line for line in lines if "id" in line]
        receipts = [line["receipt"] for line in lines if "receipt" in line]
        refused = 0
        for lead in caller.tenant.in_order(stage):
            decided = self.decided(caller, "exportLeads", purpose, asked, lead)
            if self.all_withheld(decided):
                refused += 1
                continue
            expect(views, "an export has every lead it may have", lead, answer)
            self.check_view(views.pop(0), lead, decided)
        expect(not views, "an export has no other lead", views)
        expect(sum(one["refused"] for one in receipts) == refused, "its refusals", refused, receipts)
        expect(receipts and receipts[-1]["next_cursor"] is None, "an export says that it is whole")

    def some_import(self, caller):
        """An import of the caller's own; opened when it has none of that name."""
        name = self.rng.choice(["fair", "expo"])
        answer = caller.api.post("/v1/imports", {"name": name})
        if not self.told(answer, self.permission(caller, "importLeads"), 201):
            return None
        mine = caller.tenant.imports.setdefault((caller, name), Import(answer.json["id"], name))
        expect(answer.json["id"] == mine.id, "an import that is opened again", mine, answer)
        return mine

    def imported(self, caller):
        opened = self.some_import(caller)
        if opened is None:
            return
        rows = [{"key": f"row-{self.rng.randrange(60)}", "lead": self.inputs.lead()}
                for _ in range(self.rng.randrange(1, 6))]
        rows = list({row["key"]: row for row in rows}.values())
        for row in rows:
            if self.inputs.chance(0.15):
                row["lead"]["fields"]["email"] = "nobody"
        body, fault = self.body({"rows": rows})
        answer = caller.api.call("POST", f"/v1/imports/{opened.id}/rows", body)
        if not self.told(answer, fault, 200):
            return
        results = answer.json["data"]
        expect([one["key"] for one in results] == [row["key"] for row in rows], "rows", answer)
        for row, result in zip(rows, results):
            self.check_row(caller, opened, row, result)

    def check_row(self, caller, opened, row, result):
        key = (caller, "rows", f"{opened.name} {row['key']}")
        seen = caller.tenant.seen.get(key)
        outcome = "refused" if row["lead"]["fields"].get("email") == "nobody" else (
            "existed" if seen else "created")
        expect(result["outcome"] == outcome, "the outcome of a row", outcome, row, result)
        opened.counts["rows"] += 1
        opened.counts[outcome] += 1
        if outcome == "refused":
            expect((result["id"], bool(result["errors"])) == (None, True), "a refusal", result)
        elif outcome == "existed":
            expect(result["id"] == seen.lead, "a row that exists", seen, result)
        else:
            lead = caller.tenant.add(result["id"], row["lead"])
            caller.tenant.seen[key] = Seen((), lead.id, result)
            twin = ["likely-duplicate"] if "likely-duplicate" in lead.flags else []
            warnings = caller.tenant.not_indexed(lead.fields) + twin
            expect(sorted(result["warnings"]) == sorted(warnings), "warnings", warnings, result)

    def import_counts(self, caller):
        known = [(who, opened) for (who, _), opened in caller.tenant.imports.items()]
        if not known:
            return
        owner, opened = self.rng.choice(known)
        gate = first(self.permission(caller, "importLeads"), None if owner is caller else NOT_FOUND)
        answer = caller.api.get(f"/v1/imports/{opened.id}")
        if self.told(answer, gate, 200):
            given = {name: answer.json[name] for name in opened.counts}
            expect(given == opened.counts, "the counts of an import", opened, given)
