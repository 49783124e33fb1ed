"""Observer: one client of the vault, and the log of all it asked for and got.

Each request is written down before it is sent, each byte kept as it arrives, and the outcome last:
`ok`, `fail` (a definite 4xx) or `info` (it may or may not have happened)."""
import json
import time

from .journal import Journal
from .wire import Cut, Wire

TIMEOUT_S = 10


class Identity:
    """Which principal of which tenant a client is."""

    def __init__(self, tenant, principal, key):
        self.tenant, self.principal, self.key = tenant, principal, key


class Observer:
    def __init__(self, folder, name, identity, ca_file, timeout_s=TIMEOUT_S):
        self.name, self.identity = name, identity
        self.wire = Wire(ca_file, folder / f"{name}.capture", timeout_s)
        self.journal = Journal(folder / f"{name}.journal")  # a journal has its capture beside it
        self.port, self.round, self.operations = None, 0, 0
        self.acknowledged = self.values = 0  # what this client adds to the work of a round

    def meet(self, port, round_number):
        """A server that just started: the old connection is of no use."""
        self.port, self.round = port, round_number
        self.wire.close()

    def call(self, kind, method, path, body=None, purpose=None, headers=None, leave_after=None,
             **told):
        """Asks and gives the Reply, or None when no whole one came. What is `told` goes into the
        log: tag, lead, leads, fields, writes, based_on, idem, rows."""
        if self.wire.socket is None:
            self.wire.connect(self.port)  # nothing was asked yet: the caller hears of a refusal
        self.operations += 1
        self.journal.write({
            "t": "inv", "op": self.operations, "round": self.round, "wall": time.time(),
            "mono": time.monotonic(), "kind": kind, "method": method, "tenant": self.identity.tenant,
            "principal": self.identity.principal, "purpose": purpose,
            "cap": self.wire.captured, **told})
        reply, status, why = None, None, None
        try:
            reply = self.wire.exchange(
                self.request(method, path, body, purpose, headers or {}), method, leave_after)
            status = reply.status
        except Cut as cut:
            status, why = cut.status, str(cut)
        outcome = outcome_of(reply)
        self.journal.write({
            "t": "ret", "op": self.operations, "wall": time.time(), "mono": time.monotonic(),
            "outcome": outcome, "status": status, "why": why, "cap": self.wire.captured,
            **(self.learned(kind, reply) if outcome == "ok" else {})})
        if outcome == "ok":
            self.acknowledged += len(told.get("rows", "x")) if "writes" in told else 0
            self.values += reply.body.count(b"CNRY-")
        return reply

    def request(self, method, path, body, purpose, headers):
        content = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}",
                 f"Authorization: Bearer {self.identity.key}"]
        if purpose is not None:
            lines.append(f"Leadvault-Purpose: {purpose}")
        if body is not None:
            media = "merge-patch+json" if method == "PATCH" else "json"
            lines.append(f"Content-Type: application/{media}")
        if method in ("POST", "PATCH"):
            lines.append(f"Content-Length: {len(content)}")
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + content

    def learned(self, kind, reply):
        """What the judge needs of an acknowledged answer, beside its bytes."""
        if kind in ("create", "patch", "open-import"):
            answer = json.loads(reply.body)
            return {name: answer[name] for name in ("id", "version") if name in answer}
        if kind in ("grant", "withdraw"):
            answer = json.loads(reply.body)
            return {"event": answer["id"]}
        if kind == "import":
            rows = json.loads(reply.body)["data"]
            return {"ids": {row["key"]: row["id"] for row in rows}}
        if kind == "checkpoint":
            return {"note": reply.body.decode()}
        if kind == "receipt":
            return {"proof": json.loads(reply.body)}
        return {}


def outcome_of(reply):
    if reply is None or reply.status >= 500:
        return "info"
    return "ok" if reply.status < 300 else "fail"
