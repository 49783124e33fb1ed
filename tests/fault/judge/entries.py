"""Entry v1 of audit/FORMAT.md §3, decoded."""
import functools
import hashlib

from .formats import Bytes, Malformed

RELEASE, DENIAL, SEARCH, LIST = 1, 2, 3, 4
LEAD_CREATED, LEAD_UPDATED, LEAD_ERASED = 10, 11, 12
CONSENT_GRANTED, CONSENT_WITHDRAWN = 20, 21
IMPORT_OPENED, AUDIT_READ, OUTCOME, POLICY_CHANGED = 90, 80, 70, 51
NOT_APPLIED = 1
OBJECT_KINDS = (30, 31, 32, 33, 34, 90, 100)
SYSTEM_KINDS = (40, 50, 52, 53, 54, 55, 60, 61, 62, 63, 64, 65, 70, 80)


def field_set(data):
    bits = int.from_bytes(data.raw(data.u(1)), "little")
    return frozenset(number for number in range(bits.bit_length()) if bits >> number & 1)


def numbers(data):
    return [data.u(2) for _ in range(data.u(2))]


class Touch:
    """What a release says of one lead."""

    def __init__(self, data):
        self.lead, self.version = data.raw(16), data.u(8)
        data.raw(16 + 4)
        self.released, self.masked = field_set(data), field_set(data)
        self.withheld = field_set(data)
        data.u(2)
        numbers(data)
        self.consent = data.raw(16)


class Entry:
    """`sequence` and `index` are those of its position and of its place in its tenant's log."""

    def __init__(self, raw):
        data = Bytes(raw)
        data.expect(b"\x01")
        self.kind, length = data.u(1), data.u(4)
        if length != len(raw):
            raise Malformed("an entry's length is wrong")
        self.leaf = hashlib.sha256(b"\x00" + raw).digest()
        self.time = data.u(8)
        self.id, self.request, self.tenant = data.raw(16), data.raw(16), data.raw(16)
        self.principal = data.raw(16)
        data.raw(32)
        self.purpose = data.u(2)
        data.raw(8 + 32 + 32 + 16)
        self.action, self.lead, self.touches = 0, None, []
        self.sequence = self.index = None
        self.read_body(data)
        data.done()

    @functools.cached_property
    def touches_by_lead(self):
        """An export's entries are asked for each of its values."""
        found = {}
        for touch in self.touches:
            found.setdefault(touch.lead, []).append(touch)
        return found

    def read_body(self, data):
        if self.kind == RELEASE:
            self.action = data.u(2)
            self.touches = [Touch(data) for _ in range(data.u(2))]
        elif self.kind == DENIAL:
            self.action, self.lead = data.u(2), data.raw(16)
            data.u(2)
            field_set(data)
            numbers(data)
        elif self.kind in (SEARCH, LIST):
            self.action = data.u(2)
            data.u(2)
            self.leads = [data.raw(16) for _ in range(data.u(2))]
        elif self.kind in (LEAD_CREATED, LEAD_UPDATED, LEAD_ERASED):
            self.lead, self.version = data.raw(16), data.u(8)
            data.raw(16 + 4)
            self.fields, self.cleared = field_set(data), field_set(data)
        elif self.kind in (CONSENT_GRANTED, CONSENT_WITHDRAWN):
            self.lead, self.consent = data.raw(16), data.raw(16)
            self.purpose_of_consent, self.number = data.u(2), data.u(4)
            data.raw(1 + 1 + 8 + 8)
            data.lp(), data.lp()
        elif self.kind in OBJECT_KINDS:
            self.object = data.raw(16)
            data.u(2)
        elif self.kind in SYSTEM_KINDS:
            self.code, self.about, self.number = data.u(2), data.u(8), data.u(8)
            self.lead = data.raw(16)
            data.raw(32)
        elif self.kind == POLICY_CHANGED:
            data.raw(32 + 2 + 2)
            data.lp()
        else:
            raise Malformed(f"an entry is of the unknown kind {self.kind}")
