"""`leadvault audit verify`: a sound log passes; any flipped byte is found, with its place."""
import json
import random
import shutil
import threading
import time

from support import case
from support.server import run
from support.tenant import must

VERIFICATION_FAILED = 9
SEGMENT_HEADER_BYTES = 128


class VerifyTest(case.VaultCase):
    names = ("crm",)

    def setUp(self):
        lead, _ = self.create()
        for _ in range(20):
            must(self.crm.api.read(lead, ["email"]), 200)

    def verify(self, folder=None):
        where = [] if folder is None else ["--log", folder]
        return run("audit", "verify", "--data", self.vault.data, "--root-key-file", self.vault.key_file,
                   "--json", *where, check=False)

    def copy(self):
        target = self.vault.folder / "copy"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.vault.data / "audit", target)
        return target

    def written_bytes(self, segment):
        text = segment.read_bytes().rstrip(b"\0")
        return len(text)

    def test_p3_a_sound_log_verifies_while_the_server_runs(self):
        done = self.verify()
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        self.assertGreater(json.loads(done.stdout)["entries"], 20)

    def test_p3_a_log_that_is_written_to_verifies_each_time_and_has_grown(self):
        over, written, failures = threading.Event(), [], []

        def write():
            api = self.crm.api.again()
            try:
                while not over.is_set():
                    must(api.post("/v1/leads", self.people.lead()), 201)
                    written.append(True)
            except BaseException as failure:
                failures.append(failure)

        writers = [threading.Thread(target=write) for _ in range(2)]
        for writer in writers:
            writer.start()
        sizes = []
        try:
            end = time.monotonic() + 60
            while len(sizes) < 8:  # verifications with a write meanwhile
                self.assertLess(time.monotonic(), end, "nothing was written meanwhile")
                before = len(written)
                done = self.verify()
                self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
                if len(written) > before:
                    sizes.append(json.loads(done.stdout)["entries"])
        finally:
            over.set()
            for writer in writers:
                writer.join(60)
        self.assertEqual(failures, [])
        self.assertEqual(sizes, sorted(sizes))
        self.assertGreater(sizes[-1], sizes[0])
        self.assertGreaterEqual(json.loads(self.verify().stdout)["entries"], len(written))

    def test_p3_a_flipped_byte_fails_and_is_named_by_file_and_offset(self):
        rng, segment = random.Random(3), "seg-00000001.lva"
        for _ in range(8):
            folder = self.copy()
            end = self.written_bytes(folder / segment)
            at = rng.randrange(SEGMENT_HEADER_BYTES, end)
            with open(folder / segment, "r+b") as file:
                file.seek(at)
                byte = file.read(1)[0]
                file.seek(at)
                file.write(bytes([byte ^ (1 << rng.randrange(8))]))
            done = self.verify(folder)
            self.assertEqual(done.returncode, VERIFICATION_FAILED, (at, done.stdout, done.stderr))
            self.assertIn(segment, done.stdout + done.stderr)
            fault = json.loads(done.stdout)["fault"]
            self.assertEqual(fault["file"], segment)
            self.assertLessEqual(fault["offset"], at)
            self.assertTrue(fault["reason"])

    def test_p3_a_cut_log_fails_against_its_checkpoint(self):
        self.assertEqual(self.vault.stop(), 0)
        folder = self.copy()
        self.vault.start()
        segment = folder / "seg-00000001.lva"
        text = segment.read_bytes()
        end = len(text.rstrip(b"\0"))
        last = text.rindex(b"LVAF", 0, end)
        segment.write_bytes(text[:last] + b"\0" * (len(text) - last))
        self.assertEqual(self.verify(folder).returncode, VERIFICATION_FAILED)


if __name__ == "__main__":
    case.main()
