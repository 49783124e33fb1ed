"""Calls that show leads: fields, summaries, batches, searches and lists."""
from urllib.parse import quote

from gates import INVALID, NOT_FOUND, Calls, expect, first
from inputs import STAGES


class Reads(Calls):
    def __init__(self, rng, policy, callers):
        super().__init__(rng, policy, callers)
        self.releases = []  # (entry, caller, purpose, lead, decided fields)

    def decided(self, caller, action, purpose, asked, lead):
        return self.policy.decide(caller.role, action, purpose, asked, lead.consented(purpose))

    @staticmethod
    def all_withheld(decided):
        """The code of a read that gives nothing; None for one that gives something."""
        reasons = set(decided.values())
        if reasons & {"value", "mask"}:
            return None
        return "consent-missing" if "consent-missing" in reasons else "not-permitted"

    def check_view(self, view, lead, decided):
        shown, masked, withheld = {}, [], {}
        for field, what in decided.items():
            text = lead.fields.get(field)
            if what not in ("value", "mask"):
                withheld[field] = what
                continue
            hidden = what == "mask"
            shown[field] = self.policy.masked(field, text) if hidden and text else text
            masked += [field] if hidden else []
        wanted = {"id": lead.id, "stage": lead.stage, "version": lead.version, "fields": shown,
                  "masked": masked, "withheld": withheld}
        expect(view == wanted, "a view", wanted, view)

    def remember(self, entry, caller, purpose, lead, decided):
        self.releases.append((entry, caller, purpose, lead.id, decided))

    def read(self, caller):
        id, asked, purpose = self.some_lead(caller), self.inputs.asked(), self.some_purpose(caller)
        fault = None
        if self.inputs.chance(0.1):
            asked.append(self.rng.choice(["shoe_size", "", "email.value", asked[0], "*"]))
            fault = (INVALID, "invalid")
        lead = caller.tenant.leads.get(id)
        gate = first(fault, self.purpose_gate(caller, purpose), None if lead else NOT_FOUND)
        decided = None if gate else self.decided(caller, "readField", purpose, asked, lead)
        reason = None if gate else self.all_withheld(decided)
        answer = caller.api.read(id, asked, purpose=purpose)
        if self.told(answer, first(gate, (403, reason) if reason else None), 200):
            self.check_view(answer.json, lead, decided)
            self.remember(answer.entry, caller, purpose, lead, decided)
        elif reason:
            expect(answer.json["withheld"] == decided, "the reasons of a refusal", decided, answer)

    def summary(self, caller):
        id = self.some_lead(caller)
        lead = caller.tenant.leads.get(id)
        gate = first(None if self.is_id(id) else NOT_FOUND, self.permission(caller, "listLeads"),
                     None if lead else NOT_FOUND)
        if self.told(caller.api.get(f"/v1/leads/{id}"), gate, 200):
            self.check_summary(caller.api.get(f"/v1/leads/{id}").json, lead)

    @staticmethod
    def check_summary(given, lead):
        given = {name: given[name] for name in given if not name.endswith("_at")}
        given["flags"] = sorted(given["flags"])
        expect(given == {**lead.summary(), "flags": sorted(lead.flags)}, "a summary", lead, given)

    def batch(self, caller):
        ids = list(dict.fromkeys(self.some_lead(caller) for _ in range(self.rng.randrange(1, 9))))
        asked, purpose = self.inputs.asked(), self.some_purpose(caller)
        body, fault = self.body({"ids": ids, "fields": asked})
        answer = caller.api.call("POST", "/v1/leads/batch-get", body, purpose=purpose)
        if not self.told(answer, first(fault, self.purpose_gate(caller, purpose)), 200):
            return
        items = answer.json["data"]
        expect([item["id"] for item in items] == ids, "a batch keeps its order", ids, answer)
        for item in items:
            lead = caller.tenant.leads.get(item["id"])
            if lead is None:
                expect(item["error"]["code"] == "not-found", "an absent lead of a batch", item)
                continue
            decided = self.decided(caller, "readField", purpose, asked, lead)
            reason = self.all_withheld(decided)
            if reason is None:
                self.check_view(item, lead, decided)
            else:
                expect((item["error"]["code"], item["error"]["withheld"]) == (reason, decided),
                       "a refusal in a batch", reason, decided, item)

    def search(self, caller):
        purpose, what = self.some_purpose(caller), self.rng.choice(["email", "phone", "id"])
        if what == "email":
            text = self.inputs.email()
            token, asked = ("email", text), {"email": self.rng.choice([text, text.upper()])}
        elif what == "phone":
            digits = f"4930{self.rng.choice(self.inputs.phones or ['+49 30 23456789'])[7:]}"
            token, asked = ("phone", digits), {"phone": self.rng.choice(
                [f"+{digits}", f"+{digits[:2]} ({digits[2:4]}) {digits[4:8]}-{digits[8:]}"])}
        else:
            id = {"system": "crm", "id": f"{self.rng.randrange(40)}"}
            token, asked = ("external_id", id["system"], id["id"]), {"external_id": id}
        body, fault = self.body(asked)
        gate = first(fault, self.purpose_gate(caller, purpose))
        gate = gate or self.permission(caller, "searchLeads", purpose)
        answer = caller.api.call("POST", "/v1/leads/search", body, purpose=purpose)
        if self.told(answer, gate, 200):
            hits = [hit["id"] for hit in answer.json["data"]]
            expect(set(hits) == caller.tenant.find(token) and len(hits) == len(set(hits)),
                   "the hits of a search", token, caller.tenant.find(token), answer)

    def list_all(self, caller):
        """Every page of a list, and a look at what a changed cursor gives."""
        stage = self.rng.choice([None, None, *STAGES])
        limit = self.rng.choice([1, 3, 50, 200]) if len(caller.tenant.leads) < 20 else 50
        path = f"/v1/leads?limit={limit}" + (f"&stage={stage}" if stage else "")
        wanted, cursor = caller.tenant.in_order(stage), None
        while True:
            page = caller.api.get(path + (f"&cursor={quote(cursor)}" if cursor else ""))
            if not self.told(page, self.permission(caller, "listLeads"), 200):
                return
            for given in page.json["data"]:
                expect(wanted, "a list ends with its leads", given)
                self.check_summary(given, wanted.pop(0))
            cursor = page.json["next_cursor"]
            if cursor is None:
                return expect(not wanted, "a list gives every lead", wanted)
            self.refuse_cursor(caller, path, cursor)

    def refuse_cursor(self, caller, path, cursor):
        at = self.rng.randrange(len(cursor))
        other = "A" if cursor[at] != "A" else "B"
        changed = self.rng.choice([cursor[:at] + other + cursor[at + 1:], cursor[:-1], "AAAA",
                                   cursor + "A"])
        answer = caller.api.get(f"{path}&cursor={changed}")
        expect((answer.status, answer.code) == (400, "cursor-invalid"), "a changed cursor", changed,
               answer)

    def wrong_path(self, caller):
        """Paths and parameters that no route takes."""
        path, wanted = self.rng.choice([
            ("/v1/nothing", NOT_FOUND), ("/v1/leads/", NOT_FOUND), ("/v2/leads", NOT_FOUND),
            ("/v1/LEADS", NOT_FOUND), ("/v1/leads?limit=0", (400, "invalid")),
            ("/v1/leads?limit=99999999999999999999", (400, "invalid")),
            ("/v1/leads?tenant=x", (400, "invalid")), ("/v1/imports", (405, "method-not-allowed"))])
        answer = caller.api.get(path)
        expect((answer.status, answer.code) == wanted, "a path that is no route", path, answer)
