"""I3: the log still holds everything that it ever showed."""
import base64

from nacl.signing import SigningKey

from .formats import id_bytes
from .logbook import checkpoints_in
from .merkle import Checkpoint, root_from_proof


class Evidence:
    """Checkpoints and proofs that clients kept, and the leaves seen at the last check."""

    def __init__(self, seeds):
        """`seeds` of the keys that sign checkpoints; destroyed ones are empty."""
        self.public_keys = [bytes(SigningKey(seed).verify_key) for seed in seeds if seed]
        self.checkpoints, self.proofs, self.leaves = {}, [], []

    def take(self, operation):
        answered = operation.answered
        if "note" in answered:
            self.checkpoints[answered["note"]] = str(operation)
        if "proof" in answered:
            self.checkpoints[answered["proof"]["checkpoint"]] = str(operation)
            self.proofs.append((str(operation), answered["proof"]))

    def check(self, book, checkpoint_file):
        found = self.check_leaves(book)
        for note, source in self.checkpoints.items():
            found += self.check_note(book, note, source)
        for source, proof in self.proofs:
            found += self.check_proof(book, proof, source)
        for _, _, note in checkpoints_in(checkpoint_file):
            found += self.check_note(book, note, "the vault's own checkpoint")
        return found

    def check_leaves(self, book):
        """What was in the log at the last check is in it, at its place."""
        leaves = [entry.leaf for entry in book.entries]
        before, self.leaves = self.leaves, leaves
        if leaves[:len(before)] == before:
            return []
        return [("I3", f"entries that were in the log are gone: {len(before)}, now {len(leaves)}")]

    def tree_of(self, book, log):
        return book.trees.get(book.logs.get(id_bytes(log)))

    def check_note(self, book, note, source):
        try:
            checkpoint = Checkpoint(note, self.public_keys)
        except ValueError as bad:
            return [("I3", f"{source}: {bad}")]
        tree = self.tree_of(book, checkpoint.log)
        if tree is None or checkpoint.size > tree.size:
            size = tree.size if tree else "none"
            return [("I3", f"{source}: a checkpoint of size {checkpoint.size}, the log has {size}")]
        if tree.root(checkpoint.size) != checkpoint.root:
            return [("I3", f"{source}: at size {checkpoint.size} the log has another root")]
        return []

    def check_proof(self, book, proof, source):
        tree = self.tree_of(book, proof["log"])
        leaf, path = base64.b64decode(proof["leaf"]), map(base64.b64decode, proof["path"])
        index, size = proof["index"], proof["size"]
        if tree is None or index >= tree.size or tree.leaves[index] != leaf:
            return [("I3", f"{source}: the proven entry {index} is not in the log")]
        if size > tree.size or root_from_proof(leaf, index, size, path) != tree.root(size):
            return [("I3", f"{source}: the proof of entry {index} does not lead to the root")]
        return []
