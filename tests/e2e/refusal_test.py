"""P6: nothing without a policy that permits it. P9: no tenant learns of another's data."""
from support import case
from support.events import events
from support.tenant import Tenant, must

GRANT = {"purpose": "sales_outreach", "basis": "consent"}


class RefusalTest(case.VaultCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = Tenant(cls.vault, "rival")
        cls.rival = cls.other.principal("crm")
        cls.rival_officer = cls.other.principal("officer")

    def test_p6_the_three_refusals_are_told_apart(self):
        lead, _ = self.create(consents=())
        refused = self.assert_problem(self.crm.api.read(lead, ["health_note"]), 403,
                                      "not-permitted")
        self.assertEqual(refused["withheld"], {"health_note": "not-permitted"})
        self.assert_problem(self.crm.api.read(lead, ["email"]), 403, "consent-missing")
        self.assert_problem(self.rep.api.read(lead, ["email"], purpose="contract"), 403,
                            "purpose-not-bound")

    def test_p6_a_purpose_is_bound_never_claimed(self):
        lead, _ = self.create()
        problem = self.assert_problem(self.rep.api.read(lead, ["city"], purpose=None), 403,
                                      "purpose-required")
        self.assertEqual(sorted(problem["purposes"]), ["qualification", "sales_outreach"])
        self.assert_invalid(self.rep.api.read(lead, ["city"], purpose="world_peace"),
                            ("header/Leadvault-Purpose", "unknown-purpose"))
        bound = self.tenant.principal("bound", "sales_rep", ["contract", "qualification"])
        self.assert_problem(bound.api.read(lead, ["city"], purpose="contract"), 403,
                            "not-permitted")

    def test_p6_roles_do_what_they_grant_and_nothing_else(self):
        lead, _ = self.create()
        officer, admin = self.officer.api, self.tenant.admin.api
        body = self.people.lead()
        for answer in (officer.read(lead, ["city"]), officer.post("/v1/leads", body),
                       officer.delete(f"/v1/leads/{lead}"), officer.get("/v1/principals"),
                       officer.patch(f"/v1/leads/{lead}", {"stage": "working"}, version=1),
                       admin.get("/v1/leads"), admin.post("/v1/leads", body),
                       self.crm.api.get("/v1/principals"), self.rep.api.get("/v1/tenants"),
                       self.crm.api.post("/v1/tenants", {"name": "mine"})):
            self.assert_problem(answer, 403, "not-permitted")

    def test_p6_the_operator_cannot_read_leads(self):
        lead, body = self.create()
        operator = self.tenant.operator
        for answer in (operator.get(f"/v1/leads/{lead}"), operator.get("/v1/leads"),
                       operator.read(lead, ["email"], purpose="qualification"),
                       operator.post("/v1/leads/search", {"email": body["fields"]["email"]},
                                     purpose="qualification"),
                       operator.post("/v1/leads/batch-get", {"ids": [lead], "fields": ["email"]},
                                     purpose="qualification")):
            self.assertIn(answer.status, (403, 404), answer)
            self.assertNotIn(body["fields"]["email"], answer.text)

    def test_p6_a_revoked_key_and_a_disabled_principal_are_refused_on_the_next_request(self):
        lead, _ = self.create()
        admin = self.tenant.admin.api
        brief = self.tenant.principal("brief", "crm_integration", ["qualification"])
        must(brief.api.read(lead, ["city"]), 200)
        must(admin.delete(f"/v1/principals/{brief.id}/keys/{brief.credential}"), 204)
        self.assert_problem(brief.api.read(lead, ["city"]), 401, "unauthenticated")

        paused = self.tenant.principal("paused", "crm_integration", ["qualification"])
        must(paused.api.read(lead, ["city"]), 200)
        must(admin.post(f"/v1/principals/{paused.id}/disable"), 200)
        self.assert_problem(paused.api.read(lead, ["city"]), 401, "unauthenticated")
        must(admin.post(f"/v1/principals/{paused.id}/enable"), 200)
        must(paused.api.read(lead, ["city"]), 200)

    def test_p6_a_rotated_key_works_beside_the_old_one_until_that_is_revoked(self):
        admin = self.tenant.admin.api
        owner = self.tenant.principal("rotating", "crm_integration", ["qualification"])
        path = f"/v1/principals/{owner.id}/keys/{owner.credential}"
        fresh = must(admin.post(path + "/rotate", {"valid_days": 30}), 201).json
        successor = owner.api.again()
        successor.key = fresh["api_key"]
        self.assertNotEqual(fresh["id"], owner.credential)
        for api in (owner.api, successor):
            must(api.get("/v1/leads"), 200)
        must(admin.delete(path), 204)
        self.assertEqual(owner.api.get("/v1/leads").status, 401)
        must(successor.get("/v1/leads"), 200)
        listed = must(admin.get(f"/v1/principals/{owner.id}/keys"), 200)
        self.assertEqual([key["standing"] for key in listed.json["data"]], ["disabled", "active"])
        self.assertNotIn(successor.key, listed.text)

    def test_p6_whoever_may_issue_a_key_may_list_rotate_and_revoke_it(self):
        operator = self.tenant.operator
        owner = self.tenant.principal("served", "crm_integration", ["qualification"])
        keys = f"/v1/principals/{owner.id}/keys"
        must(operator.post(keys, {"valid_days": 1}), 201)
        fresh = must(operator.post(f"{keys}/{owner.credential}/rotate", {"valid_days": 1}), 201)
        must(operator.delete(f"{keys}/{owner.credential}"), 204)
        self.assert_problem(owner.api.get("/v1/leads"), 401, "unauthenticated")
        listed = must(operator.get(keys), 200).json["data"]
        self.assertEqual([key["standing"] for key in listed], ["disabled", "active", "active"])
        successor = owner.api.again()
        successor.key = fresh.json["api_key"]
        must(successor.get("/v1/leads"), 200)
        for verb, status in (("disable", 401), ("enable", 200)):
            must(operator.post(f"/v1/principals/{owner.id}/{verb}"), 200)
            must(successor.get("/v1/leads"), status)
        noted = events(self.officer.api, kind="credential-revoked")[0]  # of the tenant's own log
        self.assertEqual(noted["object"], owner.credential)

    def test_p9_a_foreign_administrator_is_told_of_a_key_what_it_is_told_of_none(self):
        owner = self.tenant.principal("alien", "crm_integration", ["qualification"])
        admin = self.other.admin.api
        own = self.other.principal("host", "crm_integration", ["qualification"])
        for principal, key in ((owner.id, owner.credential), (own.id, owner.credential)):
            absent = key[:-4] + "".join("1" if letter == "0" else "0" for letter in key[-4:])
            for method, action in (("POST", "/rotate"), ("DELETE", "")):
                told = []
                for id in (key, absent):
                    body = {"valid_days": 1} if action else None
                    path = f"/v1/principals/{principal}/keys/{id}{action}"
                    problem = self.assert_problem(admin.call(method, path, body), 404, "not-found")
                    problem.pop("request_id")
                    told.append(problem)
                self.assertEqual(*told)
        must(owner.api.get("/v1/leads"), 200)

    def test_p6_every_bad_credential_gets_the_same_answer(self):
        api, key = self.crm.api.again(), self.crm.key
        bodies = set()
        for bad in (None, "lvk_nonsense", key[:-1] + ("a" if key[-1] != "a" else "b"),
                    key[:10] + key[11:], key.upper(), self.crm.credential):
            api.key = bad
            answer = api.get("/v1/leads")
            problem = self.assert_problem(answer, 401, "unauthenticated")
            self.assertEqual(answer.headers["www-authenticate"], "Bearer")
            problem.pop("request_id")
            bodies.add(str(problem))
        self.assertEqual(len(bodies), 1)

    def answers_for(self, lead):
        """One answer of every route that takes a lead's id."""
        crm, path = self.crm.api, f"/v1/leads/{lead}"
        yield crm.get(path)
        yield crm.read(lead, ["email"])
        yield crm.read(lead, ["health_note"])
        yield crm.patch(path, {"stage": "working"}, version=1)
        yield crm.patch(path, {"fields": {"city": "X"}}, version=99)
        yield crm.delete(path)
        yield crm.get(path + "/consents")
        yield crm.post(path + "/consents", GRANT)
        yield crm.post(path + "/consents/sales_outreach/withdraw")

    def test_p9_foreign_absent_and_malformed_ids_get_the_same_answer(self):
        foreign = must(self.rival.api.post("/v1/leads", self.people.lead()), 201).json["id"]
        absent = foreign[:-4] + ("0000" if foreign[-4:] != "0000" else "1111")
        erased = must(self.crm.api.post("/v1/leads", self.people.lead()), 201).json["id"]
        must(self.crm.api.delete(f"/v1/leads/{erased}"), 204)

        def shape(answer):
            self.assert_problem(answer, 404, "not-found")
            body = answer.json
            body.pop("request_id")
            names = sorted(set(answer.headers) - {"ratelimit", "date"})
            return answer.status, body, names

        expected = [shape(answer) for answer in self.answers_for(absent)]
        for lead in (foreign, erased, "lead_nonsense"):
            self.assertEqual([shape(answer) for answer in self.answers_for(lead)], expected)
        items = self.crm.api.post("/v1/leads/batch-get", {
            "ids": [foreign, absent, erased], "fields": ["email"]}).json["data"]
        self.assertEqual(len({str({**item["error"], "request_id": ""}) for item in items}), 1)

    def test_p9_foreign_principals_keys_and_jobs_are_not_found(self):
        admin, rival = self.tenant.admin.api, self.rival
        theirs = f"/v1/principals/{rival.id}"
        for answer in (admin.get(theirs), admin.get(theirs + "/keys"),
                       admin.post(theirs + "/keys", {}), admin.post(theirs + "/disable"),
                       admin.post(f"{theirs}/keys/{rival.credential}/rotate", {}),
                       admin.delete(f"{theirs}/keys/{rival.credential}")):
            self.assert_problem(answer, 404, "not-found")
        denials = len(events(self.officer.api, kind="denial"))
        for tenant in (self.other.id, self.tenant.id, "ten_" + "0" * 26):
            self.assert_problem(admin.get(f"/v1/principals?tenant={tenant}"), 403, "forbidden")
        self.assertEqual(len(events(self.officer.api, kind="denial")), denials + 3)
        job = must(rival.api.post("/v1/imports", {"name": "theirs"}), 201).json["id"]
        self.assert_problem(self.crm.api.get(f"/v1/imports/{job}"), 404, "not-found")

    def test_p9_nothing_of_another_tenant_is_found_listed_or_logged(self):
        body = self.people.lead(external_ids=[("crm", "theirs-1")])
        theirs = must(self.rival.api.post("/v1/leads", body), 201).json["id"]
        for search in ({"email": body["fields"]["email"]}, {"phone": body["fields"]["phone"]},
                       {"external_id": {"system": "crm", "id": "theirs-1"}}):
            self.assertEqual(self.crm.api.post("/v1/leads/search", search).json["data"], [])
        self.assertNotIn(theirs, self.crm.api.get("/v1/leads?limit=200").text)
        found = must(self.officer.api.get(f"/v1/audit/events?lead={theirs}"), 200).json["data"]
        self.assertEqual([event for event in found if event["kind"] != "audit-read"], [])
        self.assertNotIn("rival", self.tenant.admin.api.get("/v1/principals").text)

    def test_p9_a_cursor_of_another_tenant_is_refused(self):
        for _ in range(2):
            must(self.rival.api.post("/v1/leads", self.people.lead()), 201)
        cursor = self.rival.api.get("/v1/leads?limit=1").json["next_cursor"]
        self.assert_problem(self.crm.api.get(f"/v1/leads?limit=1&cursor={cursor}"), 400,
                            "cursor-invalid")
        cursor = self.rival_officer.api.get("/v1/audit/events?limit=1").json["next_cursor"]
        self.assert_problem(self.officer.api.get(f"/v1/audit/events?limit=1&cursor={cursor}"),
                            400, "cursor-invalid")


if __name__ == "__main__":
    case.main()
