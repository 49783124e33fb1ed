"""Consents: granted, withdrawn and listed; what each does to the next read."""
from support import case
from support.tenant import must

EVENTS_MAX = 1_000


class ConsentsTest(case.VaultCase):
    names = ("crm", "rep", "officer")

    def test_consent_given_is_consent_and_consent_withdrawn_is_consent_gone(self):
        lead, body = self.create(consents=())
        crm, path = self.crm.api, f"/v1/leads/{lead}/consents"
        self.assert_problem(crm.read(lead, ["email"]), 403, "consent-missing")
        for round_number in range(3):
            granted = self.assert_answer(
                crm.post(path, {"purpose": "sales_outreach", "basis": "consent",
                                "evidence": {"form": "landing page"}}), 201).json
            self.assertEqual(granted["sequence"], 2 * round_number + 1)
            self.assertEqual(crm.read(lead, ["email"]).json["fields"]["email"],
                             body["fields"]["email"])
            self.assert_answer(crm.post(path + "/sales_outreach/withdraw"), 200)
            refused = self.assert_problem(crm.read(lead, ["email"]), 403, "consent-missing")
            self.assertEqual(refused["withheld"], {"email": "consent-missing"})
            self.assertNotIn("fields", refused)

    def test_events_are_only_ever_added(self):
        lead, _ = self.create(consents=("sales_outreach", "email_marketing"))
        crm, path = self.crm.api, f"/v1/leads/{lead}/consents"
        crm.post(path + "/sales_outreach/withdraw")
        crm.post(path, {"purpose": "sales_outreach", "basis": "consent", "jurisdiction": "DE",
                        "notice_version": "2026-02"})
        found = self.assert_answer(self.officer.api.get(path), 200).json["data"]
        self.assertEqual(
            [(event["purpose"], event["kind"]) for event in found],
            [("sales_outreach", "granted"), ("email_marketing", "granted"),
             ("sales_outreach", "withdrawn"), ("sales_outreach", "granted")])
        self.assertEqual([event["sequence"] for event in found],
                         sorted(event["sequence"] for event in found))
        self.assertEqual((found[-1]["jurisdiction"], found[-1]["notice_version"]),
                         ("DE", "2026-02"))
        self.assertTrue(all(event["id"].startswith("con_") for event in found))

    def test_a_lead_has_1_000_events_and_then_takes_withdrawals_alone(self):
        lead, _ = self.create(consents=("sales_outreach",))
        crm, path = self.crm.api, f"/v1/leads/{lead}/consents"
        grant = {"purpose": "sales_outreach", "basis": "consent"}
        for sequence in range(2, EVENTS_MAX + 1):
            self.assertEqual(must(crm.post(path, grant), 201).json["sequence"], sequence)
        problem = self.assert_problem(crm.post(path, grant), 409, "conflict")
        self.assertIn("1,000 consent events", problem["detail"])
        withdrawn = must(crm.post(path + "/sales_outreach/withdraw"), 200)
        self.assertEqual(withdrawn.json["sequence"], EVENTS_MAX + 1)
        self.assert_problem(crm.read(lead, ["email"]), 403, "consent-missing")
        for key in (None, "no-again"):
            headers = {} if key is None else {"Idempotency-Key": key}
            again = must(crm.post(path + "/sales_outreach/withdraw", headers=headers), 200)
            self.assertEqual(again.json, withdrawn.json)
            self.assertNotIn("leadvault-audit", again.headers)
        listed = must(self.officer.api.get(path), 200).json["data"]
        self.assertEqual(len(listed), EVENTS_MAX + 1)

    def test_consent_counts_for_its_purpose_alone(self):
        lead, _ = self.create(consents=("email_marketing",))
        self.assert_problem(self.crm.api.read(lead, ["email"]), 403, "consent-missing")
        self.assert_answer(self.crm.api.read(lead, ["email"], purpose="qualification"), 200)

    def test_an_expired_consent_is_no_consent(self):
        lead, _ = self.create(consents=())
        self.assert_answer(
            self.crm.api.post(f"/v1/leads/{lead}/consents",
                              {"purpose": "sales_outreach", "basis": "consent",
                               "expires_at": "2020-01-01T00:00:00Z"}), 201)
        self.assert_problem(self.crm.api.read(lead, ["email"]), 403, "consent-missing")

    def test_a_consent_names_a_purpose_and_a_basis_that_exist(self):
        lead, _ = self.create()
        path = f"/v1/leads/{lead}/consents"
        self.assert_invalid(
            self.crm.api.post(path, {"purpose": "world_peace", "basis": "because", "extra": 1}),
            ("/purpose", "unknown-purpose"), ("/basis", "unknown-value"),
            ("/extra", "unknown-member"))
        self.assert_problem(self.crm.api.post(path + "/world_peace/withdraw"), 404, "not-found")

    def test_a_compliance_officer_reads_consents_but_records_none(self):
        lead, _ = self.create()
        grant = {"purpose": "sales_outreach", "basis": "consent"}
        self.assert_problem(self.officer.api.post(f"/v1/leads/{lead}/consents", grant), 403,
                            "not-permitted")


if __name__ == "__main__":
    case.main()
