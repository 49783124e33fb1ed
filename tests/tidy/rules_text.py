"""Rules for every tracked text file: pinned packages, no private keys, no loose ends."""
import re

LOOSE_END = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b")
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*(?:\\n)?[\"\s]*[A-Za-z0-9+/]{40}")
DATA = re.compile(r"(?:^|/)(?:corpus|vectors|samples)/|\.(?:csv|tsv|vcf|ndjson|jsonl|vec|seed)$")
PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")
PACKAGE_OPTION = "omit-lockfile-registry-resolved"


def check_packages(source):
    if source.path.rsplit("/", 1)[-1] not in PACKAGE_FILES:
        return
    for number, line in enumerate(source.lines(), 1):
        rest = line.replace(PACKAGE_OPTION, "")
        if '"resolved"' in rest:
            yield source.find("lock-resolved", number, "names where it was downloaded")
        elif re.search(r"registry|https?://[^\"]*\.tgz", rest):
            yield source.find("registry", number, "the registry is the installer's choice")


def check_keys(source):
    for match in PRIVATE_KEY.finditer(source.text):
        yield source.find("private-key", source.line_of(match.start()))


def check_text(source):
    if DATA.search(source.path):
        return
    for number, line in enumerate(source.lines(), 1):
        if line.endswith((" ", "\t", "\r")):
            yield source.find("trailing-space", number)
        if LOOSE_END.search(line):
            yield source.find("loose-end", number)
    if source.text and not source.text.endswith("\n"):
        yield source.find("final-newline", len(source.lines()))
