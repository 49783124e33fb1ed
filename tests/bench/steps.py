#!/usr/bin/env python3
"""Where a request's CPU time goes: perf script --no-inline -i FILE | tests/bench/steps.py [CPU_US_PER_REQUEST]

Each sample counts for one step: the innermost of its frames that a rule below knows. A frame of a
step is our own function that does nothing else; the kernel's work counts for the step that called
it. What no rule knows is told as such.
"""
import collections
import re
import sys

# Threads that work beside the request, by any of their frames.
THREADS = [
    ("audit index, its own thread", r"lv::audit::IndexWriter|lv::audit::.*SqlIndex"),
    ("audit log, its own thread: frame, pwrite, fdatasync, wake-ups", r"SegmentLog::run\b"),
    ("audit checkpoints, their own thread", r"SegmentLog::run_checkpointer"),
    ("store's writer, its own thread", r"lv::sql::Writer::"),
]
# Steps of the request itself, by the innermost frame that has one.
STEPS = [
    ("row load", r"lv::store::|lv::sql::|sqlite3|sqlcipher"),
    ("seals and freshness", r"lv::vault::Seals|check_row|Marks::|::freshness"),
    ("unwrap of the lead key", r"open_lead_key|open_key|KeyRoom"),
    ("open of the fields", r"crypto::open_field|vault::Opener::open"),
    ("decision", r"RoleDecider|PermitMaker|decide_action|vault::facts_of"),
    ("authentication", r"Directory::|api::authenticate|source_tag|api_key"),
    ("audit: encode, queue, resume", r"SegmentLog::|AuditLog::release|audit::encode_entry"
                                     r"|wait_for<std::vector<lv::audit"),
    ("JSON and receipt", r"JsonWriter|vault::render|audit::header_value|json_response"),
    ("quotas", r"RateLimiter"),
    ("TLS and socket", r"TlsTransport|SSL_|socket_(read|write)"),
    ("HTTP: guard, parser, head, session", r"lv::http::|beast::http"),
    ("routing, endpoint, vault coroutines", r"lv::api::|lv::vault::"),
    ("event loop", r"boost::asio|epoll"),
]
RULES = [(name, re.compile(pattern)) for name, pattern in STEPS]
BESIDE = [(name, re.compile(pattern)) for name, pattern in THREADS]


def step_of(frames):
    for name, rule in BESIDE:
        if any(rule.search(frame) for frame in frames):
            return name
    for frame in frames:
        for name, rule in RULES:
            if rule.search(frame):
                return name
    return "no frame that says"


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
    for step, count in counts.most_common(30):
        share = count / whole
        more = f" {share * cpu_us:7.1f} us" if cpu_us is not None else ""
        print(f"{share:6.1%}{more}  {step}")


if __name__ == "__main__":
    main()
