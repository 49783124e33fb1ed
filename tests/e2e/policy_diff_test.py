"""A new policy set, tried on the decisions of the past; and who may read what under the one in force."""
import csv
import datetime
import io
import json
import shutil

from support import case
from support.cli import CommandLine
from support.events import events
from support.operations import policy_diff
from support.server import SOURCE
from support.tenant import Tenant, must

CRM_CONTACT = '@id("crm-qualified-contact")'
STAGES = '["sql", "converted"].contains(resource.stage)'
STAGES_AND_MQL = '["sql", "converted", "mql"].contains(resource.stage)'
LISTS = '    Action::"listLeads",\n'


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat()


def changed_set(case_, name, file, edit):
    """A folder with the shipped policies, one file edited; without a schema of its own."""
    folder = case_.vault.folder / name
    folder.mkdir()
    for path in (SOURCE / "policies").glob("*.cedar"):
        shutil.copy(path, folder)
    before = (folder / file).read_text()
    (folder / file).write_text(edit(before))
    case_.assertNotEqual((folder / file).read_text(), before)
    return folder


def page_of(by, folder=SOURCE / "policies", **period):
    """The first page, by the set of a folder."""
    texts = [{"name": path.name, "text": path.read_text()}
             for path in sorted(folder.glob("*.cedar"))]
    return must(by.api.post("/v1/policies/diff", policy_diff(files=texts, **period)), 200).json


