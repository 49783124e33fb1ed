"""VaultCase: a test case with a running vault and one tenant; and the way a test file ends."""
import os
import sys
import unittest

from .people import People
from .server import Vault
from .tenant import Tenant, must

INVALID_STATUS = 400


class VaultCase(unittest.TestCase):
    """One vault for all tests of the class. `names` are principals made at once; `rules` are those
    of Vault."""

    names = ("crm", "rep", "officer", "agent")
    environment = {}
    rules = "plain"

    @classmethod
    def setUpClass(cls):
        cls.vault = Vault(cls.environment, cls.rules)
        cls.addClassCleanup(cls.vault.close)
        cls.vault.init().start()
        cls.tenant = Tenant(cls.vault, "acme")
        cls.people = People(seed=sum(map(ord, cls.__name__)))
        for name in cls.names:
            setattr(cls, name, cls.tenant.principal(name))

    def create(self, **more):
        """A stored lead: its id and the body it was made of."""
        body = self.people.lead(**more)
        return must(self.crm.api.post("/v1/leads", body), 201).json["id"], body

    def qualified(self, **more):
        """A stored lead that is sales-qualified: its id and the body it was made of."""
        lead, body = self.create(**more)
        must(self.crm.api.patch(f"/v1/leads/{lead}", {"stage": "sql"}, version=1), 200)
        return lead, body

    def assert_answer(self, answer, status):
        self.assertEqual(answer.status, status, answer)
        return answer

    def assert_problem(self, answer, status, code):
        """An RFC 9457 document of this status and code; gives it back."""
        self.assertEqual((answer.status, answer.code), (status, code), answer)
        problem = answer.json
        for member in ("type", "title", "detail"):
            self.assertTrue(problem[member])
        self.assertEqual(problem["status"], status)
        self.assertRegex(problem["request_id"], "^req_[0-7][0-9a-hjkmnp-tv-z]{25}$")
        return problem

    def assert_invalid(self, answer, *faults):
        """Refused as invalid, naming at least these (pointer, rule) pairs."""
        problem = self.assert_problem(answer, INVALID_STATUS, "invalid")
        found = {(error["pointer"], error["rule"]) for error in problem["errors"]}
        self.assertLessEqual(set(faults), found)
        return problem


def skip(what, why):
    """Says that something cannot run here; the summary of all tests counts the line."""
    print(f"SKIPPED {what}: {why}", flush=True)
    raise unittest.SkipTest(why)


def need_plain_build(what):
    """Skips what a sanitizer cannot bear: its memory and its preloaded library are its own."""
    if os.environ.get("LEADVAULT_SANITIZE"):
        skip(what, "the program is built with a sanitizer")


def test_data(what):
    """The folder of third-party data, or a skip."""
    folder = os.environ.get("LEADVAULT_TESTDATA")
    if not folder:
        skip(what, "LEADVAULT_TESTDATA is not set")
    return folder


def main():
    """Runs the calling file's tests; 77 when all of them were skipped."""
    program = unittest.main(module="__main__", exit=False, verbosity=2, warnings="ignore")
    result = program.result
    if not result.wasSuccessful():
        sys.exit(1)
    if result.testsRun == 0:
        sys.exit("no test was found")
    sys.exit(77 if len(result.skipped) == result.testsRun else 0)
