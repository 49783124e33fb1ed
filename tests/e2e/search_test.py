"""Look-ups by e-mail, phone and external id through the blind indexes."""
from support import case
from support.tenant import must


class SearchTest(case.VaultCase):
    names = ("crm", "rep", "officer")

    def found(self, query, caller=None):
        api = (caller or self.crm).api
        answer = self.assert_answer(api.post("/v1/leads/search", query), 200).json
        self.assertIsNone(answer["next_cursor"])
        return [item["id"] for item in answer["data"]]

    def test_an_email_is_found_whatever_its_case_and_form_of_domain(self):
        lead, _ = self.create(email="Jana.Müller-Beck@Bücher-Laden.example")
        for text in ("Jana.Müller-Beck@Bücher-Laden.example",
                     "jana.müller-beck@bücher-laden.example",
                     "JANA.MÜLLER-BECK@XN--BCHER-LADEN-THB.example",
                     "  jana.müller-beck@bücher-laden.EXAMPLE "):
            self.assertEqual(self.found({"email": text}), [lead], text)
        self.assertEqual(self.found({"email": "jana.muller-beck@bücher-laden.example"}), [])

    def test_a_phone_is_found_in_every_way_it_may_be_written(self):
        lead, _ = self.create(phone="+44 20 7946 0958")
        for text in ("+442079460958", "+44 (0)20 7946-0958", "+44 20 7946 0958"):
            self.assertEqual(self.found({"phone": text}), [lead], text)
        self.assertEqual(self.found({"phone": "+442079460959"}), [])

    def test_an_external_id_is_found_exactly_and_within_its_system(self):
        lead, _ = self.create(external_ids=[("salesforce", "00Q5e0000AbC"), ("erp", "77")])
        for system, id, expected in (("salesforce", "00Q5e0000AbC", [lead]), ("erp", "77", [lead]),
                                     ("salesforce", "00q5e0000abc", []), ("salesforce", "77", [])):
            self.assertEqual(self.found({"external_id": {"system": system, "id": id}}), expected)

    def test_a_changed_email_is_found_by_its_new_value_only(self):
        lead, body = self.create()
        must(self.crm.api.patch(f"/v1/leads/{lead}", {"fields": {"email": "moved@new.example"}},
                                version=1), 200)
        self.assertEqual(self.found({"email": "moved@new.example"}), [lead])
        self.assertEqual(self.found({"email": body["fields"]["email"]}), [])

    def test_a_duplicate_is_stored_flagged_and_found_beside_the_first(self):
        first, body = self.create()
        second, _ = self.create(email=body["fields"]["email"].upper())
        self.assertEqual(sorted(self.found({"email": body["fields"]["email"]})),
                         sorted([first, second]))
        flags = self.crm.api.get(f"/v1/leads/{second}").json["flags"]
        self.assertIn("likely-duplicate", flags)

    def test_a_phone_that_does_not_normalise_is_stored_but_not_indexed(self):
        answer = must(self.crm.api.post("/v1/leads", self.people.lead(phone="12")), 201).json
        self.assertEqual(answer["warnings"], ["phone-not-indexed"])
        self.assertEqual(self.found({"phone": "12"}), [])
        view = self.crm.api.read(answer["id"], ["phone"]).json
        self.assertEqual(view["fields"]["phone"], "12")

    def test_a_search_asks_for_exactly_one_value_a_purpose_and_the_right(self):
        crm = self.crm.api
        self.assert_invalid(crm.post("/v1/leads/search", {}), ("", "exactly-one"))
        self.assert_invalid(crm.post("/v1/leads/search", {"email": "a@b.example", "phone": "+1"}),
                            ("", "exactly-one"))
        problem = self.assert_problem(
            crm.post("/v1/leads/search", {"email": "a@b.example"}, purpose=None), 403,
            "purpose-required")
        self.assertEqual(sorted(problem["purposes"]), ["contract", "qualification",
                                                       "sales_outreach"])
        self.assert_problem(self.officer.api.post("/v1/leads/search", {"email": "a@b.example"}),
                            403, "not-permitted")

    def test_a_rep_finds_what_the_crm_stored(self):
        lead, body = self.create()
        self.assertEqual(self.found({"email": body["fields"]["email"]}, self.rep), [lead])


if __name__ == "__main__":
    case.main()
