#!/usr/bin/env python3
"""Reproduces every vector in this folder from audit/FORMAT.md alone, with PyNaCl and hashlib."""
import base64
import hashlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "keys/vectors"))

from common import CROCKFORD, check, digits, h, lp, sealed_blob, u
from nacl.signing import SigningKey


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def base64_of(data):
    return base64.b64encode(data).decode()


def id_text(prefix, data):
    return f"{prefix}_{digits(data, CROCKFORD, 26)}"


def field_set(numbers):
    bits = sum(1 << number for number in numbers)
    bitmap = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    return u(1, len(bitmap)) + bitmap


def number_list(numbers):
    return u(2, len(numbers)) + b"".join(u(2, number) for number in numbers)


def touch(v):
    return (h(v, "lead") + u(8, v["version"]) + h(v, "key") + u(4, v["key_term"])
            + field_set(v["released"]) + field_set(v["masked"]) + field_set(v["withheld"])
            + u(2, v["reason"]) + number_list(v["policies"]) + h(v, "consent"))


def release(v):
    return u(2, v["action"]) + u(2, len(v["leads"])) + b"".join(touch(lead) for lead in v["leads"])


def denial(v):
    return (u(2, v["action"]) + h(v, "lead") + u(2, v["reason"]) + field_set(v["fields"])
            + number_list(v["policies"]))


def search(v):
    return (u(2, v["action"]) + u(2, v["index"]) + u(2, len(v["hits"]))
            + b"".join(bytes.fromhex(lead) for lead in v["hits"]))


def write(v):
    return (h(v, "lead") + u(8, v["version"]) + h(v, "key") + u(4, v["key_term"])
            + field_set(v["set"]) + field_set(v["cleared"]))


def consent(v):
    return (h(v, "lead", "id") + u(2, v["purpose"]) + u(4, v["sequence"]) + u(1, v["event"])
            + u(1, v["basis"]) + u(8, v["time"]) + u(8, v["expiry"])
            + lp(v["jurisdiction"], v["notice"]))


def object(v):
    return h(v, "object") + u(2, v["detail"])


def system(v):
    return u(2, v["code"]) + u(8, v["about"]) + u(8, v["number"]) + h(v, "lead", "digest")


def policy(v):
    text = h(v, "text")
    return h(v, "digest") + u(2, v["part"]) + u(2, v["parts"]) + u(4, len(text)) + text


def question(v):
    return u(2, v["action"]) + h(v, "principal", "lead") + field_set(v["fields"])


BODIES = {kind: body for body, kinds in {
    release: [1], denial: [2], search: [3, 4], write: [10, 11, 12], consent: [20, 21],
    object: [30, 31, 32, 33, 34, 90, 100],
    system: [40, 50, 52, 54, 55, 60, 61, 62, 63, 64, 65, 70, 80],
    policy: [51], question: [53]}.items() for kind in kinds}


def entry(v):
    rest = (u(8, v["time"]) + h(v, "entry", "request", "tenant", "principal", "credential",
                                "on_behalf_of")
            + u(2, v["purpose"]) + u(8, v["source_tag"]) + h(v, "policy_set", "catalogue",
                                                             "incident")
            + BODIES[v["kind"]](v["body"]))
    return b"\x01" + u(1, v["kind"]) + u(4, 6 + len(rest)) + rest


def leaf(v):
    return sha256(b"\x00", h(v, "entry"))


def segment_header(v):
    head = (b"LVAUDSEG" + u(2, 1) + u(2, v["node"]) + u(4, v["number"]) + h(v, "installation")
            + u(8, v["first_sequence"]) + u(4, v["key_term"]) + u(4, 0) + h(v, "previous"))
    return head + sha256(head) + bytes(16)


def plaintext(v):
    out = b"".join(lp(bytes.fromhex(entry)) for entry in v["entries"])
    out += b"".join(h(opening, "tenant", "log") for opening in v["openings"])
    if v["kind"] == 1:
        out += u(4, len(v["effects"]))
        for effect in v["effects"]:
            out += u(4, effect["first"]) + u(4, effect["last"]) + u(2, len(effect["keys"]))
            out += b"".join(bytes.fromhex(key) for key in effect["keys"])
    return out


def frame(v):
    plain = plaintext(v)
    header = (b"LVAF" + u(4, 64 + 82 + len(plain)) + u(1, v["kind"]) + bytes(3)
              + u(4, max(1, len(v["entries"]) + len(v["openings"]))) + u(8, v["first_sequence"])
              + u(8, v["applied"]) + h(v, "previous"))
    aad = h(v, "segment_header") + u(8, v["offset"]) + header
    return header + sealed_blob({**v, "label": "lv1/audit-frame", "aad": aad.hex(),
                                 "plaintext": plain.hex()})


def checkpoint(v):
    origin = f'{v["domain"]}/{id_text("log", h(v, "log"))}/0'
    text = f'{origin}\n{v["size"]}\n{base64_of(h(v, "root"))}\n'
    signer = SigningKey(h(v, "seed"))
    key_id = sha256(origin.encode(), b"\n\x01", bytes(signer.verify_key))[:4]
    return f"{text}\n— {origin} {base64_of(key_id + signer.sign(text.encode()).signature)}\n"


def checkpoint_record(v):
    note = v["note"].encode()
    record = b"LVAC" + u(4, 80 + len(note)) + h(v, "tenant", "log") + u(8, v["time"]) + note
    return record + sha256(record)


def receipt(v):
    return (f'v=1; log="{id_text("log", h(v, "log"))}"; entry={id_text("evt", h(v, "entry"))}; '
            f'leaf=:{base64_of(h(v, "leaf"))}:; index={v["index"]}')


if __name__ == "__main__":
    sys.exit(check(__file__, entry, leaf, segment_header, frame, checkpoint, checkpoint_record,
                   receipt))
