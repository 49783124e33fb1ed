"""A lead's life through the API: create, read, change, list, batch, erase."""
from urllib.parse import quote

from support import case
from support.tenant import must

LEAD_ID = "^lead_[0-7][0-9a-hjkmnp-tv-z]{25}$"


class LeadsTest(case.VaultCase):
    names = ("crm", "rep", "agent")

    def test_create_names_the_lead_and_echoes_no_value(self):
        body = self.people.lead()
        answer = self.assert_answer(self.crm.api.post("/v1/leads", body), 201)
        made = answer.json
        self.assertRegex(made["id"], LEAD_ID)
        self.assertEqual((made["stage"], made["version"], made["warnings"]), ("new", 1, []))
        self.assertRegex(made["created_at"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")
        self.assertEqual(answer.headers["location"], f"/v1/leads/{made['id']}")
        self.assertEqual(answer.headers["etag"], '"1"')
        self.assertEqual(answer.headers["cache-control"], "no-store")
        for value in body["fields"].values():
            self.assertNotIn(value, answer.text)

    def test_whole_values_for_the_crm_and_masked_ones_for_a_sales_rep(self):
        lead, body = self.create()
        asked = ["given_name", "email", "phone", "city", "fax"]
        whole = self.assert_answer(self.crm.api.read(lead, asked), 200)
        sent = body["fields"]
        self.assertEqual(whole.json["fields"],
                         {**{name: sent[name] for name in asked[:4]}, "fax": None})
        self.assertEqual((whole.json["masked"], whole.json["withheld"]), ([], {}))
        self.assertEqual(whole.headers["etag"], '"1"')
        self.assertRegex(whole.headers["leadvault-audit"],
                         r'^v=1; ?log="log_\w{26}"; ?entry=evt_\w{26}; ?leaf=:[\w+/=]{44}:')

        masked = self.assert_answer(self.rep.api.read(lead, asked), 200).json
        self.assertEqual(sorted(masked["masked"]), ["email", "fax", "phone"])
        self.assertEqual(masked["fields"]["given_name"], sent["given_name"])
        self.assertEqual(masked["fields"]["phone"], "•••• " + sent["phone"][-4:])
        self.assertNotIn(sent["email"], str(masked))
        self.assertIsNone(masked["fields"]["fax"])

    def test_a_mask_can_be_asked_for_and_what_is_not_permitted_is_named(self):
        lead, body = self.create()
        answer = self.crm.api.read(lead, ["email.mask", "date_of_birth", "health_note"])
        view = self.assert_answer(answer, 200).json
        self.assertEqual(sorted(view["masked"]), ["date_of_birth", "email"])
        self.assertEqual(view["withheld"], {"health_note": "not-permitted"})
        self.assertEqual(view["fields"]["date_of_birth"], body["fields"]["date_of_birth"][:4])
        self.assertNotIn(body["fields"]["email"], answer.text)

    def test_without_fields_only_operational_columns_and_no_purpose(self):
        lead, body = self.create()
        answer = self.assert_answer(self.crm.api.get(f"/v1/leads/{lead}", purpose=None), 200)
        self.assertNotIn("fields", answer.json)
        self.assertEqual(answer.json["residency"], "DE")
        self.assertEqual(answer.headers["etag"], '"1"')
        for value in body["fields"].values():
            self.assertNotIn(value, answer.text)

    def test_a_patch_needs_the_version_it_is_based_on(self):
        lead, body = self.create()
        path = f"/v1/leads/{lead}"
        change = {"stage": "working", "fields": {"city": "Newtown Abbey", "street": None}}
        self.assert_problem(self.crm.api.patch(path, change), 428, "precondition-required")
        self.assert_problem(self.crm.api.patch(path, change, version=7), 412,
                            "precondition-failed")
        answer = self.assert_answer(self.crm.api.patch(path, change, version=1), 200)
        self.assertEqual((answer.json["version"], answer.headers["etag"]), (2, '"2"'))
        self.assert_problem(self.crm.api.patch(path, change, version=1), 412,
                            "precondition-failed")
        view = self.crm.api.read(lead, ["city", "street", "email"]).json
        self.assertEqual((view["version"], view["stage"]), (2, "working"))
        self.assertEqual(view["fields"], {"city": "Newtown Abbey", "street": None,
                                          "email": body["fields"]["email"]})

    def test_a_list_pages_by_cursor_through_every_lead_once(self):
        made = {self.create()[0] for _ in range(7)}
        seen, cursor = [], None
        while True:
            more = f"&cursor={quote(cursor)}" if cursor else ""
            page = self.assert_answer(self.crm.api.get(f"/v1/leads?limit=3{more}"), 200).json
            self.assertLessEqual(len(page["data"]), 3)
            seen += [item["id"] for item in page["data"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        self.assertEqual(len(seen), len(set(seen)))
        self.assertLessEqual(made, set(seen))

    def test_a_list_filters_by_stage_channel_and_time(self):
        lead, _ = self.create()
        must(self.crm.api.patch(f"/v1/leads/{lead}", {"stage": "sal", "channel": "event"},
                                version=1), 200)
        page = self.crm.api.get("/v1/leads?stage=sal&channel=event").json
        self.assertEqual([item["id"] for item in page["data"]], [lead])
        created = quote(page["data"][0]["created_at"])
        late = self.crm.api.get(f"/v1/leads?created_from={created}&stage=sal").json
        early = self.crm.api.get(f"/v1/leads?created_until={created}&stage=sal").json
        self.assertEqual([[item["id"] for item in page["data"]] for page in (late, early)],
                         [[lead], []])
        self.assert_invalid(self.crm.api.get("/v1/leads?stage=nothing"),
                            ("query/stage", "unknown-value"))

    def test_a_cursor_serves_only_the_list_it_came_from(self):
        for _ in range(3):
            self.create()
        cursor = self.crm.api.get("/v1/leads?limit=1").json["next_cursor"]
        for caller, path in ((self.crm, f"/v1/leads?limit=1&stage=new&cursor={cursor}"),
                             (self.rep, f"/v1/leads?limit=1&cursor={cursor}"),
                             (self.crm, f"/v1/leads?limit=1&cursor=x{cursor}"),
                             (self.crm, "/v1/leads?cursor=AAAA")):
            self.assert_problem(caller.api.get(path), 400, "cursor-invalid")

    def test_a_batch_answers_each_id_in_order_with_its_own_outcome(self):
        first, body = self.create()
        second, _ = self.create(consents=())
        absent = first[:-4] + "0000"
        ask = {"ids": [second, absent, first], "fields": ["email"]}
        answer = self.assert_answer(self.crm.api.post("/v1/leads/batch-get", ask), 200).json
        self.assertEqual([item["id"] for item in answer["data"]], ask["ids"])
        self.assertEqual(answer["data"][0]["error"]["code"], "consent-missing")
        self.assertEqual(answer["data"][0]["error"]["withheld"], {"email": "consent-missing"})
        self.assertEqual(answer["data"][1]["error"]["code"], "not-found")
        self.assertEqual(answer["data"][2]["fields"], {"email": body["fields"]["email"]})
        self.assertEqual(len(answer["audit"]), 1)

    def test_an_erased_lead_is_not_found_anywhere(self):
        lead, body = self.create(external_ids=[("crm", "gone-1")])
        self.assert_answer(self.crm.api.delete(f"/v1/leads/{lead}"), 204)
        crm, path = self.crm.api, f"/v1/leads/{lead}"
        grant = {"purpose": "sales_outreach", "basis": "consent"}
        for answer in (crm.get(path), crm.read(lead, ["email"]), crm.delete(path),
                       crm.patch(path, {"stage": "working"}, version=1),
                       crm.get(path + "/consents"), crm.post(path + "/consents", grant),
                       crm.post(path + "/consents/sales_outreach/withdraw")):
            self.assert_problem(answer, 404, "not-found")
        batch = crm.post("/v1/leads/batch-get", {"ids": [lead], "fields": ["email"]}).json
        self.assertEqual(batch["data"][0]["error"]["code"], "not-found")
        for search in ({"email": body["fields"]["email"]}, {"phone": body["fields"]["phone"]},
                       {"external_id": {"system": "crm", "id": "gone-1"}}):
            self.assertEqual(must(crm.post("/v1/leads/search", search), 200).json["data"], [])

    def test_a_sales_rep_may_not_erase(self):
        lead, _ = self.create()
        self.assert_problem(self.rep.api.delete(f"/v1/leads/{lead}"), 403, "not-permitted")
        self.assert_answer(self.crm.api.get(f"/v1/leads/{lead}"), 200)


if __name__ == "__main__":
    case.main()
