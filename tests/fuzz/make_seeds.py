"""Writes the seeds that come from published vectors and shipped files: corpus/<target>/vector-*.

Run it after a change of keys/vectors, audit/vectors or policies/mappings, and commit what it wrote.
The layout of each input stands in the first lines of its target.
"""
import json
import pathlib
import struct

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
KINDS = ["tenant", "index", "lead"]


def vectors(path):
    return json.loads((SOURCE / f"{path}.json").read_text())["vectors"]


def write(target, seeds):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds, 1):
        (folder / f"vector-{number:02}").write_bytes(seed)


def hexed(vector, *names):
    return b"".join(bytes.fromhex(vector[name]) for name in names)


def field_blob(v):
    return (hexed(v, "key", "installation", "tenant", "lead")
            + struct.pack(">HQ", v["field"], v["sealed_version"]) + hexed(v, "expected"))


def wrapped_key(v):
    owner = bytes.fromhex(v["owner"])
    return (hexed(v, "wrapping", "installation", "tenant", "key_id")
            + struct.pack(">IBB", v["term"], KINDS.index(v["kind"]), len(owner))
            + owner + hexed(v, "expected"))


def frame(v):
    return (hexed(v, "key") + struct.pack(">I", v["term"]) + hexed(v, "segment_header")
            + struct.pack(">Q", v["offset"]) + hexed(v, "expected"))


def checkpoint_file(records):
    return b"LVACHKPT" + struct.pack(">H6x", 1) + b"".join(records)


def mapping_with_rows(path):
    rows = b"Record ID,Email,Phone Number\n17,ada@example.com,+49 30 1234567\n,x,\n"
    return path.read_bytes() + b"\0" + rows


def main():
    notes = [v["expected"] for v in vectors("audit/vectors/checkpoint")]
    records = [hexed(v, "expected") for v in vectors("audit/vectors/checkpoint_record")]
    keys = [hexed(v, "expected")[:80] for v in vectors("keys/vectors/api_key")]
    write("crypto_field_blob", map(field_blob, vectors("keys/vectors/field_blob")))
    write("crypto_wrapped_key", map(wrapped_key, vectors("keys/vectors/wrapped_key")))
    write("crypto_api_key", keys)
    write("audit_entry", [hexed(v, "expected") for v in vectors("audit/vectors/entry")])
    write("audit_frame", map(frame, vectors("audit/vectors/frame")))
    write("audit_checkpoint_file", [checkpoint_file([]), checkpoint_file(records),
                                    checkpoint_file(records * 3), checkpoint_file(records)[:-1]])
    write("tlog_checkpoint", [note.split("\n\n")[0].encode() + b"\n" for note in notes])
    write("tlog_note", [note.encode() for note in notes])
    write("lead_mapping", map(mapping_with_rows,
                              sorted((SOURCE / "policies/mappings").glob("*.toml"))))


if __name__ == "__main__":
    main()
