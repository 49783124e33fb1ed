#!/usr/bin/env python3
"""Reproduces every vector in this folder from keys/FORMATS.md alone, with PyNaCl and hashlib.
Exit codes: 0 all equal, 1 a vector differs, 77 PyNaCl is not installed (skipped)."""
import hashlib
import json
import pathlib
import struct
import sys
import zlib

try:
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as aead
except ImportError:
    print("SKIPPED keys/vectors: PyNaCl is not installed")
    sys.exit(77)

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def b(v, name): return bytes.fromhex(v[name])
def u(size, n): return n.to_bytes(size, "big")
def lp(x): x = x.encode() if isinstance(x, str) else x; return u(4, len(x)) + x
def blake(key, msg, size=32): return hashlib.blake2b(msg, key=key, digest_size=size).digest()
def base(n, digits, width):
    out = ""
    for _ in range(width): n, r = divmod(n, len(digits)); out = digits[r] + out
    return out


def field_blob(v):
    aad = (lp("lv1/field") + lp(b(v, "installation")) + lp(b(v, "tenant")) + lp(b(v, "lead"))
           + u(2, v["field"]) + u(8, v["sealed_version"]) + b"\x01\x01")
    plain = u(1, v["type"]) + b(v, "value") + b"\x80"
    plain += bytes(-len(plain) % 32)
    return (b"\x01\x01" + u(8, v["sealed_version"]) + b(v, "nonce")
            + aead(plain, aad, b(v, "nonce"), b(v, "key")))


def wrapped_key(v):
    context = (lp(b(v, "installation")) + lp(v["kind"]) + lp(b(v, "tenant")) + lp(b(v, "owner"))
               + lp(b(v, "key_id")) + u(4, v["term"]))
    d = blake(b(v, "wrapping"), lp("lv1/wrap") + b(v, "nonce") + context, 64)
    head = b"\x01\x01" + b(v, "key_id") + u(4, v["term"])
    return head + b(v, "nonce") + d[32:] + aead(b(v, "key"), head + context, b(v, "nonce"), d[:32])


def row_seal(v):
    out = (b(v, "tenant") + b(v, "lead") + u(8, v["row_version"]) + u(8, v["position"])
           + b(v, "wrapped_key") + u(2, len(v["columns"])))
    for c in v["columns"]:
        out += u(2, c["number"])
        if c["value"] is None: out += b"\x00"
        elif isinstance(c["value"], int): out += b"\x01" + struct.pack(">q", c["value"])
        else: out += b"\x02" + lp(c["value"])
    out += u(2, len(v["fields"]))
    for f in v["fields"]: out += u(2, f["field"]) + u(8, f["sealed_version"]) + b(f, "tag")
    return blake(b(v, "key"), lp("lv1/row") + lp(out))


def blind_token(v):
    message = lp("lv1/index") + lp(u(2, v["index"])) + u(2, v["normaliser"]) + lp(v["normalised"])
    return blake(b(v, "key"), message)[: v["bits"] // 8]


def sealed_blob(v):
    d = blake(b(v, "key"), lp("lv1/blob") + b(v, "nonce") + lp(v["label"]) + u(4, v["term"]), 64)
    head = b"LVSB\x01\x01" + u(4, v["term"])
    aad = head + lp(v["label"]) + lp(b(v, "aad"))
    return head + b(v, "nonce") + d[32:] + aead(b(v, "plaintext"), aad, b(v, "nonce"), d[:32])


def api_key(v):
    body = ("lvk_" + base(int.from_bytes(b(v, "credential"), "big"), CROCKFORD, 26) + "_"
            + base(int.from_bytes(b(v, "secret"), "big"), DIGITS, 43))
    text = body + base(zlib.crc32(body.encode()), DIGITS, 6)
    stored = blake(b(v, "key"), lp("lv1/api-key") + lp(b(v, "credential")) + lp(b(v, "secret")))
    return text.encode() + stored


def main():
    failed = total = 0
    for file in sorted(pathlib.Path(__file__).parent.glob("*.json")):
        for number, vector in enumerate(json.loads(file.read_text())["vectors"]):
            total += 1
            if globals()[file.stem](vector).hex() != vector["expected"]:
                failed += 1
                print(f"{file.name}: vector {number} differs")
    print(f"{total - failed} of {total} vectors reproduced")
    return 1 if failed or not total else 0


if __name__ == "__main__":
    sys.exit(main())