class PolicyDiffTest(case.VaultCase):
    names = ("crm", "officer")
    rules = "shipped"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leads = {}
        for stage in ("sql", "mql", "new"):
            body = cls.people.lead()
            cls.leads[stage] = must(cls.crm.api.post("/v1/leads", body), 201).json["id"]
            if stage != "new":
                must(cls.crm.api.patch(f"/v1/leads/{cls.leads[stage]}", {"stage": stage},
                                       version=1), 200)
        other = Tenant(cls.vault, "rival")
        cls.rival = other.principal("crm")
        cls.rival_officer = other.principal("their-officer", "compliance_officer", ["audit"])
        theirs = must(cls.rival.api.post("/v1/leads", cls.people.lead()), 201).json["id"]
        cls.period = {"from": now()}
        for lead in cls.leads.values():
            for _ in range(2):
                must(cls.crm.api.read(lead, ["given_name", "email"]), 200)
        must(cls.rival.api.read(theirs, ["given_name", "email"]), 200)
        cls.period["to"] = now()

    def changed(self, name, edit):
        return changed_set(self, name, "crm.cedar", edit)

    def diff(self, folder, *more, by=None, **how):
        """Of the reads alone."""
        return CommandLine(self.vault, by or self.officer).run(
            "policy", "diff", folder, "--since", self.period["from"], "--until", self.period["to"],
            *more, **how)

    def diff_json(self, folder, **more):
        return json.loads(self.diff(folder, "--json", **more).stdout)

    @staticmethod
    def without_contact(text):
        start = text.index(CRM_CONTACT)
        return text[:start] + text[text.index(";", start) + 1:]

    def test_the_policies_in_force_change_nothing(self):
        found = self.diff_json(SOURCE / "policies")
        self.assertEqual(found["policy_set"], found["new_policy_set"])
        self.assertEqual((found["changes"], found["changed"], found["unknown"]), ([], 0, 0))
        self.assertEqual((found["decisions"], found["drifted"]), (6, 0))
        self.assertEqual(self.diff(SOURCE / "policies", "--exit-code").returncode, 0)

    def test_a_permit_that_is_dropped_takes_the_field_from_whoever_had_it(self):
        folder = self.changed("dropped", self.without_contact)
        found = self.diff_json(folder)
        self.assertEqual([(each["principal"], each["purpose"], each["field"], each["from"],
                           each["to"], each["leads"], each["codes"]) for each in found["changes"]],
                         [(self.crm.id, "sales_outreach", "email", "value", "withheld", 1,
                           ["not-permitted"])])
        self.assertEqual((found["changed"], found["leads_losing"], found["leads_gaining"]),
                         (2, 1, 0))
        shown = self.diff(folder)
        self.assertIn("2 of 6 decisions would change", shown.stdout)
        self.assertRegex(shown.stdout, r"-\s+crm\s+sales_outreach\s+email\s+value\s+withheld\s+1")
        self.assertEqual(self.diff(folder, "--exit-code", check=False).returncode, 1)

    def test_a_stage_that_is_opened_gives_the_field_for_its_leads(self):
        folder = self.changed("opened", lambda text: text.replace(STAGES, STAGES_AND_MQL))
        found = self.diff_json(folder)
        self.assertEqual([(each["field"], each["from"], each["to"], each["leads"])
                          for each in found["changes"]], [("email", "withheld", "value", 1)])
        change = page_of(self.officer, folder, **self.period)["changes"][0]
        self.assertEqual((change["lead_ids"], change["action"], change["decisions"]),
                         ([self.leads["mql"]], "readField", 2))

    def test_nothing_is_released_by_it_and_the_question_is_logged(self):
        folder = self.changed("logged", self.without_contact)
        before = len(events(self.officer.api, kind="release"))
        found = self.diff_json(folder)
        self.assertEqual(len(events(self.officer.api, kind="release")), before)
        logged = events(self.officer.api, kind="policy-compared")[0]
        self.assertEqual(logged["principal"], self.officer.id)
        status = must(self.officer.api.get("/v1/status"), 200).json
        self.assertEqual(status["policy_set"], found["policy_set"])
        self.assert_problem(self.crm.api.post("/v1/policies/diff", policy_diff()), 403,
                            "not-permitted")

    def test_a_broken_set_is_refused_with_the_place(self):
        folder = self.changed("broken", lambda text: text.replace("resource.stage", "resource.stages"))
        told = self.diff(folder, check=False)
        self.assertEqual(told.returncode, 1)
        self.assertRegex(told.stderr, r"crm\.cedar:\d+:\d+: validation: ")
        files = [{"name": "own.cedar", "text": '@id("a")\npermit (principal, action, resourc);'}]
        answer = self.officer.api.post("/v1/policies/diff", policy_diff(files=files))
        self.assert_invalid(answer, ("/files/0", "syntax"))
        self.assertRegex(answer.json["errors"][0]["detail"], r"^2:\d+: ")
        names = [{"name": name, "text": ""} for name in ("b.cedar", "a.cedar")]
        self.assert_invalid(self.officer.api.post("/v1/policies/diff", policy_diff(files=names)),
                            ("/files/1/name", "order"))

    def test_p9_another_tenant_s_decisions_are_never_counted(self):
        folder = self.changed("foreign", self.without_contact)
        theirs = self.diff_json(folder, by=self.rival_officer)
        self.assertEqual(theirs["decisions"], 1)
        self.assertEqual(theirs["changes"], [])  # their lead was new
        self.assertNotIn(self.rival.id, json.dumps(self.diff_json(folder)))


class PagesTest(case.VaultCase):
    names = ("crm", "officer")

    def test_a_cursor_goes_on_with_the_same_set_and_period_only(self):
        lead, _ = self.create()
        period = {"from": now()}
        for _ in range(211):
            must(self.crm.api.read(lead, ["company"]), 200)
        first = must(self.officer.api.post("/v1/policies/diff", policy_diff(**period)), 200).json
        self.assertEqual(first["entries"], 200)
        cursor = first["next_cursor"]
        rest = must(self.officer.api.post("/v1/policies/diff",
                                          policy_diff(cursor=cursor, **period)), 200)
        self.assertEqual(rest.json["entries"], 11)
        self.assertIsNone(rest.json["next_cursor"])
        other = policy_diff(cursor=cursor, to="2099-01-01T00:00:00Z", **period)
        self.assert_problem(self.officer.api.post("/v1/policies/diff", other), 400,
                            "cursor-invalid")


