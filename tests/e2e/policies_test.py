"""Why the vault decides as it does, by the shipped policies: explained, shown, and in the log."""
import json

from support import case
from support.cli import CommandLine
from support.events import by_id, events, lead_in
from support.tenant import Tenant, must

FIELDS = ["given_name", "email", "phone", "street", "company", "date_of_birth", "health_note"]


class PoliciesCase(case.VaultCase):
    rules = "shipped"

    def explain(self, principal, by=None, **question):
        body = {"principal": principal.id, **question}
        return (by or self.officer).api.post("/v1/policies/explain", body, purpose=None)

    def decision(self, principal, field, **question):
        """What is told of one field."""
        answer = must(self.explain(principal, fields=[field], **question), 200).json
        self.assertEqual([each["field"] for each in answer["decisions"]], [field])
        return answer["decisions"][0]

    def at_stage(self, stage, **more):
        lead, _ = self.create(**more)
        must(self.crm.api.patch(f"/v1/leads/{lead}", {"stage": stage}, version=1), 200)
        return lead


class ExplainTest(PoliciesCase):
    def test_of_what_is_not_permitted_the_nearest_permit_says_what_it_lacks(self):
        lead = self.at_stage("working")
        told = self.decision(self.crm, "email", lead=lead, purpose="sales_outreach")
        self.assertEqual((told["outcome"], told["kind"], told["code"]),
                         ("withheld", "not-permitted", "not-permitted"))
        nearest = told["nearest"][0]
        self.assertEqual((nearest["id"], nearest["file"]), ("crm-qualified-contact", "crm.cedar"))
        failed = nearest["failed"]
        self.assertEqual(failed["text"], '["sql", "converted"].contains(resource.stage)')
        self.assertEqual((failed["result"], failed["why"]), ("failed", None))
        self.assertEqual(failed["saw"], {"resource.stage": '"working"'})
        line = (self.vault.policies / "crm.cedar").read_text().split("\n")[failed["line"] - 1]
        self.assertTrue(line[failed["column"] - 1:].startswith(failed["text"]))

    def test_a_missing_consent_is_named_and_so_is_the_policy_that_asks_for_it(self):
        lead = self.at_stage("sql", consents=())
        told = self.decision(self.crm, "email", lead=lead, purpose="sales_outreach")
        self.assertEqual((told["kind"], told["missing_consent"]),
                         ("consent-missing", "sales_outreach"))
        policy = told["policies"][0]
        self.assertEqual((policy["id"], policy["effect"], policy["file"]),
                         ("consent-required", "forbid", "forbids.cedar"))
        text = (self.vault.policies / policy["file"]).read_text().split("\n")
        self.assertEqual("\n".join(text[policy["line"] - 1:policy["last_line"]]), policy["text"])

    def test_a_value_and_a_mask_are_explained_by_their_permits(self):
        lead = self.at_stage("sql")
        whole = self.decision(self.crm, "email", lead=lead, purpose="sales_outreach")
        self.assertEqual((whole["outcome"], whole["code"], whole["mask"]), ("value", None, None))
        self.assertEqual([each["id"] for each in whole["policies"]], ["crm-qualified-contact"])
        masked = self.decision(self.rep, "email", lead=lead, purpose="sales_outreach")
        self.assertEqual((masked["outcome"], masked["mask"]), ("masked", "email"))
        self.assertEqual([each["id"] for each in masked["policies"]],
                         ["sales-rep-contact-masked"])
        self.assertTrue(masked["nearest"])

    def test_a_lead_that_is_only_thought_of_is_decided_like_a_stored_one(self):
        stored = self.at_stage("sql")
        thought = {"stage": "sql", "channel": "website", "residency": "DE",
                   "consents": ["sales_outreach"]}
        for principal in (self.crm, self.rep):
            answers = [must(self.explain(principal, purpose="sales_outreach", **lead), 200).json
                       for lead in ({"lead": stored}, {"lead_attributes": thought})]
            self.assertEqual((answers[0]["lead"], answers[1]["lead"]), (stored, None))
            self.assertEqual(answers[0]["decisions"], answers[1]["decisions"])

    def test_a_principal_is_named_by_id_or_name_with_the_purposes_of_its_keys(self):
        lead, _ = self.create()
        question = {"lead": lead, "purpose": "contract", "fields": ["company"]}
        by_id_ = must(self.explain(self.crm, **question), 200).json
        named = {"principal": "crm", **question}
        by_name = must(self.officer.api.post("/v1/policies/explain", named), 200).json
        self.assertEqual(by_id_, by_name)
        self.assertEqual(by_id_["principal"]["roles"], ["crm_integration"])
        self.assertEqual(set(by_id_["principal"]["purposes"]),
                         {"sales_outreach", "qualification", "contract"})
        narrow = must(self.tenant.admin.api.post(
            f"/v1/principals/{self.crm.id}/keys", {"purposes": ["qualification"]}), 201).json["id"]
        told = must(self.explain(self.crm, credential=narrow, **question), 200).json
        self.assertEqual(told["principal"]["purposes"], ["qualification"])
        self.assertEqual(told["decisions"][0]["code"], "purpose-not-bound")
        other = self.rep.credential
        self.assert_problem(self.explain(self.crm, credential=other, **question), 404, "not-found")

    def test_a_revoked_key_gives_no_purpose_and_who_is_disabled_is_told_so(self):
        leaver = self.tenant.principal("leaver", "sales_rep", ["qualification"])
        question = {"lead_attributes": {}, "purpose": "qualification", "fields": ["company"]}
        told = must(self.explain(leaver, **question), 200).json
        self.assertEqual((told["principal"]["standing"], told["principal"]["purposes"]),
                         ("active", ["qualification"]))
        self.assertEqual(told["decisions"][0]["outcome"], "value")
        path = f"/v1/principals/{leaver.id}"
        must(self.tenant.admin.api.delete(f"{path}/keys/{leaver.credential}"), 204)
        must(self.tenant.admin.api.post(f"{path}/disable"), 200)
        for which in ({}, {"credential": leaver.credential}):
            told = must(self.explain(leaver, **question, **which), 200).json
            self.assertEqual((told["principal"]["standing"], told["principal"]["purposes"]),
                             ("disabled", []))
            self.assertEqual(told["decisions"][0]["code"], "purpose-not-bound")

    def test_a_call_is_explained_as_a_whole(self):
        told = must(self.explain(self.rep, action="listLeads"), 200).json
        self.assertEqual([(each["field"], each["outcome"]) for each in told["decisions"]],
                         [(None, "permitted")])
        told = must(self.explain(self.rep, action="exportLeads", purpose="sales_outreach",
                                 lead_attributes={}, fields=["company"]), 200).json
        self.assertEqual([(each["field"], each["code"]) for each in told["decisions"]],
                         [(None, "not-permitted"), ("company", "consent-missing")])

    def test_where_a_person_lives_is_not_told(self):
        answer = must(self.explain(self.rep, purpose="qualification", lead=self.create()[0]), 200)
        self.assertNotIn('"DE"', answer.text)

    def test_what_is_wrong_with_a_question_is_told_at_its_place(self):
        lead, _ = self.create()
        self.assert_invalid(
            self.explain(self.crm, action="fly", purpose="fun", lead=lead, wish=1,
                         lead_attributes={"mood": "good"}, fields=["eyes"]),
            ("/action", "unknown-action"), ("/purpose", "unknown-purpose"),
            ("/wish", "unknown-member"), ("", "exactly-one"),
            ("/lead_attributes/mood", "unknown-member"), ("/fields", "unknown-field"))


