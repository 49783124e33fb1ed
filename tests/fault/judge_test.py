"""The judge itself: a log and observations made by hand pass, and each lie in them is found."""
import base64
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "e2e"), str(HERE.parents[1] / "audit/vectors")]

import check as encode  # the formats, written down a second time
from nacl.signing import SigningKey
from support import case

from harness import canary
from harness.journal import Journal
from judge.judge import Judge
from judge.logbook import LogReader
from judge.merkle import Tree
from judge.trees import Evidence

NAMES = "tenant other log otherlog principal stranger request answer lead lead2 key install nobody"
IDS = {name: bytes([number] * 16) for number, name in enumerate(NAMES.split(), 1)}
FIELDS, PURPOSES = {"city": 17, "street": 13}, {"qualification": 4, "sales_outreach": 1}
KEY, SEED, NONE = bytes([7] * 32), bytes([9] * 32), bytes(16)
CREATED, UPDATED, ERASED, RELEASE, GRANTED, WITHDRAWN = 10, 11, 12, 1, 20, 21


def text(prefix, name):
    return encode.id_text(prefix, IDS.get(name, NONE))


class World:
    """A log of one segment, and the observations of one client."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="leadvault-judge-"))
        self.entries, self.operations, self.time = [], 0, 0
        (self.folder / "audit").mkdir()
        (self.folder / "audit/checkpoints.lvc").write_bytes(b"LVACHKPT\0\1" + bytes(6))
        self.journal = Journal(self.folder / "c1.journal")
        self.capture = open(self.folder / "c1.capture", "ab")
        self.notes = []
        self.judge = Judge(
            LogReader(self.folder / "audit", IDS["install"], {1: KEY}), Evidence([SEED]),
            self.folder / "audit/checkpoints.lvc", self.folder, [text("ten", "tenant")])

    def close(self):
        self.capture.close()
        shutil.rmtree(self.folder)

    def entry(self, kind, body, request="request", principal="principal", purpose=0):
        self.time += 1
        ids = {"tenant": IDS["tenant"], "principal": IDS[principal], "request": IDS[request],
               "entry": self.time.to_bytes(16, "big"), "credential": NONE, "on_behalf_of": NONE,
               "incident": NONE, "policy_set": bytes(32), "catalogue": bytes(32)}
        raw = encode.entry({"kind": kind, "time": self.time, "purpose": purpose, "source_tag": 0,
                            **{name: id.hex() for name, id in ids.items()}, "body": body})
        self.entries.append(raw)
        return raw

    def write(self, kind, version, fields, lead="lead", **more):
        return self.entry(kind, {"lead": IDS[lead].hex(), "version": version, "key": NONE.hex(),
                                 "key_term": 1, "set": [FIELDS[name] for name in fields],
                                 "cleared": []}, **more)

    def consent(self, kind, number, **more):
        return self.entry(kind, {
            "lead": IDS["lead"].hex(), "id": IDS["key"].hex(), "purpose": 1, "sequence": number,
            "event": 1, "basis": 1, "time": 1, "expiry": 0, "jurisdiction": "", "notice": ""},
            **more)

    def release(self, fields, version=1, purpose="qualification", **more):
        return self.entry(RELEASE, {"action": 1, "leads": [{
            "lead": IDS["lead"].hex(), "version": version, "key": NONE.hex(), "key_term": 1,
            "released": [FIELDS[name] for name in fields], "masked": [], "withheld": [],
            "reason": 0, "policies": [], "consent": NONE.hex()}]},
            **{"request": "answer", "purpose": PURPOSES[purpose], **more})

    def asked(self, kind, outcome="ok", data=b"", request="request", answered=None, **told):
        """One request and its outcome, as a client writes them down."""
        self.operations += 1
        told = {"method": "POST", "purpose": None, **told}
        self.journal.write({
            "t": "inv", "op": self.operations, "mono": self.operations, "wall": 0, "kind": kind,
            "tenant": "a", "principal": text("prin", "principal"), "cap": self.capture.tell(),
            **told})
        if outcome != "info":
            head = f"HTTP/1.1 200 OK\r\nX-Request-Id: {text('req', request)}\r\n\r\n"
            self.capture.write(head.encode() + data)
            self.capture.flush()
        self.journal.write({
            "t": "ret", "op": self.operations, "mono": self.operations + 0.5, "status": 200,
            "outcome": outcome, "cap": self.capture.tell(), **(answered or {})})

    def created(self, values, outcome="ok", **more):
        self.asked("create", outcome, tag="t1", idem="t1", writes=values, consent=False,
                   answered={"id": text("lead", "lead"), "version": 1}, **more)

    def read(self, value, purpose="qualification", receipt=b"", **more):
        self.asked("read", data=json.dumps({"city": value}).encode() + receipt, request="answer",
                   purpose=purpose, leads=[text("lead", "lead")], fields=["city", "street"], **more)

    def write_log(self):
        head = {"node": 1, "number": 1, "installation": IDS["install"].hex(), "first_sequence": 1,
                "key_term": 1, "previous": bytes(32).hex()}
        header = encode.segment_header(head)
        opening = {"tenant": IDS["tenant"].hex(), "log": IDS["log"].hex()}
        data, previous = header, bytes(32)
        for kind, entries, openings in ((2, [], [opening]),
                                        (1, [raw.hex() for raw in self.entries], [])):
            frame = encode.frame({
                "kind": kind, "entries": entries, "openings": openings, "effects": [],
                "first_sequence": 1, "applied": 0, "previous": previous.hex(), "key": KEY.hex(),
                "segment_header": header.hex(), "offset": len(data), "term": 1,
                "nonce": bytes(24).hex()})
            data += frame + bytes(-len(frame) % 8)
            previous = encode.sha256(frame)
        (self.folder / "audit/seg-00000001.lva").write_bytes(data + bytes(4096))

    def checkpoint(self, entries):
        """The signed note over these entries."""
        tree = Tree()
        for raw in entries:
            tree.append(encode.sha256(b"\0", raw))
        return encode.checkpoint({
            "domain": "judge.example", "log": IDS["log"].hex(), "size": len(entries),
            "root": tree.root(len(entries)).hex(), "seed": SEED.hex()})

    def verdict(self, views=None, consents=None):
        """The invariants that are broken."""
        self.write_log()
        found = self.judge.take_observations()
        if views is not None:
            found += self.judge.see_leads("a", views, consents or {})
        return {invariant for invariant, _ in found + self.judge.check_log()}


def view(values, version=1, lead="lead"):
    return {"id": text("lead", lead), "version": version, "fields": values}


def value(version=1, tag="t1", tenant="a", field="city"):
    return canary.make(1, tenant, tag, field, version)


class JudgeTest(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.city, self.street = value(), value(field="street")
        self.values = {"city": self.city, "street": self.street}

    def lead(self):
        """A lead that was made and is there."""
        self.world.created(self.values)
        self.world.write(CREATED, 1, ["city", "street"])

    def found(self, *broken, views="as made", consents=None):
        views = [view(self.values)] if views == "as made" else views
        self.assertEqual(self.world.verdict(views, consents), set(broken))

    def test_what_is_right_passes(self):
        self.lead()
        self.world.read(self.city)
        self.world.release(["city"])
        self.found()

    def test_i1_an_acknowledged_lead_that_is_gone_is_found(self):
        self.lead()
        self.found("I1", views=[])

    def test_i1_an_older_value_after_an_acknowledged_one_is_found(self):
        self.lead()
        self.world.asked("patch", tag="t1", lead=text("lead", "lead"), based_on=1,
                         writes={"city": value(2)}, request="lead2",
                         answered={"id": text("lead", "lead"), "version": 2})
        self.world.write(UPDATED, 2, ["city"], request="lead2")
        self.found("I1")

    def test_i1_a_write_without_an_answer_may_be_there_or_not(self):
        for views in ([], [view(self.values)]):
            world = World()
            self.addCleanup(world.close)
            world.created(self.values, outcome="info")
            world.write(CREATED, 1, ["city", "street"])
            self.assertEqual(world.verdict(views), set())

    def test_i2_a_value_without_an_entry_is_found(self):
        self.lead()
        self.world.read(self.city)
        self.found("I2")

    def test_i2_an_entry_with_another_field_is_found(self):
        self.lead()
        self.world.read(self.city)
        self.world.release(["street"])
        self.found("I2")

    def test_i2_i7_an_entry_with_another_principal_is_found(self):
        self.lead()
        self.world.read(self.city)
        self.world.release(["city"], principal="stranger")
        self.found("I2", "I7")

    def test_i2_i7_an_entry_with_another_purpose_is_found(self):
        self.lead()
        self.world.read(self.city)
        self.world.release(["city"], purpose="sales_outreach")
        self.found("I2", "I7", "P5")

    def test_i2_an_entry_of_a_version_that_had_another_value_is_found(self):
        self.lead()
        self.world.asked("patch", "info", tag="t1", lead=text("lead", "lead"), based_on=1,
                         writes={"city": value(2)})
        self.world.write(UPDATED, 2, ["city"], request="nobody")
        self.world.read(self.city)
        self.world.release(["city"], version=2)
        self.found("I2")

    def test_i2_a_head_request_without_a_receipt_is_found(self):
        self.lead()
        self.world.asked("read", method="HEAD", purpose="qualification", request="answer",
                         leads=[text("lead", "lead")], fields=["city"])
        self.found("I2")

    def test_i3_a_receipt_that_is_not_in_the_log_is_found(self):
        self.lead()
        self.world.release(["city"])
        leaf = base64.b64encode(bytes(32)).decode()
        self.world.read(self.city, receipt=(
            f'v=1; log="{text("log", "log")}"; entry={text("evt", "key")}; leaf=:{leaf}:; index=1'
        ).encode())
        self.found("I3")

    def test_i3_a_checkpoint_larger_than_the_log_is_found(self):
        self.lead()
        note = self.world.checkpoint(self.world.entries + [b"an entry that is gone"])
        self.world.asked("checkpoint", request="other", answered={"note": note})
        self.found("I3")

    def test_i3_a_checkpoint_of_another_history_is_found(self):
        self.lead()
        note = self.world.checkpoint([b"another"])
        self.world.asked("checkpoint", request="other", answered={"note": note})
        self.found("I3")

    def test_i3_a_checkpoint_of_the_log_passes_and_one_of_another_signer_does_not(self):
        self.lead()
        note = self.world.checkpoint(self.world.entries)
        self.world.asked("checkpoint", request="other", answered={"note": note})
        self.found()
        self.world.judge.evidence.public_keys = [bytes(SigningKey(KEY).verify_key)]
        self.found("I3")

    def test_i3_an_entry_that_was_there_and_is_gone_is_found(self):
        self.lead()
        self.world.release(["city"], request="nobody")
        self.world.verdict()
        self.world.entries.pop()
        self.found("I3")

    def test_i4_an_erased_lead_that_is_back_is_found(self):
        self.lead()
        self.world.asked("erase", tag="t1", lead=text("lead", "lead"), writes={}, request="lead2")
        self.world.write(ERASED, 2, [], request="lead2")
        self.found("I4")

    def test_i4_a_value_given_after_its_erasure_is_found(self):
        self.lead()
        self.world.asked("erase", tag="t1", lead=text("lead", "lead"), writes={}, request="lead2")
        self.world.write(ERASED, 2, [], request="lead2")
        self.world.read(self.city)
        self.world.release(["city"])
        self.found("I4", views=[])

    def test_i5_a_value_that_nobody_wrote_is_found(self):
        self.lead()
        self.world.read(value())
        self.world.release(["city"])
        self.found("I5")

    def test_i5_a_value_of_another_tenant_is_found(self):
        self.city = value(tenant="b")
        self.values["city"] = self.city
        self.lead()
        self.world.read(self.city)
        self.world.release(["city"])
        self.found("I5")

    def test_i6_two_leads_for_one_key_are_found(self):
        self.lead()
        self.found("I6", views=[view(self.values), view(self.values, lead="lead2")])

    def test_i6_half_an_import_page_is_found(self):
        writes = {tag: {"city": value(tag=tag)} for tag in ("t1", "t2")}
        self.world.asked("import", "info", rows=["t1", "t2"], writes=writes)
        self.world.write(CREATED, 1, ["city"], request="nobody")
        self.found("I6", views=[view(writes["t1"])])

    def test_i6_two_consents_for_one_key_are_found(self):
        self.lead()
        self.world.asked("grant", tag="t1", lead=text("lead", "lead"), idem="k1", writes={},
                         request="lead2", answered={"event": "con_"})
        self.world.consent(GRANTED, 1, request="lead2")
        self.found()
        self.world.consent(GRANTED, 2, request="lead2")
        self.found("I6")

    def test_i7_an_entry_that_no_request_explains_is_found(self):
        self.lead()
        self.world.write(CREATED, 1, ["city"], lead="lead2", request="nobody")
        self.found("I7")

    def test_i7_a_request_without_an_answer_explains_one_entry(self):
        self.lead()
        self.world.asked("erase", "info", tag="t1", lead=text("lead", "lead"), writes={})
        self.world.write(ERASED, 2, [], request="nobody")
        self.found(views=[])

    def test_p5_a_release_after_the_withdrawal_is_found(self):
        self.lead()
        for kind, event, request in (("grant", GRANTED, "lead2"), ("withdraw", WITHDRAWN, "key")):
            self.world.asked(kind, tag="t1", lead=text("lead", "lead"), idem=kind, writes={},
                             request=request, answered={"event": "con_"})
            self.world.consent(event, 1, request=request)
        self.world.read(self.city, purpose="sales_outreach")
        self.world.release(["city"], purpose="sales_outreach")
        self.found("P5")


if __name__ == "__main__":
    case.main()
