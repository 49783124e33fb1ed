"""I2, I4 and I5: every canary in the bytes a client received, held against the log and the model."""
import base64
import re

from harness import canary

from . import entries
from .catalogue import FIELDS, PURPOSES
from .formats import id_bytes

RECEIPT = re.compile(rb'v=1; log=\\?"(log_[0-9a-z]{26})\\?"; entry=(evt_[0-9a-z]{26}); '
                     rb'leaf=:([A-Za-z0-9+/=]{44}):; index=(\d+)')


class WriteHistory:
    """Which row version of a lead brought which value, by the log."""

    def __init__(self, book):
        self.versions = {}
        for entry in book.entries:
            if entry.applied and entry.kind in (entries.LEAD_CREATED, entries.LEAD_UPDATED):
                for field in entry.fields:
                    self.versions.setdefault((entry.lead, field), []).append(entry.version)

    def current(self, lead, field, row_version):
        return max((version for version in self.versions.get((lead, field), ())
                    if version <= row_version), default=None)


def check_release(found, operation, lead, book, history):
    """Why the log does not answer for this canary; None when it does."""
    if operation.request is None:
        return "no request id came before it"
    field = FIELDS[found.field]
    why = f"the log has no entry of request {operation.request.hex()}"
    for entry in book.by_request.get(operation.request, ()):
        why = "no entry of its request releases that field of that lead"
        if entry.kind != entries.RELEASE:
            continue
        if (entry.principal, entry.purpose) != (operation.principal, PURPOSES[operation.purpose]):
            return "the entry names another principal or purpose"
        for touch in entry.touches_by_lead.get(lead.id, ()):
            if field in touch.released:
                current = history.current(lead.id, field, touch.version)
                if current == found.version:
                    return None
                why = f"the entry is of version {touch.version}, whose value is of {current}"
    return why


def check_canary(found, operation, model, book, history):
    """(invariant, text) for what is wrong with a value that came back, or None."""
    lead = model.leads.get(found.tag)
    if found.text not in model.written or lead is None:
        return "I5", f"{operation} gave {found.text}, which nobody wrote"
    if found.tenant != operation.tenant:
        return "I5", f"{operation} gave {found.text} of another tenant"
    if lead.erased_at is not None and lead.erased_at < operation.begun:
        return "I4", f"{operation} gave {found.text} after its lead was erased"
    if lead.newest_acknowledged(found.field, operation.begun) > found.version:
        return "I1", f"{operation} gave {found.text} after a newer value was acknowledged"
    if lead.id is None:
        return "I1", f"{operation} gave {found.text}, and after the crash its lead is gone"
    why = check_release(found, operation, lead, book, history)
    return ("I2", f"{operation} gave {found.text}: {why}") if why else None


def values_of(operation, model, book, history):
    """Violations of all values in the bytes of one answer."""
    found = [check_canary(one, operation, model, book, history)
             for one in canary.found_in(operation.data)]
    return [violation for violation in found if violation]


def receipts_of(operation, book):
    """I3: what a receipt says stands in the log; and an answer that must have one has one."""
    found, mine = [], 0
    for log, entry_id, leaf, index in RECEIPT.findall(operation.data):
        mine += 1
        tenant, index = book.logs.get(id_bytes(log.decode())), int(index)
        tree = book.trees.get(tenant)
        if tree is None or index >= tree.size or base64.b64encode(tree.leaves[index]) != leaf:
            found.append(("I3", f"{operation}: its receipt of index {index} is not in the log"))
    if needs_receipt(operation) and mine == 0:
        found.append(("I2", f"{operation}: the answer has no receipt"))
    elif needs_receipt(operation) and operation.request not in book.by_request:
        found.append(("I2", f"{operation}: the log has no entry of its request"))
    return found


def needs_receipt(operation):
    """Single reads that gave or would have given (HEAD) values; a batch may hold refusals only."""
    return operation.kind == "read" and operation.status == 200 and operation.outcome == "ok" \
        and operation.asked["method"] in ("GET", "HEAD")
