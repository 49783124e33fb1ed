"""Requests with more than they may hold: members of other schemas, parameters given twice, numbers
at the edge of every integer type. Each is refused by name and changes nothing (P10)."""
import json

from support import case
from support.operations import Objects, Requests, schema_members, served
from support.tenant import must

EDGES = ["-1", "0", "201", "2147483647", "2147483648", "4294967295", "4294967296",
         "9007199254740993", "9223372036854775807", "9223372036854775808",
         "18446744073709551615", "18446744073709551616", "-9223372036854775808",
         "-9223372036854775809", "1" + "0" * 400, "1.5", "1e2", "0x10", "+5", " 5", "5 ", "", "NaN",
         "٥", "５", "1_0", "true", "null"]


class StuffingTest(case.VaultCase):
    names = ("crm", "officer")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ids = Objects(cls.tenant, cls.crm, cls.officer, cls.people).make()
        cls.requests = Requests(cls.people)
        cls.operations = served(cls.crm.api)
        cls.document = must(cls.crm.api.get("/openapi.json"), 200).json

    def caller_of(self, operation):
        """Somebody who may, so that nothing but the request's form can be refused."""
        if operation.action in ("manageTenants", "managePolicies"):
            return self.tenant.operator
        if operation.path.startswith("/v1/principals"):
            return self.tenant.admin.api
        supervises = operation.path.startswith(("/v1/audit", "/v1/policies", "/v1/access"))
        return self.officer.api if supervises else self.crm.api

    def taking_a_body(self):
        found = [each for each in self.operations if each.body_schema is not None]
        self.assertGreater(len(found), 9)
        return found

    def state(self):
        """What a refused request must leave as it is."""
        lead = must(self.crm.api.read(self.ids["lead"], ["city", "email"]), 200).json
        principal = must(self.tenant.admin.api.get(f"/v1/principals/{self.ids['principal']}"), 200)
        leads = must(self.crm.api.get("/v1/leads?limit=200"), 200).json["data"]
        return lead, principal.json, [item["id"] for item in leads]

    def test_p10_a_member_of_any_other_schema_is_refused_by_name_in_every_body(self):
        before = self.state()
        for operation in self.taking_a_body():
            allowed = operation.body_schema.get("properties", {})
            foreign = [name for name in schema_members(self.document) if name not in allowed]
            self.assertGreater(len(foreign), 40)
            for value in (1, "system", None, {}, [True]):
                body = {**self.requests.body(operation, self.ids),
                        **{name: value for name in foreign}}
                answer = self.requests.send(self.caller_of(operation), operation, self.ids, body)
                self.assert_invalid(
                    answer, *((f"/{name}", "unknown-member") for name in foreign))
        self.assertEqual(self.state(), before)

    def test_p10_each_member_alone_is_refused_too(self):
        before = self.state()
        names = schema_members(self.document)
        for operation in self.taking_a_body():
            allowed = operation.body_schema.get("properties", {})
            for name in names:
                if name in allowed:
                    continue
                body = {**self.requests.body(operation, self.ids), name: "x"}
                answer = self.requests.send(self.caller_of(operation), operation, self.ids, body)
                self.assert_invalid(answer, (f"/{name}", "unknown-member"))
        self.assertEqual(self.state(), before)

    def test_p10_nested_objects_take_no_further_member_either(self):
        lead = self.people.lead(external_ids=[("crm", "1")])
        consent = {**lead["consents"][0], "withdrawn": False}
        for body, pointer in (
                ({**lead, "consents": [consent]}, "/consents/0/withdrawn"),
                ({**lead, "external_ids": [{"system": "a", "id": "b", "tenant": "c"}]},
                 "/external_ids/0/tenant")):
            self.assert_invalid(self.crm.api.post("/v1/leads", body),
                                (pointer, "unknown-member"))
        row = {"key": "1", "lead": {**self.people.lead(), "id": self.ids["lead"]}}
        answer = must(self.crm.api.post(f"/v1/imports/{self.ids['job']}/rows", {"rows": [row]}),
                      200).json["data"][0]
        self.assertEqual(answer["outcome"], "refused")
        self.assertEqual([(error["pointer"], error["rule"]) for error in answer["errors"]],
                         [("/rows/0/lead/id", "unknown-member")])

    def test_p10_a_tenant_in_a_body_is_taken_from_the_operator_alone(self):
        body = {"kind": "client", "name": "smuggled", "roles": ["sales_rep"],
                "tenant": self.tenant.id}
        answer = self.tenant.admin.api.post("/v1/principals", body)
        self.assert_problem(answer, 403, "forbidden")

    def test_a_parameter_given_twice_is_refused_whatever_it_is(self):
        checked = 0
        for operation in self.operations:
            for name in operation.query:
                for query in (f"?{name}=1&{name}=2", f"?{name}=1&{name}=1", f"?{name}&{name}",
                              f"?{name}=1&%{ord(name[0]):02x}{name[1:]}=2"):
                    answer = self.requests.send(self.caller_of(operation), operation, self.ids,
                                                query=query)
                    self.assert_problem(answer, 400, "malformed")
                    checked += 1
        self.assertGreater(checked, 60)

    def test_a_parameter_of_another_operation_is_refused_by_name(self):
        names = {name for operation in self.operations for name in operation.query}
        for operation in self.operations:
            for name in names - set(operation.query) | {"tenant_id", "roles", "_method"}:
                answer = self.requests.send(self.caller_of(operation), operation, self.ids,
                                            query=f"?{name}=x")
                self.assert_invalid(answer, (f"query/{name}", "unknown-parameter"))

    def test_p10_a_whole_number_outside_its_range_is_refused_in_every_query(self):
        for operation in self.operations:
            if "limit" not in operation.query:
                continue
            for edge in EDGES:
                text = "".join(f"%{byte:02x}" for byte in edge.encode())
                answer = self.requests.send(self.caller_of(operation), operation, self.ids,
                                            query=f"?limit={text}")
                self.assert_invalid(answer, ("query/limit", "out-of-range"))

    def test_p10_a_whole_number_outside_its_range_is_refused_in_every_body(self):
        admin, path = self.tenant.admin.api, f"/v1/principals/{self.ids['principal']}/keys"
        edges = ["-1", "0", "367", "2147483648", "4294967297", "9223372036854775807",
                 "9223372036854775808", "18446744073709551617", "-9223372036854775809", "1.5",
                 "1e400", '"1"', "true"]
        for edge in edges:
            answer = admin.post(path, f'{{"valid_days":{edge}}}'.encode())
            self.assertEqual(answer.status, 400, (edge, answer))
            self.assertIn("valid_days" if answer.code == "invalid" else "json-syntax",
                          json.dumps(answer.json["errors"]))

    def test_nothing_asks_for_all_fields_or_filters_by_one(self):
        path = f"/v1/leads/{self.ids['lead']}"
        for ask in ("*", "all", "email.*", "email.value", "email,", ",", "email,email", "EMAIL",
                    "email.mask.mask", "lead.email", "email%20", "%2A", "fields", "wrapped_key"):
            answer = self.crm.api.get(f"{path}?fields={ask}")
            self.assertEqual(answer.status, 400, (ask, answer))
        for query in ("email=a", "fields[]=email", "include=consents", "sort=email",
                      "order_by=email", "filter[email]=a", "q=a", "expand=tenant"):
            answer = self.crm.api.get(f"/v1/leads?{query.replace('[', '%5B').replace(']', '%5D')}")
            self.assertEqual(answer.status, 400, (query, answer))

    def test_p10_a_version_outside_its_range_is_refused(self):
        path = f"/v1/leads/{self.ids['lead']}"
        for version in ('"0"', '"-1"', '"18446744073709551616"', '"01"', '"1.0"', 'W/"1"', "1",
                        "*", '"1", "2"', '""', '"'):
            answer = self.crm.api.call("PATCH", path, {"stage": "sal"},
                                       headers={"If-Match": version},
                                       media="application/merge-patch+json")
            self.assertIn(answer.status, (400, 412, 428), (version, answer))
        self.assertEqual(self.crm.api.get(path).json["stage"], "new")


if __name__ == "__main__":
    case.main()
