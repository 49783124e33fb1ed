"""What each kind of client does, one `step` at a time, until it is told to stop.

A client that got no definite answer to a write asks again after the next start, with the same
Idempotency-Key where there is one, before it does anything else to that lead; unless it is told not
to."""
import datetime
import json
import os
import random
import time

from . import canary

CONSENT_PURPOSE, FREE_PURPOSE = "sales_outreach", "qualification"
CONSENT_DAYS = 200
IMPORT_ROWS = 25
BATCH = 25


class LeadList:
    """Ids of a tenant's leads, shared by its clients: one file that each appends to."""

    def __init__(self, path):
        self.file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
        self.ids, self.offset, self.rest = [], 0, b""

    def add(self, ids):
        os.write(self.file, "".join(f"{lead}\n" for lead in ids).encode())

    def all(self):
        data = os.pread(self.file, 1 << 20, self.offset)
        self.offset += len(data)
        *lines, self.rest = (self.rest + data).split(b"\n")
        self.ids += [line.decode() for line in lines]
        return self.ids


class Role:
    def __init__(self, observer, lead_lists, seed):
        self.observer, self.lists = observer, lead_lists
        self.own_list = lead_lists[observer.identity.tenant]
        self.rng = random.Random(f"{seed}/{observer.name}")
        self.count = 0

    def tag(self):
        self.count += 1
        return f"{self.observer.name}n{self.count}"

    def values(self, tag, version, fields=canary.FIELDS):
        return {field: canary.make(self.observer.round, self.observer.identity.tenant, tag, field,
                                   version) for field in fields}

    def forget(self):
        """Never asks again for what got no definite answer."""

    def some(self, number):
        """Leads of the tenant, rather new ones than old ones, none twice: that is refused."""
        ids = self.own_list.all()
        recent = ids[-200:]
        drawn = [self.rng.choice(recent if self.rng.random() < 0.7 else ids)
                 for _ in range(number if ids else 0)]
        return list(dict.fromkeys(drawn))


class Lead:
    """What its one writer knows."""

    def __init__(self, tag):
        self.tag, self.id, self.version, self.consent = tag, None, 1, False


def consent_body():
    until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=CONSENT_DAYS)
    return {"purpose": CONSENT_PURPOSE, "basis": "consent",
            "expires_at": until.strftime("%Y-%m-%dT%H:%M:%SZ")}


def body_of(fields, consent=False):
    return {"subject_kind": "person", "channel": "website", "residency": "DE", "fields": fields,
            "consents": [consent_body()] if consent else []}


class Writer(Role):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.leads = []
        self.unsure = None  # what asks again for the write that got no definite answer

    def step(self):
        if self.unsure is not None:
            if self.unsure():
                self.unsure = None
            return
        choice = self.rng.random()
        if len(self.leads) < 3 or choice < 0.35:
            self.begin(self.create(Lead(self.tag())))
            return
        lead = self.rng.choice(self.leads[-40:])
        if choice < 0.65:
            self.begin(self.patch(lead))
        elif choice < 0.9:
            self.begin(self.withdraw(lead) if lead.consent else self.grant(lead))
        else:
            self.leads.remove(lead)
            self.begin(self.erase(lead))

    def forget(self):
        self.unsure = None

    def begin(self, ask):
        """`ask` sends the request and says whether the answer was definite."""
        self.unsure = ask
        if ask():
            self.unsure = None

    def create(self, lead):
        fields, consent = self.values(lead.tag, 1), self.rng.random() < 0.5
        body = body_of(fields, consent)

        def ask():
            reply = self.observer.call(
                "create", "POST", "/v1/leads", body, headers={"Idempotency-Key": lead.tag},
                tag=lead.tag, idem=lead.tag, writes=fields, consent=consent)
            if reply is None or reply.status >= 400:
                return False
            lead.id, lead.consent = json.loads(reply.body)["id"], consent
            self.own_list.add([lead.id])
            self.leads.append(lead)
            return True
        return ask

    def patch(self, lead):
        names = self.rng.sample(canary.FIELDS, self.rng.randint(1, 2))
        based_on = lead.version
        fields = self.values(lead.tag, based_on + 1, names)

        def ask():
            reply = self.observer.call(
                "patch", "PATCH", f"/v1/leads/{lead.id}", {"fields": fields},
                headers={"If-Match": f'"{based_on}"'}, tag=lead.tag, lead=lead.id,
                based_on=based_on, writes=fields)
            if reply is None or reply.status not in (200, 412):
                return False
            lead.version = based_on + 1  # 412: it was done the first time
            return True
        return ask

    def grant(self, lead):
        return self.consent(lead, "grant", f"/v1/leads/{lead.id}/consents",
                            consent_body(), True)

    def withdraw(self, lead):
        return self.consent(lead, "withdraw",
                            f"/v1/leads/{lead.id}/consents/{CONSENT_PURPOSE}/withdraw", None, False)

    def consent(self, lead, kind, path, body, then):
        key = self.tag()

        def ask():
            reply = self.observer.call(kind, "POST", path, body, headers={"Idempotency-Key": key},
                                       tag=lead.tag, lead=lead.id, idem=key, writes={})
            if reply is None or reply.status >= 400:
                return False
            lead.consent = then
            return True
        return ask

    def erase(self, lead):
        def ask():
            reply = self.observer.call("erase", "DELETE", f"/v1/leads/{lead.id}", tag=lead.tag,
                                       lead=lead.id, writes={})
            return reply is not None and reply.status in (204, 404)
        return ask


