"""Checks that a program was linked as hardened: PIE, full RELRO, no executable stack, canaries."""
import subprocess
import sys


def readelf(program, *options):
    command = ["readelf", "-W", *options, program]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def findings(program):
    header, segments = readelf(program, "-h"), readelf(program, "-l")
    dynamic, symbols = readelf(program, "-d"), readelf(program, "--dyn-syms")
    stack = [line for line in segments.splitlines() if "GNU_STACK" in line]
    checks = {
        "position independent": "DYN" in header,
        "relocations read-only": "GNU_RELRO" in segments,
        "bound at start": "BIND_NOW" in dynamic or "NOW" in dynamic,
        "no executable stack": bool(stack) and " RWE " not in stack[0],
        "stack protector": "__stack_chk_fail" in symbols,
        "fortified calls": "_chk@" in symbols,
        "no run path": "RUNPATH" not in dynamic and "RPATH" not in dynamic,
    }
    return checks


def main():
    checks = findings(sys.argv[1])
    for name, good in checks.items():
        print(f"{'ok  ' if good else 'FAIL'} {name}")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
