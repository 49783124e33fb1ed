"""Planted faults are named once and are in no build but the one made for them."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["LEADVAULT_SOURCE"])
BINARY = pathlib.Path(os.environ["LEADVAULT_BIN"])
SWITCH = "LEADVAULT_PLANTED"
HAS_FAULTS = os.environ["LEADVAULT_HAS_PLANTED_FAULTS"] == "ON"


def listed():
    lines = (SOURCE / "tests/fault/planted.txt").read_text().splitlines()
    return [line.split()[0] for line in lines if not line.startswith("#")]


class PlantedFaults(unittest.TestCase):
    def test_the_program_knows_the_faults_that_are_listed_and_their_order(self):
        header = (SOURCE / "include/leadvault/base/planted.hpp").read_text()
        members = re.findall(r"^  (\w+),?$", header[:header.index("};")], re.MULTILINE)
        names = re.findall(r'"([a-z-]*)"', re.search(
            r"names\{(.*?)\};", (SOURCE / "src/base/planted.cpp").read_text(), re.DOTALL)[1])
        self.assertEqual(["none", *listed()], [member.replace("_", "-") for member in members])
        self.assertEqual(["", *listed()], names)

    def test_every_fault_is_planted_somewhere(self):
        code = "".join(path.read_text() for path in (SOURCE / "src").rglob("*.cpp"))
        for name in listed():
            self.assertIn(f"planted(PlantedFault::{name.replace('-', '_')})", code)

    def test_nothing_of_them_is_in_any_other_build(self):
        program = BINARY.read_bytes()
        for text in (SWITCH, "synchronous=NORMAL", "no-audit-on-export", "planted-fault"):
            self.assertEqual(text.encode() in program, HAS_FAULTS, text)

    def test_a_fault_that_does_not_exist_ends_the_program(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [BINARY, "init", "--data", f"{folder}/data", "--root-key-file", f"{folder}/key"],
                env={**os.environ, SWITCH: "no-such-fault"}, capture_output=True, text=True,
                timeout=60)
        self.assertEqual("planted-fault-unknown" in done.stderr, HAS_FAULTS)
        self.assertEqual(done.returncode < 0, HAS_FAULTS)


if __name__ == "__main__":
    unittest.main()
