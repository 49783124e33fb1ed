"""Judge: holds what all clients saw, over all rounds of a vault, against its log and its answers."""
import json
import time

from harness import canary

from .consents import consent_counts, released_without_consent
from .formats import KIND_AUDIT_ENC, KIND_AUDIT_SIGN, Keyring, Malformed, id_bytes
from .logbook import LogReader
from .model import Model
from .observations import Observations
from .releases import WriteHistory, receipts_of, values_of
from .tracing import Tracing
from .trees import Evidence

READ_AGAIN, READ_AGAIN_S = 3, 0.05


class Judge:
    def __init__(self, reader, evidence, checkpoint_file, observations, tenants):
        """`observations` is the clients' folder; `tenants` the ids, as text, of all tenants."""
        self.reader, self.evidence, self.checkpoint_file = reader, evidence, checkpoint_file
        self.model, self.tracing = Model(), Tracing({id_bytes(tenant) for tenant in tenants})
        self.observations, self.fresh = Observations(observations), []

    @classmethod
    def of_vault(cls, data, key_file, observations, tenants):
        """Opens the keyring of a data folder by its published format."""
        keyring = Keyring(data / "keyring.lvk", key_file)
        reader = LogReader(data / "audit", keyring.installation, keyring.of(KIND_AUDIT_ENC))
        return cls(reader, Evidence(keyring.of(KIND_AUDIT_SIGN).values()),
                   data / "audit/checkpoints.lvc", observations, tenants)

    def take_observations(self):
        """What the clients did up to the crash: moves the model. Violations it shows by itself."""
        fresh = sorted(self.observations.more(), key=lambda operation: operation.begun)
        found = []
        for operation in fresh:
            self.tracing.take(operation)
            self.evidence.take(operation)
            found += self.model.take(operation)
        self.fresh += fresh
        return found

    def see_leads(self, tenant, views, consents):
        """What a tenant's vault gives after the restart: `views` is an export's documents,
        `consents` tells of some leads (by id) whether their consent is in force."""
        seen, found = {}, []
        for view in views:
            values = view["fields"]
            known = self.model.by_id.get(id_bytes(view["id"]))
            mark = next(iter(canary.found_in(json.dumps(values).encode())), None)
            lead = known or self.model.leads.get(mark.tag if mark else None)
            if lead is None or lead.tag in seen:
                found.append(("I6" if lead else "I5", f"lead {view['id']} of {mark} is one too"
                                                      " many"))
                continue
            if not lead.name(view["id"]):
                found.append(("I6", f"{lead.tag} was made twice: {view['id']} is another lead"))
                continue
            self.model.by_id[lead.id] = lead
            seen[lead.tag] = (view["version"], frozenset(values.items()),
                              consents.get(view["id"]))
        for lead in self.model.leads.values():
            if lead.tenant == tenant:
                violation = lead.see(seen.get(lead.tag))
                found += [violation] if violation else []
        return found + self.halves(tenant, seen)

    def halves(self, tenant, seen):
        """An import page without an answer is there as a whole or not at all."""
        found = []
        for operation in self.fresh:
            if (operation.kind, operation.outcome, operation.tenant) == ("import", "info", tenant):
                rows = operation.asked["rows"]
                present = sum(tag in seen for tag in rows)
                if present not in (0, len(rows)):
                    found.append(("I6", f"{operation}: {present} of {len(rows)} rows are there"))
        return found

    def check_log(self):
        """Reads all of the log. Violations of what the clients saw since the last time."""
        try:
            book = self.read_log()
        except Malformed as bad:
            return [("I3", f"the log is not what its format says: {bad}")]
        found = self.evidence.check(book, self.checkpoint_file)
        found += released_without_consent(book)
        found += consent_counts(book, self.model)
        history = WriteHistory(book)
        for operation in self.fresh:
            found += values_of(operation, self.model, book, history)
            found += receipts_of(operation, book)
        found += self.tracing.check(book)
        self.fresh = []
        return found

    def read_log(self):
        """The server runs: a frame that it was just writing is whole a moment later."""
        for _ in range(READ_AGAIN):
            try:
                return self.reader.read()
            except Malformed:
                time.sleep(READ_AGAIN_S)
        return self.reader.read()
