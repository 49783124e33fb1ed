"""Policies are replaced while the vault serves: validated first, whole, and told in the log."""
import hashlib
import signal
import threading
import time

from support import case
from support.events import events, lead_in
from support.server import run
from support.tenant import must

RELOAD = "/v1/policies/reload"
PERMIT = '''@id("crm-whole")
permit (
  principal in Role::"crm_integration",
  action in [Action::"readField", Action::"readMasked"],
  resource
)'''
ERRING_FORBID = '''
@id("erring")
forbid (principal, action == Action::"readField", resource)
when { context.purpose == "contract" && 9223372036854775807 + 1 > 0 };
'''


class PolicyReloadTest(case.VaultCase):
    names = ("crm", "officer", "agent")

    def setUp(self):
        self.operator = self.tenant.operator
        self.file = self.vault.policies / "plain.cedar"
        self.shipped = self.file.read_text()
        self.addCleanup(self.restore)

    def restore(self):
        self.file.write_text(self.shipped)
        must(self.operator.post(RELOAD), 200)

    def change(self, old, new):
        text = self.file.read_text()
        self.assertIn(old, text)
        self.file.write_text(text.replace(old, new))

    def in_force(self):
        return must(self.operator.get("/v1/status"), 200).json["policy_set"]

    def close_to_the_crm(self):
        """From the next reload on the CRM reads nothing whole."""
        self.change(PERMIT, PERMIT.replace("crm_integration", "nobody"))

    def test_new_policies_decide_from_the_reload_on_and_old_ones_again_after_the_next(self):
        lead, body = self.create()
        before = self.in_force()
        self.close_to_the_crm()
        self.assertEqual(self.crm.api.read(lead, ["email"]).status, 200)
        told = must(self.operator.post(RELOAD), 200).json
        self.assertIs(told["replaced"], True)
        self.assertEqual(told["policy_set"], self.in_force())
        self.assertNotEqual(told["policy_set"], before)
        self.assert_problem(self.crm.api.read(lead, ["email"]), 403, "not-permitted")
        self.assertFalse(must(self.operator.post(RELOAD), 200).json["replaced"])
        self.restore()
        self.assertEqual(self.in_force(), before)
        again = must(self.crm.api.read(lead, ["email"]), 200)
        self.assertEqual(again.json["fields"]["email"], body["fields"]["email"])

    def test_the_text_that_decides_is_in_the_log_before_it_decides(self):
        self.close_to_the_crm()
        must(self.operator.post(RELOAD), 200)
        newest = events(self.operator, kind="policy-changed")[0]
        self.assertEqual(newest["principal_name"], "operator")
        schema = (self.vault.policies / "leadvault.cedarschema").read_bytes()
        parts = [b"lv1/policies", schema]
        text = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        text += (1).to_bytes(4, "big")
        for part in (b"plain.cedar", self.file.read_bytes()):
            text += len(part).to_bytes(4, "big") + part
        self.assertEqual(self.in_force(), hashlib.sha256(text).hexdigest())

    def test_p10_faults_are_named_by_place_and_the_old_policies_stay(self):
        lead, _ = self.create()
        before = self.in_force()
        for fault, rule in (("permit (principal, action, resource) wehn { true };", "syntax"),
                            ('@id("a") permit (principal, action, resource)'
                             " when { resource.salary > 1 };", "validation"),
                            ("permit (principal, action, resource);", "policy-id"),
                            ('@id("b") @mask("none") permit (principal, action, resource);',
                             "policy-mask")):
            with self.subTest(rule=rule):
                self.file.write_text(self.shipped + "\n" + fault + "\n")
                problem = self.assert_problem(self.operator.post(RELOAD), 409, "conflict")
                self.assertIn(rule, [error["rule"] for error in problem["errors"]])
                line = self.shipped.count("\n") + 2
                self.assertTrue(all(error["pointer"].startswith(f"plain.cedar:{line}:")
                                    for error in problem["errors"]), problem)
                self.assertEqual(self.in_force(), before)
                self.assertEqual(self.crm.api.read(lead, ["email"]).status, 200)
        self.file.unlink()
        problem = self.assert_problem(self.operator.post(RELOAD), 409, "conflict")
        self.assertEqual([error["rule"] for error in problem["errors"]], ["no-policies"])
        self.assertEqual(self.in_force(), before)

    def test_p6_a_forbid_that_errs_beside_a_permit_is_a_denial_and_is_reported(self):
        lead, _ = self.create()
        failures = "leadvault_policy_failures_total"
        before = self.vault.metric(failures)
        self.file.write_text(self.shipped + ERRING_FORBID)
        must(self.operator.post(RELOAD), 200)
        denied = self.crm.api.read(lead, ["email"], purpose="contract")
        problem = self.assert_problem(denied, 403, "policy-failed")
        self.assertEqual(problem["withheld"], {"email": "policy-failed"})
        self.assertEqual(self.crm.api.read(lead, ["email"], purpose="qualification").status, 200)
        event = next(event for event in events(self.officer.api, lead=lead)
                     if event["kind"] == "denial")
        self.assertEqual(lead_in(event, lead)["reason"], "policy-failed")
        self.assertEqual(self.vault.metric(failures), before + 1)
        self.assertIn('"event":"policy-failed","policy":"erring"', self.vault.log_text)

    def test_a_changed_catalogue_needs_a_restart(self):
        fields = self.vault.policies / "fields.toml"
        text = fields.read_text()
        self.addCleanup(fields.write_text, text)
        fields.write_text(text.replace('mask = "initials"', 'mask = "full"', 1))
        before = self.in_force()
        problem = self.assert_problem(self.operator.post(RELOAD), 409, "conflict")
        self.assertIn("restart", problem["detail"])
        self.assertEqual(self.in_force(), before)
        fields.write_text(text)

    def test_only_who_manages_policies_may(self):
        for who in (self.crm, self.officer, self.agent, self.tenant.admin):
            self.assert_problem(who.api.post(RELOAD), 403, "not-permitted")

    def test_sighup_and_the_command_line_reload_too(self):
        lead, _ = self.create()
        self.close_to_the_crm()
        before = self.in_force()
        self.vault.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 10
        while self.in_force() == before and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertEqual(self.crm.api.read(lead, ["email"]).status, 403)
        self.file.write_text(self.shipped)
        told = run("policy", "reload", "--url", f"https://127.0.0.1:{self.vault.port}",
                   "--ca-file", self.vault.ca_file, "--key-file", self.vault.data / "operator.key")
        self.assertIn("replaced", told.stderr)
        self.assertEqual(self.crm.api.read(lead, ["email"]).status, 200)

    def test_readers_meet_no_error_while_policies_change(self):
        """Of one lead, and of many at once, which are decided by one policy set all together."""
        leads = [self.create()[0] for _ in range(60)]
        answers, mixed, stop = [], [], threading.Event()

        def read(api):
            while not stop.is_set():
                answers.append(api.read(leads[0], ["email"]).status)

        def read_all(api):
            while not stop.is_set():
                many = must(api.post("/v1/leads/batch-get", {"ids": leads, "fields": ["email"]}),
                            200).json["data"]
                mixed.append({"error" in item for item in many})

        readers = [threading.Thread(target=what, args=(self.crm.api.again(),))
                   for what in (read, read, read_all, read_all)]
        for reader in readers:
            reader.start()
        for _ in range(20):
            self.close_to_the_crm()
            must(self.operator.post(RELOAD), 200)
            self.restore()
        stop.set()
        for reader in readers:
            reader.join()
        self.assertEqual(set(answers), {200, 403})
        self.assertTrue(mixed and all(len(kinds) == 1 for kinds in mixed))

    def test_an_entry_names_the_policies_that_were_in_force_at_its_place_in_the_log(self):
        """Releases under one set and denials under the other, while the sets change places."""
        lead, _ = self.create()
        answers, stop = [], threading.Event()

        def read(api):
            while not stop.is_set():
                answers.append(api.read(lead, ["email"]))

        readers = [threading.Thread(target=read, args=(self.crm.api.again(),)) for _ in range(4)]
        for reader in readers:
            reader.start()
        open_set, closed_set = self.in_force(), None
        for _ in range(10):
            self.close_to_the_crm()
            closed_set = must(self.operator.post(RELOAD), 200).json["policy_set"]
            self.restore()
        stop.set()
        for reader in readers:
            reader.join()
        self.assertTrue(closed_set)
        for event in events(self.officer.api, lead=lead):
            if event["kind"] == "release":
                self.assertEqual(event["policy_set"], open_set)
            elif event["kind"] == "denial":
                self.assertEqual(event["policy_set"], closed_set)


if __name__ == "__main__":
    case.main()
