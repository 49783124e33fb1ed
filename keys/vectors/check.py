#!/usr/bin/env python3
"""Reproduces every vector in this folder from keys/FORMATS.md alone, with PyNaCl, hashlib and, for
AES-256-GCM, the cryptography package."""
import struct
import sys
import zlib

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from common import CROCKFORD, aead, blake, check, digits, h, lp, sealed_blob, u

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def field_blob(v):
    kind = u(1, 1) + u(1, v["algorithm"])
    aad = (lp("lv1/field", h(v, "installation"), h(v, "tenant"), h(v, "lead"))
           + u(2, v["field"]) + u(8, v["sealed_version"]) + kind)
    plain = u(1, v["type"]) + h(v, "value") + b"\x80"
    plain += bytes(-len(plain) % 32)
    key, nonce = h(v, "key"), h(v, "nonce")
    sealed = (aead(plain, aad, nonce, key) if v["algorithm"] == 1
              else AESGCM(key).encrypt(nonce, plain, aad))
    return kind + u(8, v["sealed_version"]) + nonce + sealed


def wrapped_key(v):
    head = b"\x01\x01" + h(v, "key_id") + u(4, v["term"])
    context = lp(h(v, "installation"), v["kind"], h(v, "tenant"), h(v, "owner"), h(v, "key_id"))
    context += u(4, v["term"])
    both = blake(h(v, "wrapping"), lp("lv1/wrap") + h(v, "nonce") + context, 64)
    subkey, commitment = both[:32], both[32:]
    sealed = aead(h(v, "key"), head + context, h(v, "nonce"), subkey)
    return head + h(v, "nonce") + commitment + sealed


def column(value):
    if value is None:
        return b"\x00"
    return b"\x01" + struct.pack(">q", value) if isinstance(value, int) else b"\x02" + lp(value)


def row_seal(v):
    row = h(v, "tenant", "lead") + u(8, v["row_version"]) + u(8, v["position"])
    row += h(v, "wrapped_key") + u(2, len(v["columns"]))
    for item in v["columns"]:
        row += u(2, item["number"]) + column(item["value"])
    row += u(2, len(v["fields"]))
    for field in v["fields"]:
        row += u(2, field["field"]) + u(8, field["sealed_version"]) + h(field, "tag")
    return blake(h(v, "key"), lp("lv1/row", row))


def blind_token(v):
    message = lp("lv1/index", u(2, v["index"])) + u(2, v["normaliser"]) + lp(v["normalised"])
    return blake(h(v, "key"), message)[: v["bits"] // 8]


def api_key(v):
    text = f'lvk_{digits(h(v, "credential"), CROCKFORD, 26)}_{digits(h(v, "secret"), BASE62, 43)}'
    text += digits(u(4, zlib.crc32(text.encode())), BASE62, 6)
    stored = blake(h(v, "key"), lp("lv1/api-key", h(v, "credential"), h(v, "secret")))
    return text.encode() + stored


if __name__ == "__main__":
    sys.exit(check(__file__, field_blob, wrapped_key, row_seal, blind_token, sealed_blob, api_key))
