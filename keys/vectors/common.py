"""What the check.py of keys/ and of audit/ share: encodings, the sealed blob, and the comparison.
Exit codes: 0 all equal, 1 a vector differs, 77 PyNaCl is not installed (skipped)."""
import hashlib
import json
import pathlib
import sys

try:
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as aead
except ImportError:
    print("SKIPPED format vectors: PyNaCl is not installed")
    sys.exit(77)

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def h(v, *names):
    """The bytes of members given in hex, one after the other."""
    return b"".join(bytes.fromhex(v[name]) for name in names)


def u(size, number):
    return number.to_bytes(size, "big")


def lp(*parts):
    """LP of each part, bytes or text."""
    parts = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join(u(4, len(part)) + part for part in parts)


def blake(key, message, size=32):
    return hashlib.blake2b(message, key=key, digest_size=size).digest()


def digits(data, alphabet, width):
    """The number that these bytes are, in `width` digits."""
    number, out = int.from_bytes(data, "big"), ""
    for _ in range(width):
        number, digit = divmod(number, len(alphabet))
        out = alphabet[digit] + out
    return out


def sealed_blob(v):
    both = blake(h(v, "key"), lp("lv1/blob") + h(v, "nonce") + lp(v["label"]) + u(4, v["term"]), 64)
    subkey, commitment = both[:32], both[32:]
    head = b"LVSB\x01\x01" + u(4, v["term"])
    aad = head + lp(v["label"], h(v, "aad"))
    return head + h(v, "nonce") + commitment + aead(h(v, "plaintext"), aad, h(v, "nonce"), subkey)


def check(script, *formats):
    """Computes every vector of <format>.json beside the script and compares. The exit code."""
    folder, failed, total = pathlib.Path(script).parent, 0, 0
    for compute in formats:
        name = compute.__name__ + ".json"
        for number, vector in enumerate(json.loads((folder / name).read_text())["vectors"]):
            total += 1
            got = compute(vector)
            if (got if isinstance(got, str) else got.hex()) != vector["expected"]:
                failed += 1
                print(f"{name}: vector {number} differs")
    unread = {file.stem for file in folder.glob("*.json")} - {f.__name__ for f in formats}
    for name in sorted(unread):
        print(f"{name}.json: no function computes it")
    print(f"{total - failed} of {total} vectors reproduced")
    return 1 if failed or unread or not total else 0
