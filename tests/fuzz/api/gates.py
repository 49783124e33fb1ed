"""What every call has in common: who calls, for which lead and purpose, and the gates it passes.

A gate is None when it is open, else the status and code of its refusal. The gates stand in the same
order as in the vault, so the first that is closed answers."""
import json

from inputs import Inputs

MALFORMED = INVALID = 400
NOT_PERMITTED, NOT_FOUND = (403, "not-permitted"), (404, "not-found")


class Mismatch(AssertionError):
    """The server's answer is not the model's."""


def expect(condition, what, *details):
    if not condition:
        raise Mismatch(f"{what}: {details}")


def first(*gates):
    return next((gate for gate in gates if gate), None)


class Caller:
    """A principal with one role, and the tenant it belongs to."""

    def __init__(self, name, principal, role, purposes, tenant):
        self.name, self.principal, self.api = name, principal, principal.api
        self.role, self.purposes, self.tenant = role, purposes, tenant


class Calls:
    """One caller after the other, against the model of its tenant."""

    def __init__(self, rng, policy, callers):
        self.rng, self.policy, self.callers = rng, policy, callers
        self.inputs = Inputs(rng)

    def some_lead(self, caller):
        """The id of a living lead, mostly; else of an erased, a foreign or no lead at all."""
        choice = self.rng.random()
        others = [one.tenant for one in self.callers if one.tenant is not caller.tenant]
        pools = [list(caller.tenant.leads), caller.tenant.gone, list(others[0].leads)]
        pool = pools[0] if choice < 0.85 else pools[1] if choice < 0.92 else pools[2]
        if choice > 0.97 or not pool:
            return self.rng.choice(["lead_01h455vb4pex5vsknk084sn02q", "lead_0", "nothing", "a%20b"])
        return self.rng.choice(pool)

    def some_purpose(self, caller):
        if self.inputs.chance(0.8):
            return self.rng.choice(caller.purposes)
        return self.rng.choice([None, "", "no-such-purpose", *self.policy.purposes])

    def some_key(self):
        """Few enough that requests are repeated with the same and with another body."""
        return f"key-{self.rng.randrange(12)}" if self.inputs.chance(0.3) else None

    def permission(self, caller, action, purpose=None):
        return None if self.policy.may(caller.role, action, purpose) else NOT_PERMITTED

    def purpose_gate(self, caller, purpose):
        if not purpose:
            return 403, "purpose-required"
        if purpose not in self.policy.purposes:
            return INVALID, "invalid"
        return None if purpose in caller.purposes else (403, "purpose-not-bound")

    def body(self, body):
        """What to send, and the gate that its fault closes."""
        if self.inputs.chance(0.1):
            sent, code = self.inputs.spoilt(body)
            return sent, (MALFORMED, code)
        return json.dumps(body, ensure_ascii=False).encode(), None

    def repeated(self, caller, route, key, request):
        """What an earlier request with this key left, and the gate when it was another one."""
        seen = caller.tenant.seen.get((caller, route, key)) if key else None
        mismatch = seen is not None and seen.request != request
        return seen, (422, "idempotency-mismatch") if mismatch else None

    def told(self, answer, gate, status):
        """True when the call passed its gates, as the answer must say."""
        wanted = gate or (status, None)
        expect((answer.status, answer.code) == wanted, "status and code", wanted, answer)
        return gate is None

    @staticmethod
    def is_id(text):
        return text.startswith("lead_") and len(text) == 31
