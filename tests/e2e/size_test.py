"""Too much of anything: heads, bodies, JSON, compressed data. A refusal of the right kind, one
answer, a closed connection where framing is lost, and neither time nor memory without bound."""
import gzip
import json
import threading
import zlib

from support import case
from support.raw import Raw, cpu_s, memory_kib, raw, statuses
from support.tenant import must

MIB = 1024 * 1024
BODY_MAX = 8 * MIB
GROWTH_MAX_KIB = 96 * 1024  # a few bodies of the greatest size, in text and parsed
# A text twice as long may take a little more than twice as long; four times would be quadratic.
LINEAR_MAX = 3.2


class SizeTest(case.VaultCase):
    names = ("crm", "officer")

    def head(self, *lines, verb="GET", target="/v1/leads"):
        fixed = (f"{verb} {target} HTTP/1.1", "Host: localhost",
                 f"Authorization: Bearer {self.crm.key}")
        return "\r\n".join((*fixed, *lines, "", "")).encode()

    def assert_refused_once(self, request, *allowed):
        answered = statuses(raw(self.vault, request + self.head()))
        self.assertEqual(len(answered), 1, request[:80])
        self.assertIn(answered[0], allowed, request[:80])

    def test_a_head_that_is_too_large_is_refused_and_the_connection_closed(self):
        self.assert_refused_once(self.head("X-Big: " + "x" * 100 * 1024), 431)
        self.assert_refused_once(self.head(*(f"X-{i}: 1" for i in range(10_000))), 431)
        self.assert_refused_once(self.head(*(f"X-{i}: 1" for i in range(65))), 431)
        self.assert_refused_once(self.head(target="/v1/leads?" + "a" * 64 * 1024), 414, 431)
        self.assert_refused_once(self.head(target="/v1/leads?" + "a" * 5 * 1024), 414)
        self.assert_refused_once(b"A" * 100 * 1024, 414)

    def test_a_head_without_end_is_cut_off_and_does_not_fill_memory(self):
        _, before = memory_kib(self.vault.process)
        with Raw(self.vault) as connection:
            connection.send(self.head()[:-2])
            sent = 0
            while sent < 64 * MIB and connection.send(b"X-More: " + b"y" * 8_000 + b"\r\n"):
                sent += 8_010
            self.assertLess(sent, 64 * MIB)
        self.assertLess(memory_kib(self.vault.process)[1] - before, GROWTH_MAX_KIB)

    def body(self, text, length=None, *lines):
        return self.head(f"Content-Length: {len(text) if length is None else length}",
                         "Content-Type: application/json", *lines, verb="POST") + text

    def test_a_length_that_lies_gives_one_answer_and_no_second_request(self):
        lead = json.dumps(self.people.lead()).encode()
        # Shorter than the body: the rest is no request, and must not be answered as one.
        answered = statuses(raw(self.vault, self.body(lead, len(lead) - 40) + b"\r\n\r\n"))
        self.assertEqual(answered, [400, 400])
        for length in ("-1", "0x10", "1e3", "99999999999999999999", "9 9", "10, 10", "٣"):
            self.assert_refused_once(self.body(lead, length), 400, 413)
        self.assert_refused_once(self.body(b"", BODY_MAX + 1), 413)
        self.assert_refused_once(self.body(b"", 2 ** 63 - 1), 400, 413)
        self.assert_refused_once(self.body(lead, None, f"Content-Length: {len(lead)}"), 400)

    def test_a_length_that_promises_more_than_comes_changes_nothing(self):
        before = self.crm.api.get("/v1/leads?limit=200").json
        lead = json.dumps(self.people.lead()).encode()
        with Raw(self.vault) as connection:
            connection.send(self.body(lead, len(lead) + 10))
        self.assertEqual(self.crm.api.get("/v1/leads?limit=200").json, before)

    def test_endless_chunks_are_refused_at_the_head(self):
        _, before = memory_kib(self.vault.process)
        with Raw(self.vault) as connection:
            connection.send(self.head("Transfer-Encoding: chunked",
                                      "Content-Type: application/json", verb="POST"))
            sent = 0
            while sent < 64 * MIB and connection.send(b"2000\r\n" + b"[" * 0x2000 + b"\r\n"):
                sent += 0x2000
            self.assertLess(sent, 64 * MIB)
        self.assertLess(memory_kib(self.vault.process)[1] - before, GROWTH_MAX_KIB)

    def test_a_compressed_body_is_never_unpacked(self):
        lead = json.dumps(self.people.lead()).encode()
        bomb = gzip.compress(b" " * 64 * MIB + lead, 9)
        before = memory_kib(self.vault.process)[1]
        for coding, text in (("gzip", gzip.compress(lead)), ("gzip", bomb),
                             ("deflate", zlib.compress(lead)), ("br", b"\x0b\x02\x80"),
                             ("zstd", b"\x28\xb5\x2f\xfd"), ("gzip, gzip", bomb), ("x", lead), ("identity", lead)):
            answer = self.crm.api.post("/v1/leads", text, headers={"Content-Encoding": coding})
            self.assert_problem(answer, 415, "unsupported")
        answer = self.crm.api.get("/v1/leads", headers={"Accept-Encoding": "gzip, br, deflate"})
        self.assertNotIn("content-encoding", answer.headers)  # BREACH needs compression
        self.assertLess(memory_kib(self.vault.process)[1] - before, GROWTH_MAX_KIB)

    def bombs(self, size):
        """JSON texts of about `size` bytes that cost careless parsers stack, memory or time."""
        yield b'{"a":' * (size // 5)
        yield b"[" * size
        yield b"[" * (size // 2) + b"]" * (size // 2)
        yield b"{" + b",".join(b'"k%d":0' % i for i in range(size // 10)) + b"}"
        yield b"{" + b",".join(b'"a":0' for i in range(size // 6)) + b"}"
        yield b'{"fields":{' + b",".join(b'"%08x":"v"' % (i * 0x9E3779B1 % 2 ** 32)
                                         for i in range(size // 15)) + b"}}"
        yield b'{"subject_kind":"' + b"x" * size + b'"}'
        yield b'{"subject_kind":"' + b"\\u0041" * (size // 6) + b'"}'
        yield b"[" + b"0," * (size // 2) + b"0]"
        yield b'{"n":' + b"9" * size + b"}"
        yield b'{"n":0.' + b"0" * size + b"1}"
        yield b" " * size
        yield b'{"subject_kind":"' + b'\\"' * (size // 2)

    def cost(self, text):
        """Processor time that the server spends on refusing `text`."""
        start = cpu_s(self.vault.process)
        answer = self.crm.api.again().post("/v1/leads", text)
        self.assertIn(answer.status, (400, 413), (text[:40], answer))
        return cpu_s(self.vault.process) - start

    def test_a_json_bomb_is_refused_in_time_and_memory_linear_in_its_length(self):
        _, before = memory_kib(self.vault.process)
        for small, large in zip(self.bombs(2 * MIB), self.bombs(4 * MIB)):
            short, long = self.cost(small), self.cost(large)
            tick = 0.02
            self.assertLess((long + tick) / (short + tick), LINEAR_MAX, small[:40])
        must(self.crm.api.get("/v1/leads?limit=1"), 200)
        case.need_plain_build("memory of refused JSON bombs")
        self.assertLess(memory_kib(self.vault.process)[1] - before, 2 * GROWTH_MAX_KIB)

    def test_one_caller_with_bombs_does_not_stop_the_others(self):
        bombs = list(self.bombs(4 * MIB))
        done = threading.Event()

        def attack():
            api = self.crm.api.again()
            for bomb in bombs:
                api.post("/v1/leads", bomb)
            done.set()

        attacker = threading.Thread(target=attack)
        attacker.start()
        answered = 0
        lead, _ = self.create()
        while not done.is_set():
            must(self.crm.api.read(lead, ["city"]), 200)
            answered += 1
        attacker.join()
        self.assertGreater(answered, 10)

    def test_a_long_field_list_a_long_id_list_and_a_large_page_are_bounded(self):
        lead, _ = self.create()
        fields = ",".join(["city"] * 800)
        self.assertEqual(self.crm.api.get(f"/v1/leads/{lead}?fields={fields}").status, 400)
        for body in ({"ids": [lead] * 1_001, "fields": ["city"]},
                     {"ids": [lead], "fields": ["city"] * 50_000}):
            answer = self.crm.api.post("/v1/leads/batch-get", body)
            self.assertIn(answer.status, (400, 413), answer)
        consents = [{"purpose": "contract", "basis": "contract"}] * 65
        answer = self.crm.api.post("/v1/leads", {**self.people.lead(), "consents": consents})
        self.assert_invalid(answer)


if __name__ == "__main__":
    case.main()