class AskingTest(PoliciesCase):
    def test_the_question_is_in_the_log_and_opens_nothing(self):
        lead, _ = self.create()
        before = len(events(self.officer.api, lead=lead))
        must(self.explain(self.crm, lead=lead, purpose="sales_outreach", fields=FIELDS), 200)
        found = [event for event in events(self.officer.api, lead=lead)[:-before]
                 if event["kind"] != "audit-read"]
        self.assertEqual([event["kind"] for event in found], ["policy-explained"])
        asked = {"principal": self.officer.id, "purpose": "sales_outreach",
                 "object": self.crm.id, "action": "readField"}
        self.assertEqual({name: found[0][name] for name in asked}, asked)

    def test_p6_who_may_not_read_policies_hears_nothing_and_the_log_says_so(self):
        lead, _ = self.create()
        question = {"lead": lead, "purpose": "sales_outreach"}
        self.assert_problem(self.explain(self.crm, by=self.rep, **question), 403, "not-permitted")
        self.assert_problem(self.rep.api.get("/v1/policies"), 403, "not-permitted")
        denied = events(self.officer.api, kind="denial", action="readPolicies")
        self.assertEqual([event["principal"] for event in denied], [self.rep.id] * 2)

    def test_p9_what_is_foreign_erased_or_absent_is_told_alike(self):
        other = Tenant(self.vault, "rival")
        theirs = other.principal("crm")
        foreign = must(theirs.api.post("/v1/leads", self.people.lead()), 201).json["id"]
        erased, _ = self.create()
        must(self.crm.api.delete(f"/v1/leads/{erased}"), 204)
        absent = erased[:-6] + "".join("1" if c == "0" else "0" for c in erased[-6:])
        answers = [self.explain(self.crm, lead=lead, purpose="sales_outreach")
                   for lead in (foreign, erased, absent)]
        answers.append(self.explain(theirs, lead_attributes={}, purpose="sales_outreach"))
        for answer in answers:
            problem = self.assert_problem(answer, 404, "not-found")
            self.assertEqual(problem["detail"], "there is no such object")


