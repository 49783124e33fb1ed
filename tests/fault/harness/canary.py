"""Canaries: values that say whose they are, so that any stream of bytes can be searched for them.

CNRY-<round>-<tenant>-<lead tag>-<field>-<version>-<64 random bits as letters>. Letters, since a
run of digits could be taken for a card number."""
import collections
import re
import secrets

FIELDS = ("given_name", "city", "street", "email")
MAIL_DOMAIN = "@canary.example"
PATTERN = re.compile(rb"CNRY-(\d+)-([a-z]+)-([a-z0-9]+)-([a-z_]+)-(\d+)-([a-p]{16})")

# `version` is the row version that the write meant to make.
Canary = collections.namedtuple("Canary", "round tenant tag field version random text")


def make(round_number, tenant, tag, field, version):
    letters = secrets.token_hex(8).translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))
    text = f"CNRY-{round_number}-{tenant}-{tag}-{field}-{version}-{letters}"
    return text + MAIL_DOMAIN if field == "email" else text


def plain(value):
    """A field's value without what the field's form needs around the canary."""
    return value.removesuffix(MAIL_DOMAIN)


def found_in(data):
    """Every canary in these bytes, each once."""
    seen = {}
    for match in PATTERN.finditer(data):
        text = match.group(0).decode()
        if text not in seen:
            number, tenant, tag, field, version, random = (part.decode() for part in match.groups())
            seen[text] = Canary(int(number), tenant, tag, field, int(version), random, text)
    return list(seen.values())
