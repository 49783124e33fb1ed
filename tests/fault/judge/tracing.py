"""I7: each entry of a tenant's log is the trace of a request that one of its clients made."""
from . import entries as kinds
from .catalogue import FIELDS, PURPOSES

WRITES = {
    "create": {kinds.LEAD_CREATED, kinds.CONSENT_GRANTED},
    "import": {kinds.LEAD_CREATED},
    "patch": {kinds.LEAD_UPDATED},
    "erase": {kinds.LEAD_ERASED},
    "grant": {kinds.CONSENT_GRANTED},
    "withdraw": {kinds.CONSENT_WITHDRAWN},
    "read": {kinds.RELEASE},
    "export": {kinds.RELEASE},
    "open-import": {kinds.IMPORT_OPENED},
    "events": {kinds.AUDIT_READ},
    "checkpoint": set(),
    "receipt": set(),
}
# By the log alone: denials come with any operation, outcomes and alarms without a client.
ALWAYS = {kinds.DENIAL}
SETUP = {30, 31, 32}  # principals and keys, made by those who are no clients
WITHOUT_CLIENT = {kinds.OUTCOME}


def explains(operation, entry):
    """Whether this operation can have caused this entry."""
    if entry.kind in ALWAYS:
        return True
    if entry.kind not in WRITES[operation.kind]:
        return False
    told, leads = operation.asked, operation.leads
    if entry.kind == kinds.RELEASE:
        fields = {FIELDS[name] for name in told["fields"]}
        return entry.purpose == PURPOSES[operation.purpose] and all(
            (leads is None or touch.lead in leads)
            and touch.released | touch.masked | touch.withheld <= fields for touch in entry.touches)
    if operation.kind in ("patch", "erase", "grant", "withdraw") and entry.lead not in leads:
        return False
    if entry.kind == kinds.LEAD_UPDATED:
        return entry.version == told["based_on"] + 1 and \
            entry.fields == {FIELDS[name] for name in told["writes"]}
    if entry.kind == kinds.LEAD_CREATED:
        values = told["writes"]
        if operation.kind == "import":
            values = next(iter(values.values()))
        return entry.version == 1 and entry.fields == {FIELDS[name] for name in values}
    return True


class Tracing:
    """Remembers which operations have left their trace; sees each entry once."""

    def __init__(self, tenants):
        self.tenants, self.clients = tenants, set()
        self.by_request, self.unanswered, self.seen = {}, {}, 0

    def take(self, operation):
        self.clients.add(operation.principal)
        if operation.request is not None:
            self.by_request[operation.request] = operation
        else:
            self.unanswered.setdefault(operation.principal, []).append(operation)

    def check(self, book):
        """Violations among the entries added since the last call."""
        found, requests = [], {}
        for entry in book.entries[self.seen:]:
            setup = entry.kind in SETUP and entry.principal not in self.clients
            if entry.tenant in self.tenants and entry.kind not in WITHOUT_CLIENT and not setup:
                requests.setdefault(entry.request, []).append(entry)
        self.seen = len(book.entries)
        for request, entries in requests.items():
            operation = self.by_request.get(request) or self.unanswered_for(entries)
            if operation is None or not self.agree(operation, entries):
                kind, place = entries[0].kind, entries[0].sequence
                found.append(("I7", f"entry {place} of kind {kind} matches no request:"
                                    f" {operation or 'nobody asked'}"))
        return found

    def agree(self, operation, entries):
        return all(entry.principal == operation.principal and explains(operation, entry)
                   for entry in entries)

    def unanswered_for(self, entries):
        """The first unanswered operation of that principal that can have caused these."""
        for operation in self.unanswered.get(entries[0].principal, ()):
            if not operation.explained and self.agree(operation, entries):
                operation.explained = True
                return operation
        return None