class FactsTest(case.VaultCase):
    names = ("crm", "rep", "officer")
    rules = "shipped"

    def test_facts_are_those_of_today_and_what_is_gone_is_counted_apart(self):
        recycled, erased = self.qualified()[0], self.qualified()[0]
        period = {"from": now()}
        for lead in (recycled, erased):
            must(self.crm.api.read(lead, ["email"]), 200)
        must(self.rep.api.read(recycled, ["company"], purpose="qualification"), 200)
        period["to"] = now()
        self.assert_counts(period, [3, 0, 0])
        must(self.crm.api.patch(f"/v1/leads/{recycled}", {"stage": "recycled"}, version=2), 200)
        must(self.crm.api.delete(f"/v1/leads/{erased}"), 204)
        self.assert_counts(period, [2, 1, 1])
        must(self.tenant.admin.api.post(f"/v1/principals/{self.rep.id}/disable"), 200)
        self.assert_counts(period, [1, 2, 1])

    def assert_counts(self, period, expected):
        page = page_of(self.officer, **period)
        self.assertEqual([page[name] for name in ("decisions", "unknown", "drifted")], expected)


class CallsTest(case.VaultCase):
    """Calls as a whole, and how fields are masked."""
    names = ("crm", "rep", "officer")
    rules = "shipped"

    def during(self, *calls):
        """The period in which these are made."""
        period = {"from": now()}
        for call in calls:
            call()
        return {**period, "to": now()}

    def changes(self, folder, period):
        """(principal, action, purpose, from, to, decisions, leads, codes) of calls that change."""
        return [(each["principal"], each["action"], each["purpose"], each["from"], each["to"],
                 each["decisions"], each["lead_ids"], each["codes"])
                for each in page_of(self.officer, folder, **period)["changes"]
                if each["field"] is None]

    def counts(self, period, folder=SOURCE / "policies"):
        page = page_of(self.officer, folder, **period)
        return [page[name] for name in ("decisions", "unknown", "drifted", "changed")]

    def test_a_permit_that_is_dropped_takes_a_call_from_whoever_made_it(self):
        lead, _ = self.create()
        period = self.during(
            lambda: must(self.crm.api.get("/v1/leads"), 200),
            lambda: must(self.rep.api.get("/v1/leads"), 200),
            lambda: must(self.crm.api.get("/v1/leads"), 200),
            lambda: must(self.crm.api.read(lead, ["company"]), 200))
        folder = changed_set(self, "no-lists", "crm.cedar", lambda text: text.replace(LISTS, ""))
        self.assertEqual(self.changes(folder, period),
                         [(self.crm.id, "listLeads", None, "permitted", "denied", 2, [],
                           ["not-permitted"])])
        self.assertEqual(self.counts(period, folder), [4, 0, 0, 2])
        shown = CommandLine(self.vault, self.officer).run(
            "policy", "diff", folder, "--since", period["from"], "--until", period["to"]).stdout
        self.assertRegex(shown, r"-\s+crm\s+-\s+listLeads\s+permitted\s+denied\s+-\s+2")
        self.assertIn("2 of 4 decisions would change", shown)
        self.assertIn("0 calls would be permitted, 2 denied.", shown)

    def test_a_permit_that_is_added_gives_a_call_that_was_denied(self):
        period = self.during(lambda: self.assert_problem(self.crm.api.get("/v1/audit/events"), 403,
                                                         "not-permitted"))
        folder = changed_set(self, "log", "crm.cedar",
                             lambda text: text.replace(LISTS, LISTS + '    Action::"readAudit",\n'))
        self.assertEqual(self.changes(folder, period),
                         [(self.crm.id, "readAudit", None, "denied", "permitted", 1, [],
                           ["not-permitted"])])

    def test_an_export_is_a_call_and_its_leads_are_decided_apart(self):
        lead, _ = self.create()
        period = self.during(
            lambda: must(self.crm.api.post("/v1/exports", {"fields": ["company"]},
                                           purpose="contract"), 200))
        folder = changed_set(self, "no-exports", "crm.cedar",
                             lambda text: text.replace('    Action::"exportLeads",\n', ""))
        self.assertEqual(self.changes(folder, period),
                         [(self.crm.id, "exportLeads", "contract", "permitted", "denied", 1, [],
                           ["not-permitted"])])
        folder = changed_set(self, "no-companies", "crm.cedar", lambda text: text.replace(
            '["identity", "location", "firmographic", "free_text"]',
            '["identity", "location", "free_text"]'))
        page = page_of(self.officer, folder, **period)
        change, = page["changes"]
        self.assertEqual((change["action"], change["field"], change["to"]),
                         ("exportLeads", "company", "withheld"))
        self.assertIn(lead, change["lead_ids"])
        self.assertEqual(change["decisions"], len(change["lead_ids"]))

    def test_what_the_log_does_not_tell_of_a_call_is_no_decision(self):
        job = must(self.crm.api.post("/v1/imports", {"name": "quiet"}), 201).json["id"]
        rows = {"rows": [{"key": "1", "lead": self.people.lead()}]}
        period = self.during(
            self.create,
            lambda: must(self.crm.api.post(f"/v1/imports/{job}/rows", rows), 200),
            lambda: self.assert_problem(  # no purpose was put to the policies
                self.crm.api.post("/v1/leads/search", {"email": "a@b.example"}, purpose="audit"),
                403, "purpose-not-bound"))
        self.assertEqual(self.counts(period), [0, 0, 0, 0])

    def test_a_call_that_would_be_decided_otherwise_today_is_counted(self):
        other = self.tenant.principal("other-crm", "crm_integration", ["contract"])
        period = self.during(
            lambda: must(other.api.post("/v1/leads/search", {"email": "a@b.example"}), 200),
            lambda: must(other.api.get("/v1/leads"), 200))
        self.assertEqual(self.counts(period), [2, 0, 0, 0])
        key = f"/v1/principals/{other.id}/keys/{other.credential}"
        must(self.tenant.admin.api.delete(key), 204)
        self.assertEqual(self.counts(period), [2, 0, 1, 0])  # bound to no purpose now
        must(self.tenant.admin.api.post(f"/v1/principals/{other.id}/disable"), 200)
        self.assertEqual(self.counts(period), [0, 2, 0, 0])

    def test_p9_calls_of_the_operator_are_unknown_and_nobody_else_s_are_told(self):
        made = self.during(lambda: Tenant(self.vault, "other"),
                           lambda: self.tenant.make(self.tenant.operator, "second", "sales_rep", [],
                                                    {"tenant": self.tenant.id}))
        folder = changed_set(self, "nobody", "oversight.cedar", lambda text: text.replace(
            '    Action::"managePrincipals",\n', ""))
        page = page_of(self.officer, folder, **made)
        self.assertEqual([page[name] for name in ("entries", "decisions", "unknown", "changes")],
                         [2, 0, 2, []])  # a principal and its credential

    def test_another_mask_is_a_change(self):
        lead, _ = self.create()
        period = self.during(lambda: must(
            self.rep.api.read(lead, ["email"], purpose="qualification"), 200))
        contact = '@id("sales-rep-contact-masked")'
        folder = changed_set(self, "masks", "sales.cedar", lambda text: text.replace(
            contact, contact + '\n@mask("full")'))
        change, = page_of(self.officer, folder, **period)["changes"]
        names = ("action", "field", "from", "to", "from_mask", "to_mask", "decisions", "lead_ids",
                 "codes")
        self.assertEqual([change[name] for name in names],
                         ["readField", "email", "mask", "mask", "email", "full", 1, [lead], []])
        shown = CommandLine(self.vault, self.officer).run(
            "policy", "diff", folder, "--since", period["from"], "--until", period["to"]).stdout
        self.assertRegex(shown, r"~\s+rep\s+qualification\s+email\s+mask\(email\)\s+"
                                r"mask\(full\)\s+1\s+1")


