"""Kill rounds (P1, P2): the server is killed under load, and what its clients wrote down is held
against what it says after the next start: every acknowledged write is there, and for every value a
client ever received there is a log entry that names principal, purpose, lead and field."""
import collections
import datetime
import http.client
import pathlib
import random
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from support.client import Api
from support.events import by_id, events, lead_in
from support.people import People, word
from support.server import Vault
from support.tenant import Tenant, must

WRITERS, READERS = 3, 3
WRITES_MIN, READS_MIN = 15, 15
BATCH = 1_000  # leads of one batch-get
READ_FIELDS = ("given_name", "email", "city", "street", "fax")
CONSENT_PURPOSE, FREE_PURPOSE = "sales_outreach", "qualification"
GONE = (OSError, http.client.HTTPException)

# What a client wrote down of one answer: names of the fields it got in clear, and masked.
Release = collections.namedtuple("Release", "entry principal purpose lead values masks")


class Lead:
    """What its one writer knows: acknowledged state, and the change it has no answer for."""

    def __init__(self, lead, fields, consent):
        self.id, self.version, self.fields = lead, 1, fields
        self.consent, self.erased, self.attempt = consent, False, None

    def apply(self, change):
        kind, value = change
        if kind == "patch":
            self.version += 1
            self.fields = {**self.fields, **value}
        elif kind == "consent":
            self.consent = value
        else:
            self.erased = True

    def states(self):
        """(erased, version, fields, consent) that the vault may tell after a crash."""
        allowed = [(self.erased, self.version, self.fields, self.consent)]
        if self.attempt is not None:
            self.apply(self.attempt)
            allowed.append((self.erased, self.version, self.fields, self.consent))
        return allowed


class Worker(threading.Thread):
    """Runs `step` until the server is gone; any other failure is kept for the round."""

    def __init__(self, load, principal, seed):
        super().__init__()
        self.load, self.principal = load, principal
        self.api = principal.api.again()
        self.rng = random.Random(seed)
        self.done, self.failure = 0, None

    def run(self):
        try:
            while not self.load.over.is_set():
                self.step()
                self.done += 1
        except GONE as gone:
            if not self.load.over.is_set():
                self.failure = gone
        except Exception as failure:
            self.failure = failure

    def received(self, answer, lead, purpose):
        view = answer.json
        names = {name for name, value in view["fields"].items() if value is not None}
        masks = names & set(view["masked"])
        self.load.releases.append(
            Release(answer.entry, self.principal.id, purpose, lead, names - masks, masks))


class Writer(Worker):
    def __init__(self, load, principal, seed):
        super().__init__(load, principal, seed)
        self.people, self.own = People(seed), []

    def step(self):
        lead = self.rng.choice(self.own) if self.own else None
        choice = self.rng.random()
        if lead is None or lead.erased or choice < 0.35:
            self.create()
        elif choice < 0.75:
            fields = {"city": word(self.rng, 12), "email": f"{word(self.rng, 12)}@moved.example"}
            answer = self.change(lead, ("patch", fields), lambda: self.api.patch(
                f"/v1/leads/{lead.id}", {"fields": fields}, version=lead.version), 200)
            if answer.json["version"] != lead.version:
                raise AssertionError(f"version {lead.version} expected: {answer!r}")
        elif choice < 0.95:
            self.flip_consent(lead)
        else:
            self.change(lead, ("erase", None), lambda: self.api.delete(f"/v1/leads/{lead.id}"),
                        204)

    def create(self):
        consent = self.rng.random() < 0.5
        body = self.people.lead(consents=[CONSENT_PURPOSE] if consent else [])
        made = must(self.api.post("/v1/leads", body), 201).json
        lead = Lead(made["id"], body["fields"], consent)
        self.own.append(lead)
        self.load.known.append(lead.id)

    def flip_consent(self, lead):
        path = f"/v1/leads/{lead.id}/consents"
        if lead.consent:
            self.change(lead, ("consent", False),
                        lambda: self.api.post(f"{path}/{CONSENT_PURPOSE}/withdraw"), 200)
        else:
            grant = {"purpose": CONSENT_PURPOSE, "basis": "consent"}
            self.change(lead, ("consent", True), lambda: self.api.post(path, grant), 201)

    def change(self, lead, change, call, status):
        lead.attempt = change
        answer = must(call(), status)
        lead.apply(change)
        lead.attempt = None
        return answer


class Reader(Worker):
    def step(self):
        if not self.load.known:
            time.sleep(0.002)
            self.done -= 1
            return
        lead = self.rng.choice(self.load.known)
        purpose = self.rng.choice([CONSENT_PURPOSE, FREE_PURPOSE])
        answer = self.api.read(lead, READ_FIELDS, purpose=purpose)
        if answer.status == 200:
            self.received(answer, lead, purpose)
        elif answer.status == 404:
            pass  # erased by its writer
        elif (answer.status, answer.code, purpose) != (403, "consent-missing", CONSENT_PURPOSE):
            raise AssertionError(f"a read was answered by {answer!r}")