class Reader(Role):
    def step(self):
        leads = self.some(BATCH)
        if not leads:
            time.sleep(0.005)
            return
        purpose = self.rng.choice([CONSENT_PURPOSE, FREE_PURPOSE])
        choice = self.rng.random()
        if choice < 0.1:
            foreign = next(ids for name, ids in self.lists.items()
                           if name != self.observer.identity.tenant).all()
            leads = foreign[-1:] or leads
        if choice < 0.5:
            self.get(leads[0], purpose)
        else:
            self.batch(leads, purpose, 400 if choice > 0.9 else None)

    def get(self, lead, purpose):
        method = "HEAD" if self.rng.random() < 0.15 else "GET"
        fields = self.rng.sample(canary.FIELDS, self.rng.randint(1, len(canary.FIELDS)))
        self.observer.call("read", method, f"/v1/leads/{lead}?fields={','.join(fields)}",
                           purpose=purpose, leads=[lead], fields=fields)

    def batch(self, leads, purpose, leave_after=None):
        self.observer.call("read", "POST", "/v1/leads/batch-get",
                           {"ids": leads, "fields": list(canary.FIELDS)}, purpose=purpose,
                           leave_after=leave_after, leads=leads, fields=canary.FIELDS)


class Exporter(Role):
    """Whole exports, and some that it hangs up on."""

    def step(self):
        leave_after = self.rng.choice([None, self.rng.randint(1, 20_000)])
        form = self.rng.choice(["application/x-ndjson", "text/csv"])
        self.observer.call("export", "POST", "/v1/exports", {"fields": list(canary.FIELDS)},
                           purpose=self.rng.choice([CONSENT_PURPOSE, FREE_PURPOSE]),
                           headers={"Accept": form}, leave_after=leave_after,
                           fields=canary.FIELDS)
        time.sleep(0.05)


class Importer(Role):
    """Pages of one import after the other. A page without an answer is sent again, under the same
    name, to the job that is opened again for it."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.job, self.page, self.opened_in = None, None, None

    def step(self):
        if self.opened_in != self.observer.round:
            self.open()
            return
        if self.page is None:
            self.page = {tag: self.values(tag, 1) for tag in
                         (self.tag() for _ in range(IMPORT_ROWS))}
        rows = [{"key": tag, "lead": body_of(fields)} for tag, fields in self.page.items()]
        reply = self.observer.call("import", "POST", f"/v1/imports/{self.job}/rows",
                                   {"rows": rows}, rows=list(self.page), writes=self.page)
        if reply is not None and reply.status == 200:
            self.own_list.add([row["id"] for row in json.loads(reply.body)["data"]])
            self.page = None

    def forget(self):
        self.page = None

    def open(self):
        reply = self.observer.call("open-import", "POST", "/v1/imports",
                                   {"name": self.observer.name})
        if reply is not None and reply.status == 201:
            self.job, self.opened_in = json.loads(reply.body)["id"], self.observer.round


class Witness(Role):
    """Keeps every checkpoint and every proof that it is given."""

    def step(self):
        reply = self.observer.call("checkpoint", "GET", "/v1/audit/checkpoint")
        if reply is not None and reply.status == 200:
            self.prove()
        time.sleep(0.02)

    def prove(self):
        found = self.observer.call("events", "GET", "/v1/audit/events?limit=5&kind="
                                   + self.rng.choice(["release", "lead-created", "lead-updated"]))
        events = json.loads(found.body)["data"] if found and found.status == 200 else []
        for event in events[-1:]:
            self.observer.call("receipt", "GET", f"/v1/audit/receipts/{event['id']}")


ROLES = {"writer": Writer, "reader": Reader, "masked": Reader, "exporter": Exporter,
         "importer": Importer, "witness": Witness}