class AgreementTest(PoliciesCase):
    """What is explained is what is decided."""
    others = {"campaign": ("marketing", ["email_marketing", "phone_marketing"]),
              "executive": ("account_executive", ["qualification", "contract"]),
              "responder": ("breach_responder", ["breach_notification"]),
              "protection": ("data_protection_officer", ["subject_request"])}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        callers = {name: (getattr(cls, name), case_purposes)
                   for name, case_purposes in (("crm", ["sales_outreach", "qualification"]),
                                               ("rep", ["sales_outreach", "qualification"]),
                                               ("officer", ["audit"]),
                                               ("agent", ["subject_request"]))}
        for name, (role, purposes) in cls.others.items():
            callers[name] = (cls.tenant.principal(name, role, purposes), purposes)
        cls.callers = [(principal, purpose) for principal, purposes in callers.values()
                       for purpose in purposes]

    def setUp(self):
        everything = ("sales_outreach", "email_marketing", "phone_marketing", "contract")
        self.leads = [self.create()[0], self.at_stage("sql"), self.at_stage("sql", consents=()),
                      self.create(consents=everything)[0]]

    def told(self, principal, lead, purpose, action="readField"):
        answer = must(self.explain(principal, lead=lead, purpose=purpose, fields=FIELDS,
                                   action=action), 200).json
        return {each["field"]: each for each in answer["decisions"]}

    def assert_same(self, told, view):
        codes = {field: each["code"] for field, each in told.items() if each["code"]}
        self.assertEqual(view.get("withheld", {}), codes)
        shown = {field for field, each in told.items() if each["outcome"] == "masked"}
        self.assertLessEqual(set(view.get("masked", [])), shown)
        whole = set(view.get("fields", {})) - set(view.get("masked", []))
        self.assertEqual({told[field]["outcome"] for field in whole} - {"value"}, set())

    def test_a_read_withholds_and_masks_what_was_told(self):
        seen = set()
        for principal, purpose in self.callers:
            for lead in self.leads:
                with self.subTest(principal=principal.name, purpose=purpose):
                    told = self.told(principal, lead, purpose)
                    answer = principal.api.read(lead, FIELDS, purpose=purpose)
                    shown = any(each["outcome"] != "withheld" for each in told.values())
                    self.assertEqual(answer.status, 200 if shown else 403, answer)
                    self.assert_same(told, answer.json)
                    seen |= {each["code"] for each in told.values()}
        self.assertLessEqual({None, "not-permitted", "consent-missing", "separation-of-duties"},
                             seen)

    def test_a_batch_withholds_what_was_told(self):
        for principal, purpose in self.callers:
            with self.subTest(principal=principal.name, purpose=purpose):
                body = {"ids": self.leads, "fields": FIELDS}
                answer = must(principal.api.post("/v1/leads/batch-get", body, purpose=purpose), 200)
                for lead, item in zip(self.leads, answer.json["data"]):
                    self.assert_same(self.told(principal, lead, purpose),
                                     item.get("error", item))

    def test_an_export_withholds_what_was_told(self):
        for purpose in ("sales_outreach", "qualification"):
            answer = must(self.crm.api.post("/v1/exports", {"fields": FIELDS}, purpose=purpose), 200)
            lines = {line["id"]: line for line in map(json.loads, answer.text.splitlines())
                     if "id" in line}
            for lead in self.leads:
                told = self.told(self.crm, lead, purpose, action="exportLeads")
                self.assertEqual(told.pop(None)["outcome"], "permitted")
                if lead in lines:
                    self.assert_same(told, lines[lead])
                else:  # only counted in the receipt
                    self.assertEqual({each["outcome"] for each in told.values()}, {"withheld"})


class ExportTest(PoliciesCase):
    def test_what_was_given_in_exports_today_counts(self):
        rules = self.vault.policies / "forbids.cedar"
        self.assertEqual(self.vault.stop(), 0)
        rules.write_text(rules.read_text().replace("records_today > 100000", "records_today > 1"))
        self.vault.start()
        lead, _ = self.create()
        question = {"lead": lead, "purpose": "qualification", "action": "exportLeads"}
        given = [(None, "permitted", None), ("company", "value", None)]
        self.assertEqual(self.export("email", "sales_outreach"), (0, 1))
        self.assertEqual(self.decisions(question), given)
        self.assertEqual(self.export("company", "qualification"), (1, 0))
        self.assertEqual(self.decisions(question), [(None, "permitted", None),
                                                    ("company", "withheld", "export-quota")])
        self.assertEqual(self.export("company", "qualification"), (0, 1))

    def export(self, field, purpose):
        answer = must(self.crm.api.post("/v1/exports", {"fields": [field]}, purpose=purpose), 200)
        receipt = json.loads(answer.text.splitlines()[-1])["receipt"]
        return receipt["records"], receipt["refused"]

    def decisions(self, question):
        told = must(self.explain(self.crm, fields=["company"], **question), 200).json["decisions"]
        return [(each["field"], each["outcome"], each["code"]) for each in told]