class AccessReviewTest(case.VaultCase):
    names = ("crm", "rep", "officer")
    rules = "shipped"

    def review(self, query=""):
        return must(self.officer.api.get("/v1/access/review" + query), 200).json

    @staticmethod
    def ways(subject, purpose, kind, field):
        """(outcome, needs) of each way to a field of a class; contact data is one class."""
        return [(grant["outcome"], grant["needs"]) for grant in subject["grants"]
                if (grant["purpose"], grant["class"]) == (purpose, kind)
                and field in grant.get("fields", [field])]

    def role(self, review, name, kind):
        return next(role for role in review["roles"]
                    if (role["role"], role["kind"]) == (name, kind))

    def test_it_says_who_may_read_what(self):
        review = self.review()
        self.assertEqual(self.role(review, "compliance_officer", "user")["grants"], [])
        qualified = ("value", ["stage sql, converted", "consent or legal basis"])
        self.assertEqual(self.ways(self.role(review, "crm_integration", "client"),
                                   "sales_outreach", "contact", "email"), [qualified])
        self.assertEqual(self.ways(self.role(review, "sales_rep", "user"), "qualification",
                                   "contact", "email"), [("value", ["assigned"]), ("mask", [])])
        named = {each["name"]: each for each in review["principals"]}
        self.assertEqual(set(named), {"admin", "crm", "rep", "officer"})
        self.assertEqual(named["crm"]["purposes"], ["sales_outreach", "qualification", "contract"])
        self.assertEqual(self.ways(named["rep"], "qualification", "contact", "email"),
                         [("mask", [])])  # a client's is never assigned
        self.assertEqual(named["officer"]["grants"], [])
        self.assertEqual(len(named["crm"]["credentials_expire_at"]), 1)
        may = {each["action"] for each in named["officer"]["actions"]}
        self.assertLessEqual({"readAudit", "readPolicies"}, may)
        self.assertNotIn("createLead", may)

    def test_it_is_logged_and_takes_the_right_to_read_policies(self):
        self.review()
        self.assertEqual(events(self.officer.api, kind="access-reviewed")[0]["principal"],
                         self.officer.id)
        self.assert_problem(self.crm.api.get("/v1/access/review"), 403, "not-permitted")
        self.assert_invalid(self.officer.api.get("/v1/access/review?role=king"),
                            ("query/role", "unknown-value"))
        gone = "prin_" + "0" * 25 + "1"
        self.assert_problem(self.officer.api.get(f"/v1/access/review?principal={gone}"), 404,
                            "not-found")

    def test_it_can_be_narrowed_and_read_by_people_and_spreadsheets(self):
        one = self.review(f"?principal={self.rep.id}")
        self.assertEqual(([], ["rep"]), (one["roles"], [each["name"] for each in one["principals"]]))
        role = self.review("?role=sales_rep")
        self.assertEqual({each["role"] for each in role["roles"]}, {"sales_rep"})
        line = CommandLine(self.vault, self.officer)
        shown = line.run("access", "review", "--role", "sales_rep").stdout
        self.assertRegex(shown, r"rep \[sales_rep\]\s+client\s+qualification\s+identity \(value\)")
        rows = list(csv.DictReader(io.StringIO(line.run("access", "review", "--csv").stdout)))
        self.assertIn(("user role", "sales_rep", "qualification", "contact", "value", "assigned"),
                      {(row["subject_kind"], row["subject"], row["purpose"], row["class"],
                        row["outcome"], row["needs"]) for row in rows})


if __name__ == "__main__":
    case.main()
