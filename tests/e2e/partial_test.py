"""P1 for callers that hang up, ask for a part, or ask without wanting the answer: whatever reached
them is in the log first."""
import json
import re
import time

from support import case
from support.events import events
from support.raw import Raw, raw, statuses
from support.tenant import must

PAGES, PAGE = 3, 200
SETTLED_S = 5


class PartialTest(case.VaultCase):
    names = ("crm", "officer")

    def released(self, lead):
        return [event for event in events(self.officer.api, kind="release", lead=lead)]

    def head(self, verb, target, *lines):
        return "\r\n".join((f"{verb} {target} HTTP/1.1", "Host: localhost",
                            f"Authorization: Bearer {self.crm.key}",
                            "Leadvault-Purpose: qualification", *lines, "", "")).encode()

    def test_head_gives_no_byte_of_a_value_and_what_it_opened_is_in_the_log(self):
        lead, body = self.create()
        received = raw(self.vault, self.head("HEAD", f"/v1/leads/{lead}?fields=email,city",
                                             "Connection: close"))
        self.assertEqual(statuses(received), [200])
        self.assertTrue(received.endswith(b"\r\n\r\n"))
        for value in body["fields"].values():
            self.assertNotIn(value.encode(), received)
        self.assertEqual(len(self.released(lead)), 1)

    def test_a_range_or_a_condition_gives_the_whole_answer_and_its_entry(self):
        lead, body = self.create()
        for headers in ({"Range": "bytes=0-4"}, {"If-None-Match": '"1"'},
                        {"If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT"},
                        {"If-Range": '"1"', "Range": "bytes=5-"}):
            before = len(self.released(lead))
            answer = must(self.crm.api.read(lead, ["city"], headers=headers), 200)
            self.assertEqual(answer.json["fields"]["city"], body["fields"]["city"])
            self.assertEqual(len(self.released(lead)), before + 1)

    def test_p1_what_was_opened_for_a_caller_that_hung_up_is_in_the_log_too(self):
        lead, _ = self.create()
        for _ in range(20):
            with Raw(self.vault) as connection:
                connection.send(self.head("GET", f"/v1/leads/{lead}?fields=city"))
        deadline = time.monotonic() + SETTLED_S
        while not self.released(lead):
            self.assertLess(time.monotonic(), deadline, "no entry came")
            time.sleep(0.05)
        must(self.crm.api.read(lead, ["city"]), 200)

    def test_p1_every_lead_of_a_torn_export_is_in_the_log(self):
        for number in range(PAGES):
            job = must(self.crm.api.post("/v1/imports", {"name": f"torn-{number}"}), 201).json["id"]
            rows = [{"key": str(key), "lead": self.people.lead(description="d" * 4_000)}
                    for key in range(PAGE)]
            must(self.crm.api.post(f"/v1/imports/{job}/rows", {"rows": rows}), 200)
        ask = json.dumps({"fields": ["description", "email"]}).encode()
        request = self.head("POST", "/v1/exports", "Content-Type: application/json",
                            f"Content-Length: {len(ask)}") + ask
        for bytes_wanted in (3_000, 500_000, 1_200_000):
            received = b""
            with Raw(self.vault) as connection:
                connection.send(request)
                while len(received) < bytes_wanted:
                    received += connection.stream.recv(16_384)
            seen = set(re.findall(rb'"id":"(lead_[0-9a-z]{26})"', received))
            self.assertTrue(seen)
            logged = {item["id"] for event in events(self.officer.api, kind="release")
                      if event["action"] == "exportLeads" for item in event["leads"]}
            self.assertLessEqual({id.decode() for id in seen}, logged)

    def test_what_is_no_longer_wanted_does_not_harm_the_next_caller(self):
        lead, body = self.create()
        for cut in (1, 30, 200):
            with Raw(self.vault) as connection:
                connection.send(self.head("GET", f"/v1/leads/{lead}?fields=city")[:cut])
            view = must(self.crm.api.read(lead, ["city"]), 200).json
            self.assertEqual(view["fields"]["city"], body["fields"]["city"])


if __name__ == "__main__":
    case.main()
