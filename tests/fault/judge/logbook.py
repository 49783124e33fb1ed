"""The audit log as it lies on the disk: audit/FORMAT.md §1, §2 and §4, every byte read each time."""
import hashlib
import re

from .entries import NOT_APPLIED, OUTCOME, Entry
from .formats import Bytes, Malformed, open_blob
from .merkle import Tree

HEADER_BYTES, FRAME_HEADER_BYTES, FRAME_ALIGN = 128, 64, 8
ENTRIES, OPENINGS, APPLIED = 1, 2, 3


def zeros(data):
    return data.count(0) == len(data)


class Logbook:
    """Everything in the log at one moment."""

    def __init__(self):
        self.entries, self.trees, self.logs, self.segments = [], {}, {}, 0
        self.by_request, self.appends = {}, {}

    def take(self, content):
        """What a frame holds."""
        for tenant, log in content.openings:
            self.trees.setdefault(tenant, Tree())
            self.logs.setdefault(log, tenant)
        before = len(self.entries)
        for entry in content.entries:
            self.add(entry)
        for first, last in content.effects:
            self.appends[before + last + 1] = range(before + first, before + last + 1)

    def add(self, entry):
        tree = self.trees.get(entry.tenant)
        if tree is None:
            raise Malformed("an entry's log was never opened")
        entry.sequence, entry.index = len(self.entries) + 1, tree.size
        tree.append(entry.leaf)
        self.entries.append(entry)
        entry.applied = True
        self.by_request.setdefault(entry.request, []).append(entry)
        if entry.kind == OUTCOME and entry.code == NOT_APPLIED:
            about = entry.about & (1 << 48) - 1
            for place in self.appends.get(about, [about - 1]):
                self.entries[place].applied = False


class LogReader:
    """Reads a log folder again and again. A frame whose bytes and place it has seen before is
    hashed, but not decrypted a second time."""

    def __init__(self, folder, installation, keys):
        self.folder, self.installation, self.keys = folder, installation, keys
        self.known = {}

    def read(self):
        book, previous = Logbook(), bytes(32)
        names = sorted(path.name for path in self.folder.iterdir()
                       if re.fullmatch(r"seg-\d{8}\.lva", path.name))
        for number, name in enumerate(names, 1):
            if name != f"seg-{number:08}.lva":
                raise Malformed(f"segment {number} is missing")
            data = (self.folder / name).read_bytes()
            if zeros(data[:HEADER_BYTES]):
                if number < len(names) - 1 or not zeros(data):
                    raise Malformed(f"segment {number} is empty, yet there is more")
                break
            previous = self.segment(book, number, data, previous)
        return book

    def segment(self, book, number, data, previous):
        header = Bytes(data[:HEADER_BYTES])
        header.expect(b"LVAUDSEG\x00\x01")
        header.u(2)
        header.expect(number.to_bytes(4, "big") + self.installation)
        if header.u(8) != len(book.entries) + 1:
            raise Malformed(f"segment {number} begins at another sequence")
        key = self.keys[header.u(4)]
        header.expect(bytes(4) + previous)
        header.expect(hashlib.sha256(data[:80]).digest() + bytes(16))
        book.segments = number
        at = HEADER_BYTES
        while at + FRAME_HEADER_BYTES <= len(data) and not zeros(data[at:at + FRAME_HEADER_BYTES]):
            length = int.from_bytes(data[at + 4:at + 8], "big")
            frame = data[at:at + length]
            try:
                previous = self.frame(book, data[:HEADER_BYTES], at, frame, previous, key)
            except Malformed as bad:
                raise Malformed(f"segment {number}, offset {at}: {bad}") from bad
            at += -(-length // FRAME_ALIGN) * FRAME_ALIGN
        if not zeros(data[at:]):
            raise Malformed(f"segment {number} goes on after its last frame at {at}")
        return previous

    def frame(self, book, segment, at, frame, previous, key):
        head = Bytes(frame[:FRAME_HEADER_BYTES])
        head.expect(b"LVAF" + len(frame).to_bytes(4, "big"))
        kind = head.u(1)
        head.expect(bytes(3))
        count, first = head.u(4), head.u(8)
        head.u(8)
        head.expect(previous)
        if first != len(book.entries) + 1:
            raise Malformed("a frame begins at another sequence")
        hashed = hashlib.sha256(frame).digest()
        place = segment, at, hashed
        if place not in self.known:
            aad = segment + at.to_bytes(8, "big") + frame[:FRAME_HEADER_BYTES]
            plain = open_blob(key, "lv1/audit-frame", aad, frame[FRAME_HEADER_BYTES:])
            self.known[place] = Content(kind, count, Bytes(plain))
        book.take(self.known[place])
        return hashed


class Content:
    """What one frame holds: entries, the appends that they form, or the logs that it opens."""

    def __init__(self, kind, count, plain):
        self.entries, self.effects, self.openings = [], [], []
        if kind == ENTRIES:
            self.entries = [Entry(plain.lp()) for _ in range(count)]
            for _ in range(plain.u(4)):
                self.effects.append((plain.u(4), plain.u(4)))
                plain.raw(16 * plain.u(2))
        elif kind == OPENINGS:
            self.openings = [(plain.raw(16), plain.raw(16)) for _ in range(count)]
        elif kind != APPLIED:
            raise Malformed("a frame is of an unknown kind")
        plain.done()


def checkpoints_in(path):
    """(tenant, log, note) of every record of checkpoints.lvc."""
    data = Bytes(path.read_bytes())
    data.expect(b"LVACHKPT\x00\x01" + bytes(6))
    found = []
    while data.at < len(data.data):
        start = data.at
        data.expect(b"LVAC")
        record = data.data[start:start + data.u(4)]
        if hashlib.sha256(record[:-32]).digest() != record[-32:]:
            raise Malformed("a checkpoint record is damaged")
        found.append((record[8:24], record[24:40], record[48:-32].decode()))
        data.at = start + len(record)
    return found
