"""P5 and I6 by the log: no release without the consent that it needs, and no consent event more
than was asked for."""
from . import entries as kinds
from .catalogue import NEED_CONSENT

GRANTS = {kinds.CONSENT_GRANTED: "grant", kinds.CONSENT_WITHDRAWN: "withdraw"}


def released_without_consent(book):
    """Replays the whole log."""
    in_force, found = set(), []
    for entry in book.entries:
        if entry.kind == kinds.CONSENT_GRANTED and entry.applied:
            in_force.add((entry.lead, entry.purpose_of_consent))
        elif entry.kind == kinds.CONSENT_WITHDRAWN and entry.applied:
            in_force.discard((entry.lead, entry.purpose_of_consent))
        elif entry.kind == kinds.RELEASE and entry.purpose in NEED_CONSENT:
            found += [("P5", f"entry {entry.sequence} releases a lead without its consent")
                      for touch in entry.touches
                      if (touch.released or touch.masked)
                      and (touch.lead, entry.purpose) not in in_force]
    return found


def consent_counts(book, model):
    """Events of each lead: at least those acknowledged, at most one for each key. A withdrawal
    that recovery took from the log has no row for its key: sent again, it is recorded again."""
    counts = {}
    for entry in book.entries:
        if entry.kind in GRANTS and entry.applied:
            place = entry.lead, GRANTS[entry.kind]
            counts[place] = counts.get(place, 0) + 1
    found = []
    for lead in model.by_id.values():
        for kind in ("grant", "withdraw"):
            names = ("grant", "create") if kind == "grant" else ("withdraw",)
            keys = [told for told in lead.consents.values() if told[0] in names]
            least = sum(acknowledged for _, acknowledged, _ in keys)
            most = sum(sent if kind == "withdraw" else 1 for _, _, sent in keys)
            number = counts.get((lead.id, kind), 0)
            if not least <= number <= most:
                found.append(("I6", f"{lead.tag}: {number} events of kind {kind}, {least} to"
                                    f" {most} are right"))
    return found
