"""keys/FORMATS.md in Python: from the root key file to the keys of the audit log; TypeIDs."""
import base64
import hashlib
import pathlib
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(SOURCE / "keys/vectors"))

from common import CROCKFORD, blake, lp, u
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as aead_open

KIND_AUDIT_ENC, KIND_AUDIT_SIGN, KINDS = 3, 4, 11


class Malformed(Exception):
    """Bytes that are not what the format says."""


class Bytes:
    """Reads fields from the front."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def raw(self, size):
        if self.at + size > len(self.data):
            raise Malformed("a field is cut short")
        self.at += size
        return self.data[self.at - size:self.at]

    def u(self, size):
        return int.from_bytes(self.raw(size), "big")

    def lp(self):
        return self.raw(self.u(4))

    def expect(self, wanted):
        if self.raw(len(wanted)) != wanted:
            raise Malformed(f"{wanted!r} was expected")

    def done(self):
        if self.at != len(self.data):
            raise Malformed("bytes are left over")


def open_blob(key, label, additional, blob):
    """Sealed blob v1, §6."""
    head, nonce, commitment, sealed = blob[:10], blob[10:34], blob[34:66], blob[66:]
    if head[:6] != b"LVSB\x01\x01":
        raise Malformed("this is no sealed blob")
    both = blake(key, lp("lv1/blob") + nonce + lp(label) + head[6:10], 64)
    if both[32:] != commitment:
        raise Malformed("a sealed blob is of another key")
    try:
        return aead_open(sealed, head + lp(label, additional), nonce, both[:32])
    except Exception as failed:
        raise Malformed("a sealed blob does not open") from failed


def root_of(key_file):
    """§9."""
    words, text = key_file.read_text().split()[0] + " ", key_file.read_text().split()[1]
    data = base64.b64decode(text)
    if hashlib.sha256(words.encode() + data[:32]).digest()[:4] != data[32:]:
        raise Malformed("the key file's checksum does not fit")
    return data[:32]


class Keyring:
    """§8, for a vault whose root is a key file: installation id, and terms and keys by kind."""

    def __init__(self, keyring_file, key_file):
        data = Bytes(keyring_file.read_bytes())
        data.expect(b"LVKEYRNG\x00\x01")
        self.installation, self.generation = data.raw(16), data.u(8)
        if data.u(1) != 2:
            raise Malformed("the root is no key file")
        slot = data.lp()
        root = open_blob(root_of(key_file), "lv1/root", lp(self.installation) + slot[:1], slot[1:])
        body = Bytes(open_blob(root, "lv1/keyring", data.data[:data.at], data.data[data.at:]))
        if body.u(1) != KINDS:
            raise Malformed("the keyring has another number of kinds")
        self.keys = {}
        for kind in range(1, KINDS + 1):
            body.expect(u(1, kind))
            for _ in range(body.u(2)):
                term = body.u(4)
                body.raw(16 + 1 + 8)
                self.keys[kind, term] = body.raw(body.u(1))
        body.done()

    def of(self, kind):
        """Keys by term."""
        return {term: key for (a_kind, term), key in self.keys.items() if a_kind == kind}


def id_bytes(text):
    """The 16 bytes of a TypeID."""
    number = 0
    for digit in text[-26:]:
        number = number * 32 + CROCKFORD.index(digit)
    return number.to_bytes(16, "big")
