"""Every operation for every role, on an object of its own tenant, of another one, and of none.
P6: what a role may do is what tests/support/policies/plain.toml says. P9: foreign is told as absent."""
import statistics
import time

from support import case
from support.operations import ACTIONS, Objects, Requests, absent, roles, served
from support.tenant import Tenant, must

ROUNDS = 40  # of timed pairs, interleaved, so that a busy machine slows both
SLOWER_MAX = 3
CHECKPOINT_S = 1
ERASING = ("eraseLead", "revokeKey")
# Sent with every answer; what differs between any two answers is left out below.
CHANGING = {"date", "x-request-id", "ratelimit"}


def shape(answer):
    """All of an answer that may not depend on whose the id is."""
    headers = {name: value for name, value in answer.headers.items() if name not in CHANGING}
    body = answer.json if answer.body else None
    if isinstance(body, dict):
        body.pop("request_id", None)
    return answer.status, headers, body


class GridTest(case.VaultCase):
    names = ("crm", "officer")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = Tenant(cls.vault, "rival")
        cls.theirs = Objects(other, other.principal("crm"), other.principal("officer"),
                             cls.people).make()
        cls.objects = Objects(cls.tenant, cls.crm, cls.officer, cls.people)
        cls.covered = cls.objects.make()["entry"]  # by a checkpoint, once a second has passed
        cls.requests = Requests(cls.people)
        cls.operations = sorted(served(cls.crm.api), key=lambda each: each.id in ERASING)
        cls.callers = {"operator": cls.tenant.operator}
        for name, role in roles().items():
            if name != "operator":
                cls.callers[name] = cls.tenant.principal(f"grid-{name}", name,
                                                         role["purposes"]).api
        time.sleep(2 * CHECKPOINT_S)

    def test_the_table_names_every_operation_that_is_served(self):
        self.assertEqual({each.id for each in self.operations}, set(ACTIONS))

    def test_p6_each_role_may_do_what_its_actions_say_and_nothing_else(self):
        granted = roles()
        for role, api in self.callers.items():
            actions = {None, *granted[role]["actions"]}
            ids = self.own(role, api, actions)
            for operation in self.operations:
                with self.subTest(role=role, operation=operation.id):
                    body = self.requests.body(operation, ids)
                    if role == "operator" and operation.id == "createPrincipal":
                        body["tenant"] = self.tenant.id
                    answer = self.requests.send(api, operation, ids, body)
                    if operation.permitted_to(actions):
                        self.assertIn(answer.status, (200, 201, 204), answer)
                    elif answer.status == 200 and operation.id == "batchGetLeads":
                        # Each item is decided on its own.
                        codes = {item["error"]["code"] for item in answer.json["data"]}
                        self.assertEqual(codes, {"not-permitted"})
                    else:
                        self.assertEqual(answer.status, 403, answer)
                        self.assertIn(answer.code, ("not-permitted", "purpose-required"), answer)

    def own(self, role, api, actions):
        """Objects that are the role's own where they can be: jobs, and the operator's tenant."""
        ids = {**self.objects.make(), "entry": self.covered}
        if "importLeads" in actions:
            job = {"name": self.requests.fresh("own")}
            ids["job"] = must(api.post("/v1/imports", job), 201).json["id"]
        if role == "operator":
            owned = self.tenant.make(api, self.requests.fresh("own"), "operator", [], {})
            page = must(api.get("/v1/audit/events?kind=started"), 200).json["data"]
            ids.update(principal=owned.id, key=owned.credential, entry=page[0]["id"])
        return ids

    def foreign_grid(self):
        """(role, caller, operation) of all that take an id which may be another tenant's."""
        for operation in self.operations:
            for role, api in self.callers.items():
                manages_all = role == "operator" and operation.action == "managePrincipals"
                if operation.parameters and not manages_all:
                    yield role, api, operation

    def test_p9_a_foreign_id_is_answered_as_an_absent_one_whatever_the_role(self):
        nothing = absent(self.theirs)
        for role, api, operation in self.foreign_grid():
            with self.subTest(role=role, operation=operation.id):
                body = self.requests.body(operation, self.theirs)
                foreign = shape(self.requests.send(api, operation, self.theirs, body))
                missing = shape(self.requests.send(api, operation, nothing, body))
                self.assertEqual(foreign, missing)
                self.assertIn(foreign[0], (403, 404))

    def test_p9_a_foreign_id_in_a_batch_is_answered_as_an_absent_one(self):
        ids = [self.theirs["lead"], absent(self.theirs)["lead"]]
        answer = self.crm.api.post("/v1/leads/batch-get", {"ids": ids, "fields": ["city"]})
        foreign, missing = [{**item["error"], "request_id": ""} for item in answer.json["data"]]
        self.assertEqual(foreign, missing)

    def test_p9_a_foreign_id_takes_no_longer_than_an_absent_one(self):
        nothing = absent(self.theirs)
        may = {operation.id: api for role, api, operation in self.foreign_grid()
               if operation.permitted_to(roles()[role]["actions"])}
        for operation in self.operations:
            if operation.id not in may:
                continue
            body = self.requests.body(operation, self.theirs)
            took = {"foreign": [], "absent": []}
            for _ in range(ROUNDS):
                for kind, ids in (("foreign", self.theirs), ("absent", nothing)):
                    start = time.perf_counter()
                    answer = self.requests.send(may[operation.id], operation, ids, body)
                    took[kind].append(time.perf_counter() - start)
                    self.assertEqual(answer.status, 404, (operation.id, answer))
            medians = [statistics.median(times) for times in took.values()]
            self.assertLess(max(medians) / min(medians), SLOWER_MAX, (operation.id, medians))

    def test_no_answer_of_any_operation_may_be_cached(self):
        mine = self.objects.make()
        for operation in self.operations:
            for api in self.callers.values():
                answer = self.requests.send(api, operation, mine)
                self.assertEqual(answer.headers["cache-control"], "no-store", operation)
                self.assertNotIn("expires", answer.headers)


if __name__ == "__main__":
    case.main()
