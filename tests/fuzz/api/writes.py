"""Calls that change a lead: create, patch, erase, and its consents."""
import json

from gates import INVALID, NOT_FOUND, Calls, expect, first
from model import Seen


class Writes(Calls):
    def create(self, caller):
        tenant = caller.tenant
        lead = self.inputs.lead()
        body, fault = self.body(lead)
        key = self.some_key()
        again = [seen.request[1] for (who, route, _), seen in tenant.seen.items()
                 if who is caller and route == "create"]
        if again and not fault and key and self.inputs.chance(0.5):
            body = self.rng.choice(again)
            lead = json.loads(body)
        seen, mismatch = self.repeated(caller, "create", key, ("", body))
        gate = first(fault, self.permission(caller, "createLead"), mismatch)
        headers = {"Idempotency-Key": key} if key else {}
        answer = caller.api.call("POST", "/v1/leads", body, headers=headers)
        if not self.told(answer, gate, 201):
            return
        made = answer.json
        if seen:
            expect(made["id"] == seen.lead, "a repeated create names the lead it made", answer)
            stage, warnings = tenant.leads[seen.lead].stage, []
        else:
            stage = tenant.add(made["id"], lead).stage
            warnings = tenant.not_indexed(lead["fields"])
            if key:
                tenant.seen[(caller, "create", key)] = Seen(("", body), made["id"], made)
        expect((made["stage"], made["version"], sorted(made["warnings"])) ==
               (stage, 1, sorted(warnings)), "a create", stage, warnings, answer)
        expect(answer.headers["etag"] == '"1"', "the tag of a new lead", answer)

    def patch(self, caller):
        id, change = self.some_lead(caller), self.inputs.patch()
        body, fault = self.body(change)
        if not fault and not set(change) - {"fields"} and not change["fields"]:
            fault = (INVALID, "invalid")
        lead = caller.tenant.leads.get(id)
        version = lead.version if lead else 1
        tag = self.rng.choice([f'"{version}"'] * 6 + [None, f'"{version + 1}"', str(version), "*"])
        right = tag == f'"{version}"'
        syntax = (428, "precondition-required") if tag is None else (
            (412, "precondition-failed") if tag in (str(version), "*") else None)
        gate = first(fault, syntax, None if self.is_id(id) else NOT_FOUND,
                     self.permission(caller, "updateLead"), None if lead else NOT_FOUND,
                     None if right else (412, "precondition-failed"))
        answer = caller.api.call("PATCH", f"/v1/leads/{id}", body,
                                 headers={"If-Match": tag} if tag else {},
                                 media="application/merge-patch+json")
        if not self.told(answer, gate, 200):
            return
        warnings = caller.tenant.change(lead, change)
        expect(answer.json["version"] == lead.version, "the version of a change", lead, answer)
        expect(answer.headers["etag"] == f'"{lead.version}"', "its tag", lead, answer)
        expect(sorted(answer.json["warnings"]) == warnings, "its warnings", answer)

    def erase(self, caller):
        id = self.some_lead(caller)
        lead = caller.tenant.leads.get(id)
        gate = first(None if self.is_id(id) else NOT_FOUND, self.permission(caller, "deleteLead"),
                     None if lead else NOT_FOUND)
        if self.told(caller.api.delete(f"/v1/leads/{id}"), gate, 204):
            caller.tenant.erase(lead)

    def recorded(self, caller, route, path, body, more_gates, kind, consent):
        """Grants and withdrawals: both append an event, both are idempotent by key."""
        id = path.split("/")[3]
        lead = caller.tenant.leads.get(id)
        key = self.some_key()
        seen, mismatch = self.repeated(caller, route, key, (path, body))
        gate = first(*more_gates, self.permission(caller, "recordConsent"), mismatch,
                     None if lead else NOT_FOUND)
        headers = {"Idempotency-Key": key} if key else {}
        answer = caller.api.call("POST", path, body, headers=headers)
        if not self.told(answer, gate, 201 if kind == "granted" else 200):
            return
        given = answer.json
        if seen:
            return expect(given == seen.answer, "a repeated consent is the first one", seen, answer)
        event = caller.tenant.record(lead, given["id"], consent["purpose"], kind,
                                     consent.get("expires_at"))
        expect((given["purpose"], given["sequence"]) == (event.purpose, event.sequence),
               "a consent", event, answer)
        if key:
            caller.tenant.seen[(caller, route, key)] = Seen((path, body), id, given)

    def grant(self, caller):
        id, consent = self.some_lead(caller), self.inputs.consent()
        body, fault = self.body(consent)
        self.recorded(caller, "grant", f"/v1/leads/{id}/consents", body,
                      [fault, None if self.is_id(id) else NOT_FOUND], "granted", consent)

    def withdraw(self, caller):
        id, purpose = self.some_lead(caller), self.rng.choice(["sales_outreach", "nonsense"])
        known = purpose in self.policy.purposes
        self.recorded(caller, "withdraw", f"/v1/leads/{id}/consents/{purpose}/withdraw", None,
                      [None if self.is_id(id) and known else NOT_FOUND], "withdrawn",
                      {"purpose": purpose})

    def consents(self, caller):
        id = self.some_lead(caller)
        lead = caller.tenant.leads.get(id)
        gate = first(None if self.is_id(id) else NOT_FOUND, self.permission(caller, "readConsent"),
                     None if lead else NOT_FOUND)
        answer = caller.api.get(f"/v1/leads/{id}/consents")
        if self.told(answer, gate, 200):
            given = [(one["purpose"], one["sequence"], one["kind"]) for one in answer.json["data"]]
            wanted = [(one.purpose, one.sequence, one.kind) for one in lead.events]
            expect(given == wanted, "the consents of a lead", wanted, given)
