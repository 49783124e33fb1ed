"""P5: consent withdrawn is consent gone; no release stands in the log after the withdrawal."""
import threading

from support import case
from support.events import events, lead_in
from support.tenant import must

CONNECTIONS = 8
ROUNDS = 10
READS_PER_ROUND = 1_000


class WithdrawalRaceTest(case.VaultCase):
    names = ("crm", "officer")
    rules = "shipped"

    def race(self, lead, apis):
        """Reads from all connections; a withdrawal in the middle. Entries of what was received."""
        received, refused, faults = [], [], []
        middle = threading.Semaphore(0)

        def reader(api):
            try:
                for number in range(READS_PER_ROUND // CONNECTIONS):
                    if number == 40:
                        middle.release()
                    answer = api.read(lead, ["email", "phone.mask"])
                    if answer.status == 200:
                        received.append(answer.entry)
                    elif (answer.status, answer.code) == (403, "consent-missing"):
                        refused.append(answer)
                    else:
                        faults.append(answer)
            except Exception as failure:  # a reader that ends early must not hide it
                faults.append(failure)

        threads = [threading.Thread(target=reader, args=(api,)) for api in apis]
        for thread in threads:
            thread.start()
        middle.acquire()
        path = f"/v1/leads/{lead}/consents/sales_outreach/withdraw"
        withdrawn = must(self.crm.api.post(path), 200)
        for thread in threads:
            thread.join()
        self.assertEqual(faults, [])
        self.assertEqual(len(received) + len(refused), READS_PER_ROUND)
        return received, refused, withdrawn

    def test_p5_no_release_after_the_withdrawal_in_a_race_of_10_000_reads(self):
        apis = [self.crm.api.again() for _ in range(CONNECTIONS)]
        torn = 0
        for _ in range(ROUNDS):
            lead, _ = self.qualified()
            received, refused, withdrawn = self.race(lead, apis)
            log = events(self.officer.api, lead=lead)
            end = next(event["index"] for event in log if event["id"] == withdrawn.entry)
            self.assertEqual([event["kind"] for event in log if event["index"] == end],
                             ["consent-withdrawn"])
            releases = {event["id"]: event for event in log if event["kind"] == "release"}
            late = [event for event in releases.values() if event["index"] > end]
            self.assertEqual(late, [])
            self.assertLessEqual(set(received), set(releases))
            denials = [event for event in log if event["kind"] == "denial"]
            self.assertGreaterEqual(len(denials), len(refused))
            self.assertTrue(all(lead_in(event, lead)["released"] == ["email"]
                                for event in releases.values()))
            torn += bool(received and refused)
        self.assertGreaterEqual(torn, ROUNDS // 2, "the withdrawals did not race the reads")


if __name__ == "__main__":
    case.main()