class ShownTest(PoliciesCase):
    def test_the_policies_are_shown_as_they_are_written(self):
        shown = must(self.officer.api.get("/v1/policies"), 200).json
        status = must(self.officer.api.get("/v1/status"), 200).json
        self.assertEqual((shown["policy_set"], shown["catalogue"]),
                         (status["policy_set"], status["catalogue"]))
        for file in shown["files"]:
            self.assertEqual(file["text"], (self.vault.policies / file["name"]).read_text())
        self.assertEqual(shown["schema"],
                         (self.vault.policies / "leadvault.cedarschema").read_text())
        self.assertEqual([each["number"] for each in shown["policies"]],
                         list(range(1, len(shown["policies"]) + 1)))
        restricted = next(each for each in shown["policies"] if each["id"] == "restricted")
        self.assertEqual((restricted["effect"], restricted["code"]), ("forbid", "restricted"))


class EventsTest(PoliciesCase):
    def policies(self, event, lead):
        return lead_in(event, lead)["policies"]

    def test_an_event_names_the_policies_by_which_it_was_decided(self):
        lead, _ = self.create()
        must(self.crm.api.read(lead, ["company"]), 200)
        must(self.agent.api.read(lead, ["company"], purpose="subject_request"), 200)
        must(self.officer.api.read(lead, ["company"], purpose="audit"), 403)
        status = must(self.officer.api.get("/v1/status"), 200).json
        found = [event for event in events(self.officer.api, lead=lead)
                 if event["kind"] in ("release", "denial")]
        self.assertEqual([self.policies(event, lead) for event in found],
                         [["separation-of-duties-read"], ["privacy-agent-request"],
                          ["crm-profile"]])
        self.assertEqual({event["policy_set"] for event in found}, {status["policy_set"]})

    def test_policies_of_an_earlier_set_are_told_by_number(self):
        lead, _ = self.create()
        entry = must(self.crm.api.read(lead, ["company"]), 200).entry
        before = by_id(events(self.officer.api, lead=lead))[entry]
        shown = must(self.officer.api.get("/v1/policies"), 200).json["policies"]
        number = next(each["number"] for each in shown if each["id"] == "crm-profile")
        self.assertEqual(self.vault.stop(), 0)
        with open(self.vault.policies / "crm.cedar", "a") as file:
            file.write("// A note.\n")
        self.vault.start()
        after = by_id(events(self.officer.api, lead=lead))[entry]
        self.assertEqual(after["policy_set"], before["policy_set"])
        self.assertEqual(self.policies(before, lead), ["crm-profile"])
        self.assertEqual(self.policies(after, lead), [f"#{number}"])


class CommandTest(PoliciesCase):
    def run_as_officer(self, *words):
        return CommandLine(self.vault, self.officer).run("policy", *words).stdout

    def test_an_explanation_groups_fields_and_shows_policies_and_what_is_lacking(self):
        lead = self.at_stage("working")
        shown = self.run_as_officer("explain", "--principal", "crm", "--lead", lead,
                                    "--purpose", "sales_outreach", "--fields", "email,phone,city")
        self.assertIn("\nemail, phone: withheld, told not-permitted\n", shown)
        self.assertIn("  nearest permit: crm-qualified-contact, crm.cedar:", shown)
        self.assertIn('    failed: ["sql", "converted"].contains(resource.stage), line ', shown)
        self.assertIn('      resource.stage = "working"\n', shown)
        self.assertIn("\ncity: value\n  permit by crm-profile, crm.cedar:", shown)
        self.assertIn('    | @id("crm-profile")\n', shown)

    def test_a_lead_that_is_thought_of_has_a_stage_and_consents(self):
        shown = self.run_as_officer("explain", "--principal", "crm", "--purpose", "sales_outreach",
                                    "--stage", "sql", "--consents", "sales_outreach",
                                    "--fields", "email", "--json")
        self.assertEqual(json.loads(shown)["decisions"][0]["outcome"], "value")
        shown = self.run_as_officer("explain", "--principal", "crm", "--action", "managePolicies")
        self.assertIn("\nthe call: denied, told not-permitted\n", shown)

    def test_the_policies_are_a_table_or_their_text(self):
        self.assertIn("crm-qualified-contact", self.run_as_officer("show"))
        self.assertIn('@id("crm-qualified-contact")\npermit (\n',
                      self.run_as_officer("show", "--text"))
        self.assertIn("files", json.loads(self.run_as_officer("show", "--json")))


if __name__ == "__main__":
    case.main()
