"""P10: bad input gets a clear error that names the field and the rule, and changes nothing."""
import json

from support import case
from support.tenant import must

CARD = "4111 1111 1111 1111"
SECRET = "Vermilion-Xylophone"


class InputTest(case.VaultCase):
    names = ("crm", "officer")

    def count(self):
        total, cursor = 0, None
        while True:
            more = f"&cursor={cursor}" if cursor else ""
            page = self.crm.api.get(f"/v1/leads?limit=200{more}").json
            total += len(page["data"])
            cursor = page["next_cursor"]
            if cursor is None:
                return total

    def refuse(self, body, *faults, **more):
        before = self.count()
        answer = self.crm.api.post("/v1/leads", body, **more)
        problem = self.assert_invalid(answer, *faults)
        self.assertEqual(self.count(), before)
        self.assertNotIn(SECRET, answer.text)
        self.assertNotIn(CARD, answer.text)
        return problem

    def test_p10_all_faults_are_named_at_once_by_pointer_and_rule(self):
        body = self.people.lead(shoe_size="43", email=SECRET, date_of_birth="30.02.1999",
                                country="Atlantis", city=7)
        body["channel"], body["colour"] = "pigeon", SECRET
        body["consents"][0]["basis"] = "hearsay"
        self.refuse(body, ("/fields/shoe_size", "unknown-field"),
                    ("/fields/email", "email-syntax"), ("/fields/date_of_birth", "date-syntax"),
                    ("/fields/country", "country-unknown"), ("/fields/city", "type"),
                    ("/channel", "unknown-value"), ("/colour", "unknown-member"),
                    ("/consents/0/basis", "unknown-value"))

    def test_p10_missing_members_are_named(self):
        self.refuse({}, ("/subject_kind", "required"), ("/channel", "required"),
                    ("/fields", "required"))

    def test_p10_a_pointer_escapes_what_it_names(self):
        body = self.people.lead()
        body["a/b~c"] = 1
        self.refuse(body, ("/a~1b~0c", "unknown-member"))

    def test_a_card_number_is_refused_in_every_text_field(self):
        for name in ("given_name", "company", "description", "street", "bank_account"):
            for card in (CARD, CARD.replace(" ", "-"), "my card is 4111111111111111, thanks"):
                self.refuse(self.people.lead(**{name: card}), (f"/fields/{name}", "card-number"))

    def test_values_that_are_too_long_or_hold_control_characters_are_refused(self):
        self.refuse(self.people.lead(street="x" * 513), ("/fields/street", "too-long"))
        self.refuse(self.people.lead(city="a\u202eb"), ("/fields/city", "control-character"))
        self.refuse(self.people.lead(city="  "), ("/fields/city", "empty"))

    def test_json_that_is_not_strict_json_is_refused(self):
        good = json.dumps(self.people.lead())
        before = self.count()
        for text in (good + "x", good[:-1], good.replace('"city"', '"email"'), "[]" * 2, "",
                     good.replace('"DE"', "1e999"), "[" * 100 + "]" * 100):
            answer = self.crm.api.post("/v1/leads", text.encode())
            self.assert_problem(answer, 400, "malformed")
        self.assert_problem(self.crm.api.post("/v1/leads", b'{"\xff": 1}'), 400, "malformed")
        self.assert_invalid(self.crm.api.post("/v1/leads", b"[]"), ("", "type"))
        self.assertEqual(self.count(), before)

    def test_unknown_query_parameters_and_media_types_are_refused(self):
        self.assert_invalid(self.crm.api.get("/v1/leads?colour=red"),
                            ("query/colour", "unknown-parameter"))
        answer = self.crm.api.post("/v1/leads", self.people.lead(), media="text/plain")
        self.assert_problem(answer, 415, "unsupported")
        self.assertEqual(self.crm.api.get("/v1/nothing").status, 404)
        self.assert_problem(self.crm.api.call("PUT", "/v1/leads"), 405, "method-not-allowed")

    def test_a_body_beyond_the_limit_is_refused_before_it_is_read(self):
        api = self.crm.api.again()
        api.connect()
        api.connection.putrequest("POST", "/v1/leads")
        api.connection.putheader("Authorization", f"Bearer {self.crm.key}")
        api.connection.putheader("Content-Type", "application/json")
        api.connection.putheader("Content-Length", str(9 * 1024 * 1024))
        api.connection.endheaders()
        self.assertEqual(api.connection.getresponse().status, 413)
        api.close()

    def test_too_many_ids_are_refused(self):
        lead, _ = self.create()
        ids = [lead[:-4] + f"{i:04d}" for i in range(1001)]
        answer = self.crm.api.post("/v1/leads/batch-get", {"ids": ids, "fields": ["email"]})
        self.assertIn((answer.status, answer.code), ((400, "invalid"), (413, "too-large")))


if __name__ == "__main__":
    case.main()
