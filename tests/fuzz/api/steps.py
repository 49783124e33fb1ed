"""Random calls, each answered as the model says or the run ends.

A call that passes its gates changes the model, or is compared with it."""
from transfers import Transfers
from writes import Writes


class Steps(Writes, Transfers):
    def __init__(self, rng, policy, callers):
        super().__init__(rng, policy, callers)
        self.said = []  # the newest calls, for whoever reads a mismatch

    def step(self):
        caller = self.rng.choice(self.callers)
        operations = [self.create] * 6 + [self.patch] * 4 + [self.read] * 6 + [self.search] * 3 + [
            self.summary, self.batch, self.list_all, self.grant, self.grant, self.withdraw,
            self.consents, self.erase, self.export, self.imported, self.import_counts,
            self.wrong_path]
        operation = self.rng.choice(operations)
        self.said = self.said[-9:] + [f"{caller.name} {operation.__name__}"]
        operation(caller)