class Load:
    """One round's workers against a running server."""

    def __init__(self, principals, seed):
        self.over = threading.Event()
        self.known, self.releases = [], []
        rng = random.Random(seed)
        kinds = [Writer] * WRITERS + [Reader] * READERS
        self.workers = [kind(self, principals[number % len(principals)], rng.random())
                        for number, kind in enumerate(kinds)]

    def count(self, kind):
        return sum(worker.done for worker in self.workers if isinstance(worker, kind))

    def enough(self):
        """Acknowledged writes, and reads that gave values: refusals prove nothing here."""
        return self.count(Writer) >= WRITES_MIN and len(self.releases) >= READS_MIN

    def run_and_kill(self, vault, rng):
        for worker in self.workers:
            worker.start()
        deadline = time.monotonic() + 5
        while not self.enough() and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.15))
        self.over.set()
        vault.kill()
        for worker in self.workers:
            worker.join(60)
        failures = [worker.failure for worker in self.workers if worker.failure is not None]
        if failures:
            raise AssertionError(f"{len(failures)} workers failed: {failures[0]!r}")

    def leads(self):
        return [lead for worker in self.workers if isinstance(worker, Writer)
                for lead in worker.own]


class Crash:
    """A vault and its tenant, killed round after round."""

    def __init__(self, seed):
        self.seed, self.rng = seed, random.Random(seed)
        self.vault = Vault().init().start()
        tenant = Tenant(self.vault, "acme")
        self.principals = [tenant.principal(f"crm-{number}", "crm_integration",
                                            [CONSENT_PURPOSE, FREE_PURPOSE]) for number in (1, 2)]
        self.officer = tenant.principal("officer")
        self.earlier = []  # leads of the rounds before, as they were last seen
        self.voids = 0

    def close(self):
        self.vault.close()

    def round(self):
        """One kill. False: there was too little work for it to say anything."""
        since = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=1)
        load = Load(self.principals, self.rng.random())
        load.run_and_kill(self.vault, self.rng)
        if self.rng.random() < 0.25:  # a crash while it recovers from a crash
            self.vault.launch()
            time.sleep(self.rng.uniform(0, 0.3))
            self.vault.kill()
        self.vault.start()
        leads = load.leads()
        for start in range(0, len(leads), BATCH):
            self.check_writes(leads[start:start + BATCH])
        self.check_writes(self.rng.sample(self.earlier, min(100, len(self.earlier))))
        self.check_releases(load.releases, since)
        self.earlier += leads
        return load.enough()

    def check_writes(self, leads):
        if not leads:
            return
        reader = self.principals[0]
        views = {}
        for purpose in (FREE_PURPOSE, CONSENT_PURPOSE):
            answer = must(reader.api.again().post("/v1/leads/batch-get", {
                "ids": [lead.id for lead in leads], "fields": list(leads[0].fields)},
                purpose=purpose), 200).json
            views[purpose] = {item["id"]: item for item in answer["data"]}
        for lead in leads:
            item = views[FREE_PURPOSE][lead.id]
            code = views[CONSENT_PURPOSE][lead.id].get("error", {}).get("code")
            if "error" in item:
                told = (item["error"]["code"] == "not-found", None, None, None)
            else:
                view = {**item["fields"], "date_of_birth": lead.fields["date_of_birth"]}
                told = (False, item["version"], view, code is None)
                if code not in (None, "consent-missing"):
                    raise AssertionError(f"a read ended with {code}")
            allowed = lead.states()
            if not any(told == state or (told[0] and state[0]) for state in allowed):
                raise AssertionError(f"after the crash {lead.id} is {told}, not one of {allowed}")
            lead.attempt = None
            lead.erased = told[0]
            if not lead.erased:
                _, lead.version, lead.fields, lead.consent = told

    def check_releases(self, releases, since):
        """P1: each value a client received has its entry."""
        log = by_id(events(Api(self.vault, self.officer.key), kind="release",
                           **{"from": since.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}))
        for release in releases:
            event = log.get(release.entry)
            item = event and lead_in(event, release.lead)
            if not item or event["principal"] != release.principal or \
                    event["purpose"] != release.purpose or \
                    not release.values <= set(item["released"]) or \
                    not release.masks <= set(item["masked"]):
                raise AssertionError(f"{release} left; the log says {event}")


def run_rounds(rounds, seed, say=print):
    """Kills until `rounds` rounds counted. Fails when most of them were void."""
    crash = Crash(seed)
    try:
        counted = voids = 0
        while counted < rounds:
            if crash.round():
                counted += 1
            else:
                voids += 1
                if voids > max(3, rounds // 2):
                    raise AssertionError(f"{voids} rounds had too little work")
        if crash.vault.stop() != 0:
            raise AssertionError("the last server did not stop in order")
        say(f"{counted} rounds, {voids} void, {len(crash.earlier)} leads, seed {seed}")
    except BaseException:
        say(f"failed with seed {seed}; the log ends with:\n{crash.vault.log_text[-1500:]}")
        raise
    finally:
        crash.close()
