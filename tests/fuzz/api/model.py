"""The vault as its clients may rely on it: leads, consents, imports and keys, in memory."""
import dataclasses


@dataclasses.dataclass
class Event:
    """One consent event."""
    id: str
    purpose: str
    sequence: int
    kind: str
    expired: bool = False


@dataclasses.dataclass
class Lead:
    id: str
    body: dict
    change: int  # its place in every list
    flags: list
    version: int = 1
    stage: str = "new"
    events: list = dataclasses.field(default_factory=list)

    @property
    def fields(self):
        return self.body["fields"]

    def consented(self, purpose):
        mine = [event for event in self.events if event.purpose == purpose]
        return bool(mine) and mine[-1].kind == "granted" and not mine[-1].expired

    def tokens(self):
        """What an exact search finds it by."""
        found = {("external_id", one["system"], one["id"]) for one in self.body["external_ids"]}
        if "email" in self.fields:
            found.add(("email", self.fields["email"].lower()))
        for name in ("phone", "mobile_phone"):
            number = phone_number(self.fields.get(name, ""))
            if number:
                found.add(("phone", number))
        return found

    def summary(self):
        return {"id": self.id, "stage": self.stage, "version": self.version,
                "subject_kind": self.body["subject_kind"], "channel": self.body["channel"],
                "residency": self.body["residency"], "flags": self.flags}


def phone_number(text):
    """Digits of an international number; None for what no index can hold."""
    return "".join(c for c in text if c in "0123456789") if text.startswith("+") else None


class Tenant:
    def __init__(self):
        self.leads = {}  # living ones by id, in the order of their creation
        self.gone = []   # ids of erased ones
        self.changes = 0
        self.seen = {}   # (caller, route, key) -> Seen
        self.imports = {}  # (caller, id) -> Import

    def next_change(self):
        self.changes += 1
        return self.changes

    def in_order(self, stage=None, channel=None):
        """Living leads as lists and exports give them."""
        return [lead for lead in sorted(self.leads.values(), key=lambda one: one.change)
                if stage in (None, lead.stage) and channel in (None, lead.body["channel"])]

    def find(self, token):
        return {lead.id for lead in self.leads.values() if token in lead.tokens()}

    def add(self, id, body):
        """The new lead; `body` is a valid one of a create call."""
        lead = Lead(id, {**body, "fields": dict(body["fields"])}, self.next_change(), [])
        if any(self.find(token) for token in lead.tokens()):
            lead.flags.append("likely-duplicate")
        if self.not_indexed(body["fields"]):
            lead.flags.append("phone-not-indexed")
        for consent in body["consents"]:
            self.record(lead, None, consent["purpose"], "granted", consent.get("expires_at"))
        self.leads[id] = lead
        return lead

    @staticmethod
    def not_indexed(fields):
        return [f"{name}-not-indexed" for name in ("phone", "mobile_phone")
                if fields.get(name) and not phone_number(fields[name])]

    @staticmethod
    def record(lead, id, purpose, kind, expires_at=None):
        expired = expires_at is not None and expires_at < "2026"
        event = Event(id, purpose, len(lead.events) + 1, kind, expired)
        lead.events.append(event)
        return event

    def change(self, lead, patch):
        """Gives the warnings: a new phone number or residency makes all numbers' tokens anew."""
        phones = {"phone", "mobile_phone"} & set(patch.get("fields", {}))
        moved = patch.get("residency", lead.body["residency"]) != lead.body["residency"]
        lead.version += 1
        lead.change = self.next_change()
        lead.stage = patch.get("stage", lead.stage)
        for name in ("channel", "residency"):
            lead.body[name] = patch.get(name, lead.body[name])
        for name, value in patch.get("fields", {}).items():
            lead.fields.pop(name, None)
            if value is not None:
                lead.fields[name] = value
        if not phones and not moved:
            return []
        warnings = self.not_indexed(lead.fields)
        kept = [flag for flag in lead.flags if flag != "phone-not-indexed"]
        lead.flags = kept + (["phone-not-indexed"] if warnings else [])
        return sorted(warnings)

    def erase(self, lead):
        del self.leads[lead.id]
        self.gone.append(lead.id)
        self.next_change()
        self.seen = {key: seen for key, seen in self.seen.items() if seen.lead != lead.id}


@dataclasses.dataclass
class Seen:
    """What an Idempotency-Key, or the key of an import's row, was used for."""
    request: tuple
    lead: str
    answer: dict


@dataclasses.dataclass
class Import:
    id: str
    name: str
    counts: dict = dataclasses.field(default_factory=lambda: dict.fromkeys(
        ("rows", "created", "existed", "refused"), 0))
