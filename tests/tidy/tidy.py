"""Checks the tree against the rules of CONTRIBUTING.md; prints path:line: rule: detail.

Usage: tidy.py [PATH...] from the project's folder; without paths, every file git knows of.
"""
import pathlib
import subprocess
import sys

import rules_code
import rules_layout
import rules_text
from source import Source

PLAIN_RULES = [
    rules_layout.check_lengths, rules_layout.check_functions, rules_layout.check_headers,
    rules_code.check_await, rules_code.check_calls,
    rules_text.check_packages, rules_text.check_keys, rules_text.check_text,
]


def check(source, levels):
    """All findings in one file."""
    findings = list(rules_layout.check_levels(source, levels))
    for rule in PLAIN_RULES:
        findings += rule(source)
    return findings


def tracked_files():
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            check=True, capture_output=True).stdout
    return sorted(name.decode() for name in listed.split(b"\0") if name)


def main():
    levels = rules_layout.read_levels(pathlib.Path("src/README.md").read_text())
    findings, count = [], 0
    for path in sys.argv[1:] or tracked_files():
        try:
            text = pathlib.Path(path).read_bytes().decode()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # binary, or deleted and not yet committed
        count += 1
        findings += check(Source(path, text), levels)
    for finding in sorted(findings, key=lambda f: (f.path, f.line)):
        print(finding)
    print(f"{len(findings)} finding(s) in {count} files")
    return 1 if findings or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
