"""The wall clock jumps, runs backwards or stands still under the running vault: entries keep their
order, nothing expired is served, no connection breaks, and time-outs still end what hangs."""
import datetime
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from support import case
from support.events import events
from support.raw import Raw, statuses
from support.server import Vault
from support.tenant import Tenant, must

LIBRARIES = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
DAY_S = 86_400
JUMPS_S = (DAY_S, 0, -DAY_S, 3_600, 10 * 365 * DAY_S, -10 * 365 * DAY_S, 1, 0, -1, 366 * DAY_S, 0)
HEAD_TIMEOUT_S, SLACK_S = 10, 10


class ClockCase(case.VaultCase):
    names = ("crm", "officer")
    frozen = False

    @classmethod
    def setUpClass(cls):
        case.need_plain_build("clocks that jump")
        if not LIBRARIES:
            case.skip("clocks that jump", "libfaketime is not installed")
        cls.vault = Vault()
        cls.addClassCleanup(cls.vault.close)
        cls.clock = cls.vault.folder / "clock"
        cls.set_clock(0)
        cls.vault.init()
        cls.vault.environment.update({
            "LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME_TIMESTAMP_FILE": str(cls.clock),
            "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1"})
        cls.vault.start()
        cls.tenant = Tenant(cls.vault, "acme")
        cls.people = case.People(seed=66)
        for name in cls.names:
            setattr(cls, name, cls.tenant.principal(name))

    @classmethod
    def set_clock(cls, offset_s):
        """The server's wall clock against ours; at rest where the class says so."""
        text = f"{offset_s:+d}"
        if cls.frozen:
            now = datetime.datetime.now() + datetime.timedelta(seconds=offset_s)
            text = now.strftime("%Y-%m-%d %H:%M:%S")
        new = cls.clock.with_suffix(".new")
        new.write_text(text + "\n")
        new.rename(cls.clock)

    def tearDown(self):
        self.set_clock(0)

    def assert_in_order(self):
        """Places in the log and times rise together, without gap."""
        found = events(self.officer.api)[::-1]
        self.assertEqual([event["index"] for event in found],
                         list(range(found[0]["index"], found[0]["index"] + len(found))))
        times = [event["time"] for event in found]
        self.assertEqual(times, sorted(set(times)))


class JumpTest(ClockCase):
    def test_entries_keep_their_order_and_requests_their_answers_across_jumps(self):
        kept, made = self.crm.api.again(), []
        for offset in JUMPS_S:
            self.set_clock(offset)
            lead = kept.post("/v1/leads", self.people.lead())
            if lead.status == 401:  # its key is not valid that far away
                self.assertGreater(offset, 90 * DAY_S)
                continue
            made.append(must(lead, 201).json["id"])
            must(kept.read(made[-1], ["city"]), 200)
        self.assertEqual(len(made), len(JUMPS_S) - 2)
        self.set_clock(0)
        self.assert_in_order()
        stepped = events(self.tenant.operator, kind="clock-stepped")
        backwards = sum(now < before - 1 for before, now in zip(JUMPS_S, JUMPS_S[1:]))
        self.assertGreaterEqual(len(stepped), backwards - 1)
        self.vault.stop()
        self.vault.start()
        for lead in made:
            must(self.crm.api.get(f"/v1/leads/{lead}"), 200)

    def test_what_has_expired_by_the_clock_is_expired_at_once(self):
        brief = self.tenant.make(self.tenant.admin.api, "brief", "crm_integration",
                                 ["sales_outreach"], {})
        issued = must(self.tenant.admin.api.post(f"/v1/principals/{brief.id}/keys", {
            "purposes": ["sales_outreach"], "valid_days": 1}), 201).json
        api = brief.api.again()
        api.key = issued["api_key"]
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        body = self.people.lead()
        body["consents"][0]["expires_at"] = soon.isoformat().replace("+00:00", "Z")
        lead = must(api.post("/v1/leads", body), 201).json["id"]
        must(api.post("/v1/leads", self.people.lead()), 201)
        cursor = must(api.get("/v1/leads?limit=1"), 200).json["next_cursor"]
        must(api.read(lead, ["email"]), 200)
        self.set_clock(2 * 3_600)
        self.assert_problem(api.read(lead, ["email"]), 403, "consent-missing")
        must(api.get(f"/v1/leads?limit=1&cursor={cursor}"), 200)
        self.set_clock(2 * DAY_S)
        self.assert_problem(api.get("/v1/leads"), 401, "unauthenticated")
        longer = brief.api.get(f"/v1/leads?limit=1&cursor={cursor}")
        self.assert_problem(longer, 400, "cursor-invalid")

    def test_a_step_back_is_an_entry_of_the_installations_log(self):
        before = len(events(self.tenant.operator, kind="clock-stepped"))
        for offset in (0, -7_200):
            self.set_clock(offset)
            must(self.crm.api.post("/v1/leads", self.people.lead()), 201)
        self.assertEqual(len(events(self.tenant.operator, kind="clock-stepped")), before + 1)


class FrozenTest(ClockCase):
    frozen = True

    def test_ids_and_times_of_entries_rise_although_the_clock_stands_still(self):
        made = {must(self.crm.api.post("/v1/leads", self.people.lead()), 201).json["id"]
                for _ in range(50)}
        self.assertEqual(len(made), 50)
        self.assert_in_order()

    def test_a_time_out_ends_what_hangs_although_the_clock_stands_still(self):
        began = time.monotonic()
        with Raw(self.vault) as connection:
            connection.send(b"GET /v1/leads HTTP/1.1\r\nHost: loc")
            received = connection.receive()
        self.assertEqual(statuses(received), [408])
        self.assertLess(time.monotonic() - began, HEAD_TIMEOUT_S + SLACK_S)


if __name__ == "__main__":
    case.main()
