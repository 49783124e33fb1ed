"""What a process holds in memory, read by root through /proc/PID/mem."""
import os
import pathlib

PIECE_BYTES = 16 * 1024 * 1024


def writable_regions(pid):
    for line in pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines():
        span, rights = line.split()[:2]
        if rights.startswith("rw"):
            yield tuple(int(end, 16) for end in span.split("-"))


def dump(pid, file):
    """Every writable byte of the process into `file`; how many there were."""
    written = 0
    memory = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    try:
        with open(file, "wb") as out:
            for start, end in writable_regions(pid):
                for at in range(start, end, PIECE_BYTES):
                    try:
                        written += out.write(os.pread(memory, min(PIECE_BYTES, end - at), at))
                    except OSError:
                        break  # reserved and not there
    finally:
        os.close(memory)
    return written
