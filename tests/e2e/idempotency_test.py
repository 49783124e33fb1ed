"""A repeated request with its Idempotency-Key makes nothing more, and another one is told apart."""
from support import case
from support.tenant import must


class IdempotencyTest(case.VaultCase):
    names = ("crm", "officer")

    def twice(self, api, path, body, headers=None, status=201):
        """Sends the same request two times; both answers."""
        headers = headers or {"Idempotency-Key": "once " + path}
        return [must(api.post(path, body, headers=headers), status).json for _ in range(2)]

    def refused_with_another(self, api, path, body):
        self.assert_problem(api.post(path, body, headers={"Idempotency-Key": "once " + path}), 422,
                            "idempotency-mismatch")

    def count(self):
        return len(self.crm.api.get("/v1/leads?limit=200").json["data"])

    def test_a_lead_is_created_once(self):
        before = self.count()
        first, again = self.twice(self.crm.api, "/v1/leads", self.people.lead())
        self.assertEqual(again["id"], first["id"])
        self.refused_with_another(self.crm.api, "/v1/leads", self.people.lead())
        self.assertEqual(self.count(), before + 1)

    def test_a_consent_is_granted_and_withdrawn_once(self):
        lead, _ = self.create(consents=())
        path = f"/v1/leads/{lead}/consents"
        given = {"purpose": "sales_outreach", "basis": "consent"}
        first, again = self.twice(self.crm.api, path, given)
        self.assertEqual((again["id"], again["sequence"]), (first["id"], first["sequence"]))
        self.refused_with_another(self.crm.api, path, {**given, "purpose": "email_marketing"})
        first, again = self.twice(self.crm.api, path + "/sales_outreach/withdraw", None,
                                  status=200)
        self.assertEqual(again, first)
        events = must(self.crm.api.get(path), 200).json["data"]
        self.assertEqual([event["kind"] for event in events], ["granted", "withdrawn"])

    def test_a_consent_of_another_lead_is_another_request(self):
        (one, _), (two, _) = self.create(consents=()), self.create(consents=())
        given, headers = {"purpose": "sales_outreach", "basis": "consent"}, {"Idempotency-Key": "c"}
        must(self.crm.api.post(f"/v1/leads/{one}/consents", given, headers=headers), 201)
        self.assert_problem(self.crm.api.post(f"/v1/leads/{two}/consents", given, headers=headers),
                            422, "idempotency-mismatch")

    def test_a_tenant_is_created_once(self):
        operator = self.tenant.operator
        first, again = self.twice(operator, "/v1/tenants", {"name": "twice"})
        self.assertEqual(again, first)
        self.refused_with_another(operator, "/v1/tenants", {"name": "thrice"})
        self.assert_problem(operator.post("/v1/tenants", {"name": "twice"}), 409, "conflict")

    def test_a_principal_is_created_and_its_key_issued_and_rotated_once(self):
        admin = self.tenant.admin.api
        wanted = {"kind": "user", "name": "ann", "roles": ["sales_rep"]}
        first, again = self.twice(admin, "/v1/principals", wanted)
        self.assertEqual(again, first)
        self.refused_with_another(admin, "/v1/principals", {**wanted, "name": "bea"})

        path = f"/v1/principals/{first['id']}/keys"
        first, again = self.twice(admin, path, {"purposes": ["qualification"]})
        self.assertIn("api_key", first)
        self.assertEqual(again, {name: first[name] for name in first if name != "api_key"})
        first, again = self.twice(admin, f"{path}/{first['id']}/rotate", {})
        self.assertEqual(again["id"], first["id"])
        self.assertNotIn("api_key", again)
        self.assertEqual(len(must(admin.get(path), 200).json["data"]), 2)

    def test_an_import_is_opened_once(self):
        first, again = self.twice(self.crm.api, "/v1/imports", {"name": "fair"})
        self.assertEqual(again["id"], first["id"])
        self.refused_with_another(self.crm.api, "/v1/imports", {"name": "expo"})

    def test_a_repeated_request_is_decided_again(self):
        admin, headers = self.tenant.admin.api, {"Idempotency-Key": "while-allowed"}
        short = self.tenant.principal("short", "crm_integration", ["qualification"])
        body = self.people.lead()
        must(short.api.post("/v1/leads", body, headers=headers), 201)
        must(admin.post(f"/v1/principals/{short.id}/disable"), 200)
        self.assert_problem(short.api.post("/v1/leads", body, headers=headers), 401,
                            "unauthenticated")

    def test_what_makes_nothing_takes_no_key(self):
        answer = self.crm.api.post("/v1/leads/search", {"email": "a@example.com"},
                                   headers={"Idempotency-Key": "k"})
        self.assert_invalid(answer, ("header/Idempotency-Key", "not-taken"))

    def test_a_key_is_its_callers_own(self):
        other = self.tenant.principal("crm-2", "crm_integration", ["qualification"])
        body, headers = self.people.lead(), {"Idempotency-Key": "shared"}
        first = must(self.crm.api.post("/v1/leads", body, headers=headers), 201).json
        second = must(other.api.post("/v1/leads", body, headers=headers), 201).json
        self.assertNotEqual(first["id"], second["id"])

    def test_a_key_dies_with_its_lead(self):
        body, headers = self.people.lead(), {"Idempotency-Key": "mortal"}
        first = must(self.crm.api.post("/v1/leads", body, headers=headers), 201).json
        must(self.crm.api.delete(f"/v1/leads/{first['id']}"), 204)
        second = must(self.crm.api.post("/v1/leads", body, headers=headers), 201).json
        self.assertNotEqual(first["id"], second["id"])


if __name__ == "__main__":
    case.main()
