"""Last lines of ./run test: counts of all stages and the names of what was skipped.

Reads results.xml and Testing/Temporary/LastTest.log of each build folder given, as ctest left
them. The closing line is "N passed, N failed, N skipped".
"""
import argparse
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

SKIPPED = re.compile(r"^\s*SKIPPED (.+)$", re.MULTILINE)
CASES = re.compile(r"^(?:All tests passed \(.* in (\d+) test cases?\)|test cases: +(\d+))",
                   re.MULTILINE)


def read_results(folder):
    """Names of passed, failed and skipped tests; a missing file is a failure of its own."""
    try:
        suite = ElementTree.parse(folder / "results.xml").getroot()
    except (OSError, ElementTree.ParseError):
        return [], [f"{folder.name}: no results"], []
    passed, failed, skipped = [], [], []
    for case in suite.iter("testcase"):
        name = f"{folder.name}/{case.get('name')}"
        left_out = case.find("skipped")
        if left_out is not None and left_out.get("message", "").startswith("SKIP_"):
            skipped.append(name)  # a program that is missing is a failure, not a skip
        elif case.get("status") == "run":
            passed.append(name)
        else:
            failed.append(name)
    return passed, failed, skipped


def read_log(folder):
    """What programs said they skipped, and how many test cases they ran."""
    try:
        text = (folder / "Testing/Temporary/LastTest.log").read_text(errors="replace")
    except OSError:
        return [], 0
    cases = sum(int(whole or part) for whole, part in CASES.findall(text))
    return SKIPPED.findall(text), cases


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=pathlib.Path)
    parser.add_argument("--failed-stages", default="")
    options = parser.parse_args()

    passed, failed, skipped, cases = [], [], [], 0
    for folder in options.folders:
        ok, bad, left_out = read_results(folder)
        said, ran = read_log(folder)
        passed += ok
        failed += bad
        skipped += left_out + said
        cases += ran
    skipped = sorted(set(skipped))
    stages = options.failed_stages.split()
    untested = [stage for stage in stages if not any(f.startswith(stage) for f in failed)]
    failed += [f"{stage}: the stage failed" for stage in untested]

    print(f"\n{cases} test cases in {len(passed) + len(failed)} tests of "
          f"{len(options.folders)} build(s)")
    for name in failed:
        print(f"FAILED {name}")
    for name in skipped:
        print(f"SKIPPED {name}")
    print(f"{len(passed)} passed, {len(failed)} failed, {len(skipped)} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
