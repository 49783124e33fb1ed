"""Checks that a program was built as hardened: what the linker wrote into it, and marked branches."""
import platform
import subprocess
import sys


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def is_marked(program):
    """Every branch target begins with endbr64 (CET). The note that says so of a whole program is
    dropped by the linker wherever the C library's own start files have none, as in Debian 12."""
    main = output("objdump", "--disassemble=main", "--no-show-raw-insn", program)
    return "endbr64" in main


def findings(program):
    header, segments = output("readelf", "-Wh", program), output("readelf", "-Wl", program)
    dynamic = output("readelf", "-Wd", program)
    symbols = output("readelf", "-W", "--dyn-syms", program)
    flags = " ".join(line for line in dynamic.splitlines() if "(FLAGS" in line).split()
    stack = [line for line in segments.splitlines() if "GNU_STACK" in line]
    checks = {
        "position independent": "DYN" in header and "PIE" in flags,
        "relocations read-only": "GNU_RELRO" in segments,
        "bound at start": "BIND_NOW" in flags and "NOW" in flags,
        "not for dlopen": "NOOPEN" in flags,
        "no relocations in code": "TEXTREL" not in dynamic,
        "no executable stack": bool(stack) and " RWE " not in stack[0],
        "no segment both written and run": " RWE " not in segments,
        "stack protector": "__stack_chk_fail" in symbols,
        "fortified calls": "_chk@" in symbols,
        "no run path": "RUNPATH" not in dynamic and "RPATH" not in dynamic,
    }
    if platform.machine() == "x86_64":
        checks["branch targets marked"] = is_marked(program)
    return checks


def main():
    checks = findings(sys.argv[1])
    for name, good in checks.items():
        print(f"{'ok  ' if good else 'FAIL'} {name}")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
