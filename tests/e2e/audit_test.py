"""The log as a compliance officer reads it (P1): who saw which field of whom, when and why."""
import re
import time

from support import case
from support.events import by_id, events, lead_in
from support.tenant import must


class AuditTest(case.VaultCase):
    def test_p1_a_release_names_principal_purpose_lead_fields_and_request(self):
        lead, _ = self.create()
        answer = must(self.rep.api.read(lead, ["given_name", "email", "national_id"]), 200)
        event = by_id(events(self.officer.api, lead=lead))[answer.entry]
        self.assertEqual((event["kind"], event["action"], event["decision"]),
                         ("release", "readField", "permitted"))
        self.assertEqual((event["principal"], event["credential"], event["purpose"]),
                         (self.rep.id, self.rep.credential, "sales_outreach"))
        self.assertEqual(event["principal_name"], self.rep.name)
        item = lead_in(event, lead)
        self.assertEqual((item["version"], item["released"], item["masked"], item["withheld"]),
                         (1, ["given_name"], ["email"], ["national_id"]))
        self.assertRegex(item["consent"], "^con_")
        self.assertRegex(event["request_id"], "^req_")
        leaf, index = re.search(r"leaf=:([^:]+):.*index=(\d+)",
                                answer.headers["leadvault-audit"]).groups()
        self.assertEqual((event["leaf"], event["index"]), (leaf, int(index)))

    def test_every_step_of_a_lead_is_an_event(self):
        lead, body = self.create(consents=())
        crm, path = self.crm.api, f"/v1/leads/{lead}"
        crm.read(lead, ["email"])
        crm.post(path + "/consents", {"purpose": "sales_outreach", "basis": "consent"})
        crm.read(lead, ["email"])
        crm.patch(path, {"fields": {"city": "Elsewhere"}}, version=1)
        crm.post("/v1/leads/search", {"email": body["fields"]["email"]})
        crm.post(path + "/consents/sales_outreach/withdraw")
        crm.delete(path)
        found = [event["kind"] for event in reversed(events(self.officer.api, lead=lead))]
        self.assertEqual([kind for kind in found if kind != "audit-read"],
                         ["lead-created", "denial", "consent-granted", "release", "lead-updated",
                          "search", "consent-withdrawn", "lead-erased"])

    def test_indexes_and_times_rise_without_gap(self):
        self.create()
        found = list(reversed(events(self.officer.api)))
        self.assertEqual([event["index"] for event in found], list(range(len(found))))
        self.assertFalse(any("position" in event for event in found))  # counts other tenants' too
        times = [event["time"] for event in found]
        self.assertEqual(times, sorted(set(times)))
        self.assertEqual(len({event["log"] for event in found}), 1)

    def test_the_log_filters_by_principal_kind_action_and_decision(self):
        lead, _ = self.create(consents=())
        self.crm.api.read(lead, ["email"])
        self.rep.api.read(lead, ["email"], purpose="qualification")
        self.rep.api.delete(f"/v1/leads/{lead}")
        officer = self.officer.api
        denied = events(officer, lead=lead, decision="denied")
        self.assertTrue(denied)
        self.assertTrue(all(event["decision"] == "denied" for event in denied))
        self.assertEqual({event["principal"] for event in events(officer, principal=self.rep.id)},
                         {self.rep.id})
        self.assertEqual({event["action"] for event in events(officer, action="deleteLead")},
                         {"deleteLead"})
        self.assertEqual([event["kind"] for event in events(officer, lead=lead, kind="release")],
                         ["release"])
        self.assertEqual(events(officer, lead=lead, to="2020-01-01T00:00:00Z"), [])
        self.assert_invalid(officer.get("/v1/audit/events?kind=nothing"),
                            ("query/kind", "unknown-value"))

    def test_reading_the_log_is_in_the_log(self):
        lead, _ = self.create()
        events(self.officer.api, lead=lead)
        read = events(self.officer.api, kind="audit-read")
        self.assertIn(self.officer.id, {event["principal"] for event in read})

    def test_only_who_may_read_the_log_reads_it(self):
        for caller in (self.crm, self.rep, self.agent, self.tenant.admin):
            for path in ("/v1/audit/events", "/v1/audit/checkpoint"):
                self.assert_problem(caller.api.get(path), 403, "not-permitted")

    def test_p3_a_signed_checkpoint_covers_a_release_within_a_few_seconds(self):
        lead, _ = self.create()
        index = int(re.search(r"index=(\d+)", must(self.crm.api.read(lead, ["email"]), 200)
                              .headers["leadvault-audit"]).group(1))
        for _ in range(200):
            answer = self.officer.api.get("/v1/audit/checkpoint")
            if answer.status == 200 and int(answer.text.split("\n")[1]) > index:
                break
            time.sleep(0.05)
        origin, size, root, empty, signature = answer.text.split("\n")[:5]
        self.assertRegex(origin, r"^[a-z0-9.-]+/log_\w{26}/0$")
        self.assertGreater(int(size), index)
        self.assertRegex(root, r"^[A-Za-z0-9+/]{43}=$")
        self.assertEqual(empty, "")
        self.assertTrue(signature.startswith(f"— {origin} "))


if __name__ == "__main__":
    case.main()
