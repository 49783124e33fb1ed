"""What may be in the vault: for each lead the set of states that the answers so far allow.

An acknowledged write moves every state; one without a definite answer adds the states it may have
led to; looking at the lead after a crash leaves those that agree with what is there."""
import collections

from harness import canary

from .formats import id_bytes

# Values of a live lead by field; `erased` leads keep their version only.
State = collections.namedtuple("State", "version values consent erased")


def after(operation, tag, state):
    """The state that this operation makes of one; None when it cannot apply."""
    told = operation.asked
    if operation.kind in ("create", "import"):
        values = told["writes"] if operation.kind == "create" else told["writes"][tag]
        return state or State(1, frozenset(values.items()), told.get("consent", False), False)
    if state is None or state.erased:
        return state if operation.kind == "erase" else None
    if operation.kind == "patch":
        if state.version != told["based_on"]:
            return None
        values = {**dict(state.values), **told["writes"]}
        return state._replace(version=state.version + 1, values=frozenset(values.items()))
    if operation.kind == "erase":
        return state._replace(erased=True)
    return state._replace(consent=operation.kind == "grant")


class LeadModel:
    def __init__(self, tenant, tag):
        self.tenant, self.tag = tenant, tag
        self.id = self.asked_as = None  # the bytes, and the text, of its id
        self.states = {None}
        self.erased_at = None  # when an erasure was acknowledged
        self.writes = []  # (field, version, acknowledged at or None) of each write
        # idempotency key: (kind, whether an answer acknowledged it, how often it was sent)
        self.consents = {}

    def take(self, operation):
        """A violation's text, or None."""
        if operation.outcome == "fail":
            return None
        moved = {state for state in (after(operation, self.tag, old) for old in self.states)
                 if state is not None}
        if operation.outcome == "ok" and not moved:
            return f"{operation} was acknowledged, but nothing that was known of it allows that"
        self.states = moved if operation.outcome == "ok" else self.states | moved
        self.note(operation)
        return self.note_id(operation) if operation.outcome == "ok" else None

    def note(self, operation):
        acknowledged = operation.ended if operation.outcome == "ok" else None
        kind, told = operation.kind, operation.asked
        if kind == "erase" and acknowledged is not None and self.erased_at is None:
            self.erased_at = acknowledged
        if kind in ("grant", "withdraw") or (kind == "create" and told["consent"]):
            key = told["idem"]
            _, before, sent = self.consents.get(key, (kind, False, 0))
            self.consents[key] = kind, before or acknowledged is not None, sent + 1
        if kind == "patch":
            self.writes += [(field, told["based_on"] + 1, acknowledged)
                            for field in told["writes"]]

    def note_id(self, operation):
        found = operation.answered.get("id")
        if operation.kind == "import":
            found = operation.answered["ids"].get(self.tag)
        if operation.kind not in ("create", "import"):
            return None
        return None if self.name(found) else f"{self.tag} was made twice: {operation} tells of" \
                                             " another lead"

    def name(self, text):
        """Its id, as text; False when it has another one already."""
        if self.id is None:
            self.id, self.asked_as = id_bytes(text), text
        return self.asked_as == text

    def newest_acknowledged(self, field, before):
        """Version of the newest write of the field that was acknowledged before that moment."""
        return max((version for name, version, at in self.writes
                    if name == field and at is not None and at < before), default=1)

    def see(self, seen):
        """What the vault gives now: None, or (version, values, consent or None for not asked).
        A violation (invariant, text), or None."""
        agree = {state for state in self.states if matches(state, seen)}
        if agree:
            self.states = agree
            return None
        gone = all(state is not None and state.erased for state in self.states)
        told = "nothing" if seen is None else f"version {seen[0]}, {sorted(seen[1])}, {seen[2]}"
        allowed = "; ".join(str(state) for state in self.states)
        self.states = {None if seen is None else State(seen[0], seen[1], bool(seen[2]), False)}
        return "I4" if gone else "I1", f"{self.tag}: there is {told}; allowed: {allowed}"


def matches(state, seen):
    if seen is None:
        return state is None or state.erased
    if state is None or state.erased:
        return False
    version, values, consent = seen
    return (state.version, state.values) == (version, values) and consent in (None, state.consent)


class Model:
    """All leads by tag, and every value that anyone asked the vault to write."""

    def __init__(self):
        self.leads, self.by_id, self.written = {}, {}, set()

    def take(self, operation):
        """Violations that an operation by itself shows."""
        told = operation.asked
        if "writes" not in told:
            return []
        tags = told.get("rows") or [told["tag"]]
        found = []
        for tag in tags:
            values = told["writes"][tag] if operation.kind == "import" else told["writes"]
            self.written.update(canary.plain(value) for value in values.values())
            lead = self.leads.setdefault(tag, LeadModel(operation.tenant, tag))
            text = lead.take(operation)
            if lead.id is not None:
                self.by_id[lead.id] = lead
            if text is not None:
                found.append(("I6" if "twice" in text else "I1", text))
        return found
