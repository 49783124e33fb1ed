"""Searches files for values in the encodings in which they could have slipped out."""
import base64
import os
import subprocess
import tempfile

BYTES_MIN = 8


def encodings(value):
    """`value` as UTF-8, UTF-16LE, hex, and base64 at each of the three alignments."""
    plain = value.encode("utf-8")
    yield plain
    yield value.encode("utf-16-le")
    for text in (plain, value.encode("utf-16-le")):
        yield text.hex().encode()
        yield text.hex().upper().encode()
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + plain)
        # The first and last characters depend on the neighbours.
        first, left_over = (0, 2, 3)[shift], (len(plain) + shift) % 3
        last = len(text) - (0 if left_over == 0 else 4 - left_over + 1)
        inner = text[first:last]
        if len(inner) >= BYTES_MIN:
            yield inner
            yield inner.replace(b"+", b"-").replace(b"/", b"_")


def patterns(values):
    """Every encoding of every value that is long enough to be told from chance."""
    found = set()
    for value in values:
        if len(value.encode("utf-8")) >= BYTES_MIN and "\n" not in value:
            found.update(encodings(value))
    return sorted(pattern for pattern in found if b"\n" not in pattern)


def search(files, wanted):
    """(file, text) of every pattern found in a file."""
    with tempfile.NamedTemporaryFile(prefix="leadvault-patterns-") as list_file:
        list_file.write(b"\n".join(wanted) + b"\n")
        list_file.flush()
        done = subprocess.run(  # once for all files: taking in the patterns is most of its work
            ["grep", "--text", "--fixed-strings", "--only-matching", "--with-filename", "--null",
             "--file", list_file.name, "--", *map(str, files)],
            capture_output=True, env={**os.environ, "LC_ALL": "C"})
    if done.returncode > 1:
        raise AssertionError(f"grep failed: {done.stderr}")
    hits = (line.partition(b"\0") for line in done.stdout.split(b"\n") if line)
    return [(path.decode(), text) for path, _, text in hits]


def files_under(*folders):
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
