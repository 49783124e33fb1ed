"""Observation logs: JSON lines, each behind its CRC and on the disk before the writer goes on.

They lie outside the vault's disk, so that no fault of that disk can take what a client saw."""
import json
import os
import zlib


class Damaged(Exception):
    """A line is not what was written."""


class Journal:
    """One client's log, appended."""

    def __init__(self, path):
        self.file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_DSYNC, 0o600)

    def write(self, line):
        text = json.dumps(line, separators=(",", ":")).encode()
        os.write(self.file, b"%08x %s\n" % (zlib.crc32(text), text))


class JournalReader:
    """The lines of one log; `more` gives those that were added since."""

    def __init__(self, path):
        self.path, self.offset = path, 0

    def more(self):
        with open(self.path, "rb") as file:
            file.seek(self.offset)
            data = file.read()
        self.offset += len(data)
        return [parse(line) for line in data.splitlines()]


def parse(line):
    crc, _, text = line.partition(b" ")
    if int(crc, 16) != zlib.crc32(text):
        raise Damaged(f"{line[:80]!r}")
    return json.loads(text)
