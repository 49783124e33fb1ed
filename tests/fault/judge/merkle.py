"""RFC 9162 §2.1 in Python: roots at every size, inclusion proofs, and signed checkpoints."""
import base64
import hashlib

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

KEY_ID_BYTES = 4


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Leaves in order; the root at any earlier size follows from the complete subtrees."""

    def __init__(self):
        self.levels = [[]]

    @property
    def size(self):
        return len(self.levels[0])

    @property
    def leaves(self):
        return self.levels[0]

    def append(self, leaf):
        level = 0
        self.levels[0].append(leaf)
        while len(self.levels[level]) % 2 == 0:
            if level + 1 == len(self.levels):
                self.levels.append([])
            self.levels[level + 1].append(node(*self.levels[level][-2:]))
            level += 1

    def root(self, size):
        if size == 0:
            return hashlib.sha256(b"").digest()
        subtrees, start = [], 0
        for level in reversed(range(size.bit_length())):
            if size >> level & 1:
                subtrees.append(self.levels[level][start >> level])
                start += 1 << level
        root = subtrees.pop()
        while subtrees:
            root = node(subtrees.pop(), root)
        return root


def root_from_proof(leaf, index, size, path):
    """§2.1.3.2; None when the path does not fit."""
    first, last, root = index, size - 1, leaf
    for hashed in path:
        if last == 0:
            return None
        if first & 1 or first == last:
            root = node(hashed, root)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            root = node(root, hashed)
        first, last = first >> 1, last >> 1
    return root if last == 0 else None


class Checkpoint:
    """A signed note as it was received; ValueError when it is not one of this signer."""

    def __init__(self, note, public_keys):
        text, _, signatures = note.partition("\n\n")
        self.origin, size, root = text.split("\n")
        self.size, self.root = int(size), base64.b64decode(root)
        mark, name, signature = signatures.rstrip("\n").split(" ")
        signature = base64.b64decode(signature)
        if mark != "—" or name != self.origin:
            raise ValueError("a checkpoint is signed by another name")
        for key in public_keys:
            hashed = hashlib.sha256(self.origin.encode() + b"\n\x01" + key).digest()
            if hashed[:KEY_ID_BYTES] == signature[:KEY_ID_BYTES]:
                try:
                    VerifyKey(key).verify((text + "\n").encode(), signature[KEY_ID_BYTES:])
                except BadSignatureError as bad:
                    raise ValueError("a checkpoint's signature does not verify") from bad
                return
        raise ValueError("a checkpoint is signed by an unknown key")

    @property
    def log(self):
        return self.origin.split("/")[1]
