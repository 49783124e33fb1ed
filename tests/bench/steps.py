#!/usr/bin/env python3
"""The budget of a read: perf script --no-inline -i FILE | tests/bench/steps.py [CPU_US_PER_REQUEST]

A sample on a network thread (under Asio's scheduler) belongs to the step of the innermost frame that
a rule knows; the kernel, libsodium and OpenSSL count for whoever called them. Any other sample
belongs to the thread that any of its frames tells. Rules go by module (its namespace) and only
within one by the words of its subject. A step without any sample shows too short a run, or a
rule that the code has outgrown: it is told, and the exit code is 1.
"""
import collections
import re
import sys

# The steps in the order of a read; a frame is tried against them in the order of RULES.
STEPS = ["TLS and HTTP", "authentication", "row", "decision", "audit wait", "unwrap", "open", "JSON",
         "between the steps: endpoint, vault, coroutines"]
RULES = [
    ("JSON", r"lv::JsonWriter|lv::vault::render"),
    ("unwrap", r"lv::keys::|lv::(vault|crypto)::\w*(lead_key|open_key|KeyRoom|unwrap)"),
    ("open", r"lv::crypto::open_field|lv::vault::Open(er|ing)"),
    ("authentication", r"lv::vault::Directory|lv::api::(\w+::)*\w*([Aa]uthenticat|RateLimit|Login)"),
    ("decision", r"lv::policy::"),
    # Loading, its seal, and its age against the log.
    ("row", r"lv::(store|sql)::|sqlite3|sqlcipher|lv::vault::\w*([Ll]oad|Seals|check_row)"
            r"|lv::audit::(\w+::)*\w*([Ff]reshness|Marks)"),
    ("audit wait", r"lv::audit::"),
    ("between the steps: endpoint, vault, coroutines", r"lv::(api|vault|lead)::"),
    ("TLS and HTTP", r"lv::http::|boost::beast|SSL_|boost::asio|epoll"),
]
# Threads beside the request, by any of their frames.
THREADS = [
    ("beside: the audit index's thread", r"lv::audit::(\w+::)*\w*[Ii]ndex"),
    ("beside: the audit checkpoints' thread", r"lv::audit::(\w+::)*\w*checkpoint"),
    ("beside: the audit log's thread (frame, pwrite, fdatasync, wake-ups)", r"lv::audit::"),
    ("beside: the store's writer", r"lv::(store|sql)::"),
]
UNKNOWN = "frames that do not say"
NETWORK = re.compile(r"boost::asio::(io_context|detail::scheduler)\b")
RULES = [(name, re.compile(pattern)) for name, pattern in RULES]
THREADS = [(name, re.compile(pattern)) for name, pattern in THREADS]


def thread_of(frames):
    """The thread beside the request that these frames show, or None: a network thread."""
    if any(NETWORK.search(frame) for frame in frames):
        return None
    names = (name for name, rule in THREADS if any(rule.search(frame) for frame in frames))
    return next(names, None)


def step_of(frames):
    beside = thread_of(frames)
    if beside is not None:
        return beside
    for frame in frames:
        for name, rule in RULES:
            if rule.search(frame):
                return name
    return UNKNOWN


def samples(lines):
    """Frames of each sample, innermost first; perf separates samples by an empty line."""
    frames = None
    for line in lines:
        if not line.strip():
            if frames is not None:
                yield frames
            frames = None
        elif line[0] not in " \t":
            frames = []
        elif frames is not None:
            frames.append(line.strip().split(" ", 1)[-1])
    if frames is not None:
        yield frames


def main():
    counts = collections.Counter(step_of(frames) for frames in samples(sys.stdin))
    whole = sum(counts.values())
    if whole == 0:
        raise SystemExit("no samples")
    cpu_us = float(sys.argv[1]) if len(sys.argv) > 1 else None
    for step in STEPS + [name for name, _ in THREADS] + [UNKNOWN]:
        share = counts[step] / whole
        more = f" {share * cpu_us:7.1f} us" if cpu_us is not None else ""
        print(f"{share:6.1%}{more}  {step}")
    silent = [step for step in STEPS if counts[step] == 0]
    if silent:
        raise SystemExit("no sample, of too short a run or by a rule outgrown: " + ", ".join(silent))


if __name__ == "__main__":
    main()
