#!/usr/bin/env python3
"""Where a request's CPU time goes: perf script -i FILE | tests/bench/steps.py [CPU_US_PER_REQUEST]

Each sample counts for one step: the innermost of its frames that a rule below knows. A frame of a
step is our own function that does nothing else; the kernel's work counts for the step that called
it. What no rule knows is told as such.
"""
import collections
import re
import sys

STEPS = [
    ("row load", r"lv::store::|lv::sql::|sqlite3|pager|btree|codec"),
    ("seals and freshness", r"lv::vault::Seals::|crypto::seal_|row_seal|RowSeal|Marks::freshness"
                            r"|consent_seal"),
    ("unwrap of the lead key", r"open_lead_key|open_wrapped|unwrap"),
    ("open of the fields", r"crypto::open_field|vault::Opener::open"),
    ("decision", r"RoleDecider|PermitMaker|decide_action|facts_of"),
    ("authentication", r"Directory::authenticate|api::authenticate|api_key|source_tag"),
    ("audit, log thread", r"SegmentLog::(run|commit|write|take|put|assign|fail)|SegmentWriter"),
    ("audit, checkpointer", r"SegmentLog::(tick|run_checkpointer|checkpoint_now|reread|sign)"),
    ("audit, queueing and waiting", r"SegmentLog::|AuditLog::release|wait_for|audit::encode"
                                    r"|audit::prepare|build_release"),
    ("JSON and receipt", r"JsonWriter|vault::render|audit::header_value|json_response"),
    ("quotas", r"RateLimiter"),
    ("TLS", r"TlsTransport|SSL_(read|write)|ssl3_|tls13|aesni|aes_gcm|gcm_|EVP_(Cipher|Encrypt)"
            r"|socket_(read|write)"),
    ("HTTP: guard, parser, head, session", r"lv::http::|beast::http"),
    ("routing and endpoint", r"lv::api::"),
    ("coroutines and event loop", r"boost::asio|epoll"),
]
RULES = [(name, re.compile(pattern)) for name, pattern in STEPS]
BY_OBJECT = [("TLS", re.compile(r"libssl|libcrypto")), ("libsodium, caller unknown",
                                                        re.compile(r"libsodium")),
             ("memory", re.compile(r"malloc|free|memcpy|memmove|memset|operator new|libc"))]


def step_of(frames):
    for frame in frames:
        for name, rule in RULES:
            if rule.search(frame):
                return name
    for frame in frames:
        for name, rule in BY_OBJECT:
            if rule.search(frame):
                return name
    return "unknown: " + (frames[0] if frames else "no frames")


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
